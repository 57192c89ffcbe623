"""What `gongkai docs` writes from the models: schemas, the editor's settings, the field tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.kinds import all_kinds
from generator.policy import CalendarFile, Policy, Site
from generator.schema.json_schema import kind_schema, part_schema
from generator.schema.tables import common_table, tables

SCHEMAS = "docs/schema"
FIELDS = "docs/fields.zh.md"
VSCODE = ".vscode/settings.json"
_SETTINGS = (("site", Site, "站点"), ("policy", Policy, "规定"), ("calendar", CalendarFile, "放假安排"))

_INTRO = """\
# 字段表

这一页由 `gongkai docs` 从程序里的模型生成，不要手工改。每个栏目带注释的样例在 `generator/kinds/<栏目>/sample.yml`，
`gongkai new <栏目>` 就从样例新建。字段写中文名，也可以写英文名，二者只写一个。

"""


def documents(policy: Policy) -> dict[str, str]:
    """Every document by its path in the repository."""
    return {**dict(_schemas(policy)), VSCODE: _dump(_vscode()), FIELDS: field_tables()}


def field_tables() -> str:
    """The fields of all kinds: those that all share first."""
    return "\n".join([_INTRO + common_table(), *(tables(kind) for kind in all_kinds())])


def _schemas(policy: Policy) -> Iterator[tuple[str, str]]:
    for kind in all_kinds().values():
        yield f"{SCHEMAS}/{kind.name}.json", _dump(kind_schema(kind, policy))
    for name, model, title in _SETTINGS:
        yield f"{SCHEMAS}/{name}.json", _dump(part_schema(model, policy, title))


def _vscode() -> dict[str, Any]:
    """Which schema is for which file, for the YAML extension of VS Code."""
    kinds = {f"./{SCHEMAS}/{kind}.json": f"content/{kind}/**/*.yml" for kind in all_kinds()}
    settings = {f"./{SCHEMAS}/{name}.json": f"content/{name}.yml" for name, _, _ in _SETTINGS}
    return {
        "yaml.schemas": {**kinds, **settings},
        "[yaml]": {"editor.insertSpaces": True, "editor.tabSize": 2},
    }


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
