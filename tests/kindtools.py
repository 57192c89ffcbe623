"""For tests of record kinds: small libraries made from text, and what `check` says about broken folders."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path

from generator.kinds import all_kinds
from generator.library import Library, check
from generator.library.visible import visible
from generator.problems import Finding
from generator.record import Record
from generator.render import Renderer
from generator.report import as_text

BROKEN = Path(__file__).parent / "broken"

SITE = """\
单位名称: 示范矿党委
站点名称: 示范矿党建公开
监督渠道:
  - 部门: 矿纪委
"""
BRANCH = """\
名称: 示例支部
类型: 机关
书记:
  姓名: 书记
主题党日: 15
"""


def said(kind: str, as_of: str) -> str:
    """The report on tests/broken/<kind>/content: findings in the kind's files, and those that the kind makes."""
    found = check(BROKEN / kind / "content", dt.date.fromisoformat(as_of)).findings
    return "\n".join(as_text(_own(kind, found))) + "\n"


def expected(kind: str) -> str:
    return (BROKEN / kind / "expected.txt").read_text(encoding="utf-8")


def _own(kind: str, found: tuple[Finding, ...]) -> list[Finding]:
    return [f for f in found if f.path.startswith(f"content/{kind}/") or f.code.startswith(f"{kind}.")]


def content(folder: Path, records: Mapping[str, str]) -> Path:
    """A content folder with site.yml, one branch (shili-zhibu) and these records: `meetings/a` → YAML."""
    top = folder / "content"
    for name, text in {"site": SITE, "branches/shili-zhibu": BRANCH, **records}.items():
        file = top / f"{name}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return top


def library(folder: Path, as_of: str, records: Mapping[str, str]) -> Library:
    """The library of such a folder, which must have no errors."""
    checked = check(content(folder, records), dt.date.fromisoformat(as_of))
    assert checked.library is not None
    assert [f.message for f in checked.findings if f.is_error] == []
    return checked.library


def own_findings(folder: Path, as_of: str, kind: str, records: Mapping[str, str]) -> list[str]:
    """What the kind's rules say about such a folder: `path:line:column message`."""
    found = check(content(folder, records), dt.date.fromisoformat(as_of)).findings
    return [f"{f.path}:{f.line}:{f.column} {f.message}" for f in _own(kind, found)]


def sample(folder: Path, kind: str) -> Path:
    """A content folder that holds the kind's sample as `shili`."""
    top = content(folder, {})
    (top / kind).mkdir(exist_ok=True)
    shutil.copy(all_kinds()[kind].folder / "sample.yml", top / kind / "shili.yml")
    return top


def page(lib: Library, kind: str, ref: str) -> str:
    """The Markdown of a record's page, for the default audience."""
    shown = visible(lib)
    record: Record = shown.get(kind, ref)
    return Renderer(shown).record(record).body


def index(lib: Library, kind: str) -> str:
    """The Markdown of a kind's list page, for the default audience."""
    return Renderer(visible(lib)).index(all_kinds()[kind]).body
