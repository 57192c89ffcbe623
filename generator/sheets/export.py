"""Records as a workbook, csv or JSON that can be edited and imported again; and blank templates."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from generator.policy import Policy
from generator.schema import Field
from generator.sheets.book import column_letters
from generator.sheets.columns import CLEAR, CUT, ID, LONGEST_CELL, Column, columns_of, get, to_cell
from generator.sheets.values import Names

_CALCULATED = re.compile(r"'*[=+\-@\t\r]")
_EXACT = re.compile(r"-?(?:0|[1-9]\d{0,9})(?:\.(\d{1,6}))?", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_FILLED_DOWN = 500
_OPTIONS = "选项"

Rows = Sequence[tuple[str, dict[str, Any]]]
"""Record id and form values."""


def as_json(rows: Rows) -> bytes:
    """The records as they are written: Chinese keys, text."""
    listed = [{ID: record_id, **values} for record_id, values in rows]
    return (json.dumps(listed, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogatepass")


def cells(kind: str, rows: Rows, names: Names) -> tuple[list[str], list[list[str]]]:
    """Headers and texts: ids of branches as the names people know."""
    columns = columns_of(kind)
    table = [
        [record_id, *(_shown(get(values, one.path), one, names) for one in columns)]
        for record_id, values in rows
    ]
    return [ID, *(one.header for one in columns)], table


def _shown(value: Any, column: Column, names: Names) -> str:
    if column.field.kinds == ("branches",) and isinstance(value, str):
        found = names.find(value)
        title = names.titles[found[0]] if len(found) == 1 else ""
        return title if title and names.find(title) == found else value
    return to_cell(value, column)


def as_csv(headers: Sequence[str], table: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with BOM; what a spreadsheet would calculate gets an apostrophe, which the import takes off again."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerows([_guarded(text) for text in row] for row in (headers, *table))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "surrogatepass")


def _guarded(text: str) -> str:
    return f"'{text}" if _CALCULATED.match(text) and not _EXACT.fullmatch(text) else text


def as_xlsx(
    kind: str, label: str, table: Sequence[Sequence[str]], names: Names, policy: Policy, as_of: dt.date
) -> bytes:
    """A workbook with typed cells, notes on the headers, and drop-downs where the values are known.

    An empty `table` makes the blank template.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": dt.datetime(as_of.year, as_of.month, as_of.day)})
    page = book.add_worksheet(label[:31])
    columns = columns_of(kind)
    _write_headers(book, page, columns)
    _write_cells(book, page, columns, table)
    _write_choices(book, page, columns, names, policy, max(len(table), _FILLED_DOWN))
    _write_help(book, label)
    page.freeze_panes(1, 2)
    book.close()
    return out.getvalue()


def _write_headers(book: Any, page: Any, columns: Sequence[Column]) -> None:
    plain = book.add_format(
        {"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#f2efe9"}
    )
    needed = book.add_format(
        {
            "bold": True,
            "bottom": 1,
            "text_wrap": True,
            "valign": "vcenter",
            "bg_color": "#f2efe9",
            "font_color": "#9e1b1f",
        }
    )
    page.set_row(0, 32)
    page.write_string(0, 0, ID, plain)
    page.write_comment(
        0, 0, "记录的编号。新的一条空着，会按标题的拼音自动起；已有的不要改。", {"visible": False}
    )
    page.set_column(0, 0, 24)
    for at, column in enumerate(columns, start=1):
        page.write_string(0, at, column.header, needed if column.needed else plain)
        page.write_comment(0, at, _note(column), {"visible": False, "x_scale": 2})
        page.set_column(at, at, 36 if column.field.form in ("text", "markdown", "group", "row") else 16)


def _note(column: Column) -> str:
    """What a header's note says: required or not, what it is, an example."""
    one = column.field
    lines = ["必填。" if column.needed else "可以不填。", one.about]
    if one.example:
        lines.append(f"例如：{one.example}")
    if column.is_structured and one.part is not None:
        lines.append("每项这样写：\n" + _sample(one))
    elif one.is_list:
        lines.append("有几项就写几行（Alt+回车换行）。")
    return "\n".join(lines)


def _sample(one: Field) -> str:
    from generator.schema import fields_of

    assert one.part is not None
    lines = [
        f"{inner.key}: {inner.example or '……'}" for inner in fields_of(one.part) if inner.form != "group"
    ][:4]
    return "\n".join(("- " if not at else "  ") + line for at, line in enumerate(lines))


def _write_cells(book: Any, page: Any, columns: Sequence[Column], table: Sequence[Sequence[str]]) -> None:
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    formats: dict[str, Any] = {}
    for row, line in enumerate(table, start=1):
        page.write_string(row, 0, line[0], text)
        for at, (column, cell) in enumerate(zip(columns, line[1:], strict=True), start=1):
            if not cell:
                continue
            if len(cell) > LONGEST_CELL:
                page.write_string(row, at, CUT, text)
            elif column.field.form == "day" and not column.field.is_list and (moment := _moment(cell)):
                page.write_datetime(row, at, moment, day)
            elif column.field.form in ("number", "count", "year") and (exact := _exact(cell)) is not None:
                decimals = len(cell.partition(".")[2])
                shape = "0." + "0" * decimals if decimals else "0"
                formats.setdefault(shape, book.add_format({"num_format": shape, "valign": "top"}))
                page.write_number(row, at, exact, formats[shape])
            else:
                page.write_string(row, at, cell, text)
    if not table:
        for at, column in enumerate(columns, start=1):
            if column.field.form == "day":
                page.set_column(at, at, 14, day)


def _moment(cell: str) -> dt.datetime | None:
    """A day as Excel can hold it: not before 1900-03-01, where its calendar is wrong."""
    found = _DAY.fullmatch(cell)
    try:
        moment = dt.datetime(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
    return moment if moment and moment >= dt.datetime(1900, 3, 1) else None


def _exact(cell: str) -> float | None:
    """A number that survives binary arithmetic and comes back with the same digits."""
    if not _EXACT.fullmatch(cell) or cell.startswith("-0"):
        return None
    return float(cell) if f"{Decimal(float(cell)):.6f}" == f"{Decimal(cell):.6f}" else None


def _write_choices(
    book: Any, page: Any, columns: Sequence[Column], names: Names, policy: Policy, last: int
) -> None:
    """Drop-downs. The values stand on a sheet of their own, because a list inside a rule may have 255 characters."""
    options = book.add_worksheet(_OPTIONS)
    used = 0
    for at, column in enumerate(columns, start=1):
        choices = _choices(column.field, names, policy)
        if not choices or column.field.is_list:
            continue
        options.write_string(0, used, column.header)
        for row, choice in enumerate(choices, start=1):
            options.write_string(row, used, choice)
        letter = column_letters(used)
        rule = {
            "validate": "list",
            "source": f"={_OPTIONS}!${letter}$2:${letter}${len(choices) + 1}",
            "error_title": "请从下拉列表里选",
            "error_message": f"“{column.header}”只能写列表里的。",
            "error_type": "warning" if column.field.kinds else "stop",
        }
        page.data_validation(1, at, last, at, rule)
        used += 1
    options.hide()


def _choices(one: Field, names: Names, policy: Policy) -> list[str]:
    if one.form == "flag":
        return ["是", "否"]
    if one.choices:
        return list(one.choices)
    if one.section:
        return policy.names(one.section)
    return list(names.titles.values()) if one.kinds == ("branches",) else []


def _write_help(book: Any, label: str) -> None:
    page = book.add_worksheet("说明")
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 90, wrap)
    lines = [
        f"{label}：一行一条。第一行是列名，不要改；列可以少，也可以换次序。",
        "红字的列必填。鼠标停在列名上有说明和例子；能选的列有下拉列表。",
        "“编号”：新的一条空着；改已有的一条，编号要和原来一样。",
        f"空着的格子不改原来的内容；要删去原来的内容，写{CLEAR}。",
        "支部写全称或简称。日期写 2026-03-01 或用 Excel 的日期。",
        "总分、名次、状态、逾期等由系统算出，填了也不导入。",
        "身份证号、手机号、银行卡号、家庭住址一律不得出现。",
    ]
    for row, line in enumerate(lines):
        page.write_string(row, 0, line, wrap)
