"""The hostile records built by the real pipeline, once for all tests that look at the result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from generator.build import Request, build
from hostile.records import DAY, SHAPES, SHORT, Pen, write

NEVER_SHOWN = ("exemptions.",)
"""Fields that are for those who check, not for readers."""


@dataclass
class Made:
    site: Path
    pen: Pen

    def written(self) -> list[tuple[str, str, str]]:
        """(record, field, text) of everything that readers are meant to see."""
        return [one for one in self.pen.written if "/" in one[0] and not one[1].startswith(NEVER_SHOWN)]

    def page(self, record: str) -> LexborHTMLParser:
        return LexborHTMLParser((self.site / record / "index.html").read_text(encoding="utf-8"))

    def titles(self) -> dict[str, str]:
        return {record: text for record, name, text in self.written() if name == "title"}


def settings(pen: Pen) -> dict[str, Any]:
    """site.yml with hostile text wherever a unit writes freely."""
    return {
        "单位名称": pen.line("unit", SHORT),
        "站点名称": pen.line("name", SHORT),
        "监督渠道": [{"部门": pen.line("office"), "电话": "0571-8800123", "地址": pen.line("address")}],
        "栏目": [{"目录": kind, "名称": pen.line("section", 30)} for kind in SHAPES],
    }


def make(folder: Path, texts: Sequence[str], markdowns: Sequence[str], rounds: int = 2) -> Made:
    """Write and build; the content must be without errors."""
    pen = Pen(texts, markdowns)
    write(folder / "content", pen, settings(pen), rounds)
    day = dt.date.fromisoformat(DAY)
    when = dt.datetime.combine(day, dt.time(8), dt.timezone(dt.timedelta(hours=8)))
    request = Request(folder / "content", folder / "site", day, when, commit="0" * 40)
    built = build(request)
    assert [f"{f.path}:{f.line} {f.message}" for f in built.findings if f.is_error] == []
    return Made(request.site, pen)
