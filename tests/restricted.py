"""Content where one half is for fewer readers, with a marker in every text that a restricted record can hold."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

import docx
import weasyprint
import xlsxwriter
from PIL import Image, PngImagePlugin

from generator.kinds import all_kinds
from generator.library import check

ROOT = Path(__file__).parents[1]
AS_OF = dt.date(2026, 3, 5)
SECRET = "龘靐"  # in every marker; nobody writes these
SLUG = "mimi-jilu"
SITE = """单位名称: 示范矿
站点名称: 示范矿党务公开
公开范围: [全员, 党员]
监督渠道:
  - 部门: 纪委
    电话: 0571-8800000
"""
EXTRA = """标签:
  - 原文标签
更正:
  - 日期: 2026-03-03
    内容: 原文更正
审批:
  提出:
    人: 原文提出人
    日期: 2026-02-24
  审核:
    人: 原文审核人
    日期: 2026-02-24
    保密审查: 通过
  审批:
    人: 原文审批人
    日期: 2026-02-24
附件:
  - 文件: mimi-wen.docx
    名称: 原文附件
  - 文件: mimi-biao.xlsx
    名称: 原文附件
  - 文件: mimi-ban.pdf
    名称: 原文附件
  - 文件: mimi-tu.png
    名称: 原文附件
别名:
  - mimi-jiu-{kind}
"""
_REPLACED = re.compile(r"^(?:公开范围|标签|更正|审批|附件|别名):.*\n(?:[ \t]+.*\n)*", re.MULTILINE)
_VALUE = re.compile(r"^(\s*(?:- )?(?:[^\s:#][^:]*: )?)([^\s#|>\[].*)$")


@dataclass
class Planted:
    """Where markers stand: (file, line) → marker, as far as the rules allow text there."""

    content: Path
    markers: dict[tuple[str, int], str] = field(default_factory=dict)
    originals: dict[tuple[str, int], str] = field(default_factory=dict)

    def by_kind(self, kind: str) -> list[str]:
        return [marker for (path, _), marker in self.markers.items() if f"/{kind}/" in path]


def public(content: Path) -> Path:
    """Every kind's sample, for everybody."""
    content.mkdir(parents=True)
    (content / "site.yml").write_text(SITE, encoding="utf-8")
    for kind in all_kinds():
        # A public assessment must cover every branch, also the restricted one, whose name must not be in it.
        if kind == "assessments":
            continue
        name = "shili-zhibu" if kind == "branches" else f"gongkai-{kind}"
        put(content / kind / f"{name}.yml", sample(kind))
    return content


def sample(kind: str) -> str:
    return (ROOT / "generator/kinds" / kind / "sample.yml").read_text(encoding="utf-8")


def restricted_sample(kind: str) -> str:
    """A sample that may stand beside the public one: another person, another rank, the restricted branch covered."""
    text = _REPLACED.sub("", sample(kind)).replace("张建国", "李卫民").replace("序号: 1\n", "序号: 2\n")
    absent = f"成绩:\n  - 支部: {SLUG}-branches\n    未参加: 是\n"
    text = text.replace("\n成绩:\n", f"\n{absent}") if kind == "assessments" else text
    return f"{text}公开范围: 党员\n{EXTRA.format(kind=kind)}"


def put(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def add_restricted(content: Path) -> Planted:
    """Beside each public sample a restricted one, with a marker in every line where `check` lets one stand."""
    planted = Planted(content)
    for number, kind in enumerate(all_kinds()):
        folder = content / kind / f"{SLUG}-{kind}"
        lines = plant(planted, kind, number, restricted_sample(kind).splitlines())
        put(folder / "index.yml", "\n".join(lines) + "\n")
        for name, data in attachments(f"{SECRET}{kind}附件").items():
            put(folder / name, data)
    weed(planted)
    return planted


def plant(planted: Planted, kind: str, number: int, lines: list[str]) -> list[str]:
    """Append a marker to every line that holds a value."""
    made = list(lines)
    for index, line in enumerate(lines):
        match = _VALUE.match(line)
        if not match or line.lstrip().startswith("#"):
            continue
        place = (f"content/{kind}/{SLUG}-{kind}/index.yml", index + 1)
        marker = f"{SECRET}{chr(0x4E00 + number)}{chr(0x5000 + index)}"
        planted.markers[place], planted.originals[place] = marker, line
        made[index] = line + marker
    return made


def weed(planted: Planted) -> None:
    """Take markers out again where the rules want something else (dates, choices, references)."""
    for _ in range(30):
        found = check(planted.content, AS_OF).findings
        errors = {(one.path, one.line) for one in found if one.is_error}
        bad = errors & set(planted.markers)
        if not bad:
            # Errors of a whole block stand on its first line: give back the next line below.
            below = [
                min((one for one in planted.markers if one[0] == path and one[1] > line), default=None)
                for path, line in errors
            ]
            bad = {place for place in below if place}
        for place in bad:
            restore(planted, place)
        if not errors:
            return
        assert bad, [(one.path, one.line, one.message) for one in found if one.is_error]


def restore(planted: Planted, place: tuple[str, int]) -> None:
    path = planted.content.parent / place[0]
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[place[1] - 1] = planted.originals.pop(place)
    del planted.markers[place]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def attachments(marker: str) -> dict[str, bytes]:
    """One file of each type with the marker inside."""
    document, sheet, picture = io.BytesIO(), io.BytesIO(), io.BytesIO()
    made = docx.Document()
    made.add_paragraph(marker)
    made.save(document)
    with xlsxwriter.Workbook(sheet, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, marker)
    note = PngImagePlugin.PngInfo()
    note.add_itxt("Comment", marker)
    Image.new("RGB", (64, 64), (200, 30, 30)).save(picture, "PNG", pnginfo=note)
    page = weasyprint.HTML(string=f"<p style='font-family: Noto Sans CJK SC'>{marker}</p>").write_pdf()
    return {
        "mimi-wen.docx": document.getvalue(),
        "mimi-biao.xlsx": sheet.getvalue(),
        "mimi-ban.pdf": bytes(page),
        "mimi-tu.png": picture.getvalue(),
    }
