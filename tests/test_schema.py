"""Schemas and tables come from the models: editors say what `check` says, and no field is left out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from generator.binding import slots
from generator.kinds import all_kinds
from generator.library.settings import load_policy
from generator.policy import CalendarFile, Policy, Site
from generator.record import Record
from generator.schema import common_table, fields_of, kind_schema, part_schema, tables

SAMPLES = sorted(name for name, kind in all_kinds().items() if (kind.folder / "sample.yml").is_file())


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(Path("/nonexistent"), [])


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2 as editors take it: 2026-03-01 and 14:30 and 是 are text, 98.5 is a number."""


CoreLoader.yaml_implicit_resolvers = {}
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789"))
CoreLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+\.[0-9]+$"), list("-+0123456789")
)
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)$"), list("tf"))
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:~|null|)$"), ["~", "n", ""])


def as_an_editor_reads(text: str) -> Any:
    return yaml.load(text, CoreLoader)


def errors(schema: dict[str, Any], value: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema)
    return sorted(
        f"{'/'.join(map(str, e.absolute_path))}: {e.validator}" for e in validator.iter_errors(value)
    )


@pytest.mark.parametrize("name", sorted(all_kinds()))
def test_every_schema_is_a_valid_schema(name: str, policy: Policy) -> None:
    jsonschema.Draft202012Validator.check_schema(kind_schema(all_kinds()[name], policy))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_are_valid(name: str, policy: Policy) -> None:
    kind = all_kinds()[name]
    value = as_an_editor_reads((kind.folder / "sample.yml").read_text(encoding="utf-8"))
    assert errors(kind_schema(kind, policy), value) == []


@pytest.mark.parametrize("name", sorted(all_kinds()))
def test_every_key_that_binding_takes_is_in_the_schema(name: str, policy: Policy) -> None:
    kind = all_kinds()[name]
    properties = kind_schema(kind, policy)["properties"]
    assert set(slots(kind.model)) == set(properties) - set(kind.model.derived_keys)


GOOD = {
    "标题": "甲",
    "类型": "责任状",
    "年度": 2026,
    "支部": "shili-zhibu",
    "签订人": "书记",
    "签订日期": "2026-01-10",
    "承诺": "一",
}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"签订日期": "2026年1月10日"}, []),
        ({"监签人": None, "指标": None}, []),
        ({"年度": "2026年"}, []),
        ({"标题": 2026}, []),
        ({"指标": [{"名称": "甲", "目标": 98.5}]}, []),
        ({"指标": [{"name": "甲", "target": "98.50"}]}, []),
        ({"签订日期": "2026.1.10"}, ["签订日期: pattern"]),
        ({"类型": "责任壮"}, ["类型: enum"]),
        ({"类形": "责任状"}, [": additionalProperties"]),
        ({"进度": 80}, ["进度: not"]),
        ({"title": "甲"}, [": not"]),
        ({"标题": None}, ["标题: type"]),
        ({"指标": "进尺"}, ["指标: type"]),
        ({"指标": [{"名称": "甲"}]}, ["指标/0: anyOf"]),
        ({"指标": [{"名称": "甲", "目标": "一百"}]}, ["指标/0/目标: pattern"]),
        ({"指标": [{"名称": "甲", "目标": 1, "方向": "越大越好"}]}, ["指标/0/方向: enum"]),
        ({"草稿": "yes"}, ["草稿: enum"]),
    ],
)
def test_a_schema_sees_what_check_sees(policy: Policy, change: dict[str, Any], found: list[str]) -> None:
    assert errors(kind_schema(all_kinds()["pledges"], policy), {**GOOD, **change}) == found


def test_a_missing_key_may_have_either_name(policy: Policy) -> None:
    schema = kind_schema(all_kinds()["pledges"], policy)
    without = {key: value for key, value in GOOD.items() if key != "标题"}
    assert errors(schema, without) == [": anyOf"]
    assert errors(schema, {**without, "title": "甲"}) == []


def test_policy_names_are_the_units_own(tmp_path: Path) -> None:
    text = "责任状类型:\n  - 名称: 责任状\n    依据: 本单位办法\n    依据类型: 本单位\n"
    (tmp_path / "policy.yml").write_text(text, encoding="utf-8")
    own = load_policy(tmp_path, [])
    schema = kind_schema(all_kinds()["pledges"], own)
    assert schema["properties"]["类型"]["enum"] == ["责任状"]
    assert schema["properties"]["类型"]["errorMessage"] == "“类型”可以写：责任状；要新增就写进 policy.yml。"


def test_errors_speak_chinese_in_editors(policy: Policy) -> None:
    properties = kind_schema(all_kinds()["pledges"], policy)["properties"]
    assert properties["进度"]["errorMessage"] == (
        "“进度”由系统算出，不能手工填写（由各项指标的完成情况算出）。"
    )
    assert properties["签订日期"]["patternErrorMessage"].startswith("写成 2026-03-01")
    assert properties["签订日期"]["description"] == "哪一天签的"


@pytest.mark.parametrize(("model", "name"), [(Site, "site"), (Policy, "policy"), (CalendarFile, "calendar")])
def test_settings_have_schemas_too(model: Any, name: str, policy: Policy) -> None:
    schema = part_schema(model, policy, name)
    jsonschema.Draft202012Validator.check_schema(schema)
    if name == "policy":
        shipped = Path(__file__).parent.parent / "generator" / "policy.yml"
        assert errors(schema, as_an_editor_reads(shipped.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("name", sorted(all_kinds()))
def test_tables_name_every_field_of_a_kind(name: str) -> None:
    text = tables(name)
    own = [f for f in fields_of(all_kinds()[name].model) if f.name not in Record.model_fields]
    assert [f.key for f in own if f"| {f.key} | `{f.name}` |" not in text] == []
    assert [key for key in all_kinds()[name].model.derived_keys if key not in text] == []


def test_tables_are_whole_markdown_tables() -> None:
    for line in (common_table() + "".join(map(tables, all_kinds()))).splitlines():
        if line.startswith("|"):
            assert line.replace("\\|", "").count("|") == 7, line


def test_a_table_row_says_how_to_write_it() -> None:
    text = tables("pledges")
    assert (
        "| 类型 | `type` | 是 | policy.yml 的“责任状类型”之一 | "
        "责任状、军令状、任务书等，可选值在 policy.yml 的“责任状类型”里 | 责任状 |"
    ) in text
    assert "| 方向 | `direction` |  | 越高越好、越低越好 |" in text
    assert "| 支部 | `branch` | 是 | 党支部的编号 |" in text
    assert "**指标**（每项）：" in text
    assert "由系统算出，不要写：状态（由路线图、兑现和当天日期算出）" in text


def test_no_two_groups_of_a_kind_share_a_name(policy: Policy) -> None:
    for kind in all_kinds().values():
        found: dict[str, type] = {}
        todo = [kind.model]
        while todo:
            for field in fields_of(todo.pop()):
                if field.part and found.setdefault(field.part.__name__, field.part) is field.part:
                    todo += [field.part] if field.part is not kind.model else []
                elif field.part:
                    pytest.fail(f"{kind.name}: {field.part.__name__} names two groups")


def test_descriptions_are_there_for_every_field() -> None:
    for kind in all_kinds().values():
        for field in fields_of(kind.model):
            assert field.about, f"{kind.name}.{field.name}"
