"""One assessment as a score sheet: a row a branch, a column a way; blank as a template, filled as an export."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from generator.sheets.values import Names

TAIL = ("加分", "扣分", "一票否决", "未参加", "说明")


def score_table(
    values: Mapping[str, Any], names: Names, blank: bool, derived: Mapping[str, Sequence[str]]
) -> tuple[list[str], list[list[str]]]:
    """Headers and rows. `derived` are 总分, 名次, 等次 by slug; a blank sheet has every branch and no scores."""
    ways = [way["名称"] for way in values.get("方式", [])]
    headers = ["支部", "分组", *ways, *TAIL, *(() if blank else ("总分", "名次", "等次"))]
    if blank:
        groups = {_slug(names, item.get("支部", "")): item.get("分组", "") for item in values.get("成绩", [])}
        return headers, [
            [title, groups.get(slug, ""), *[""] * (len(headers) - 2)] for slug, title in names.titles.items()
        ]
    return headers, [_row(item, ways, names, derived) for item in values.get("成绩", [])]


def _slug(names: Names, ref: str) -> str:
    found = names.find(ref)
    return found[0] if len(found) == 1 else ref


def _row(
    item: Mapping[str, Any], ways: Sequence[str], names: Names, derived: Mapping[str, Sequence[str]]
) -> list[str]:
    slug = _slug(names, item.get("支部", ""))
    points = item.get("各项得分", {})
    return [
        names.titles.get(slug, slug),
        item.get("分组", ""),
        *(points.get(way, "") for way in ways),
        *(item.get(key, "") for key in TAIL),
        *derived.get(slug, ("", "", "")),
    ]


def as_xlsx(title: str, headers: Sequence[str], table: Sequence[Sequence[str]], as_of: dt.date) -> bytes:
    """The score sheet with a merged title row; scores as numbers, 是 in drop-downs."""
    from generator.sheets.export import _exact

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": dt.datetime(as_of.year, as_of.month, as_of.day)})
    page = book.add_worksheet("成绩")
    head = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "font_size": 16})
    bold = book.add_format(
        {"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#f2efe9"}
    )
    cell_format = book.add_format({"border": 1})
    page.merge_range(0, 0, 0, len(headers) - 1, title, head)
    page.set_row(0, 32)
    for at, header in enumerate(headers):
        page.write_string(1, at, header, bold)
        page.set_column(at, at, 22 if at == 0 else 30 if header == "说明" else 11)
        if header in ("一票否决", "未参加"):
            page.data_validation(2, at, len(table) + 50, at, {"validate": "list", "source": ["是", "否"]})
    for row, line in enumerate(table, start=2):
        for at, text in enumerate(line):
            exact = _exact(text) if headers[at] not in ("支部", "分组", "说明") else None
            if exact is None:
                page.write_string(row, at, text, cell_format) if text else page.write_blank(
                    row, at, None, cell_format
                )
            else:
                page.write_number(row, at, exact, cell_format)
    page.freeze_panes(2, 1)
    book.close()
    return out.getvalue()
