"""Workbooks with one sheet, put together from rows that were written before.

XlsxWriter makes everything around the rows (styles, header, filter, properties); the rows are our own markup, because
writing ten thousand of them cell by cell costs more than all pages of a kind.
"""

from __future__ import annotations

import datetime as dt
import io
import pickle
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from generator.outputs.zipping import Deflated, archive, deflated, joined, segment

Cell = str | int | Decimal | dt.date | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_000
_WIDEST = 60
_FIRST_YEAR = 1900
"""Spreadsheets know no earlier dates."""
_BEFORE_FIRST = dt.date(1899, 12, 31)
_FEBRUARY = 59
"""Spreadsheets believe that 1900 had a 29 February."""
_NUMBER = b"\0"
"""Stands in a row's markup for the number of the row."""
_DAY, _TEXT, _LITERAL = 2, 3, 4
"""Styles in the order in which `frame` uses them; 1 is the header."""
_SHEET = "xl/worksheets/sheet1.xml"
_PLACEHOLDER = re.compile(rb'<row r="2".*</sheetData>', re.DOTALL)
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
# What XML cannot hold, and what Excel would take for its way of writing that.
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def row(cells: Sequence[Cell]) -> bytes:
    """One row as markup, without its number. Text is never a formula, and stays text when somebody edits the cell."""
    names = _names(len(cells))
    marked = [_cell(name, cell) for name, cell in zip(names, cells, strict=True) if cell or cell == 0]
    return f'<row r="\0">{"".join(marked)}</row>'.encode()  # fmt: skip


def numbered(row: bytes, number: int) -> bytes:
    """A row's markup with its number."""
    return row.replace(_NUMBER, b"%d" % number)


def widths(texts: Iterable[str]) -> bytes:
    """About how wide each cell's first line is, in characters; a Chinese character takes two."""
    return bytes([_width(text) if text else 0 for text in texts])


class _Frame(NamedTuple):
    """What the files around the rows of a workbook follow from."""

    sheet: str
    headers: tuple[str, ...]
    rows: int
    columns: tuple[int, ...]
    as_of: dt.date


def frame(wanted: bytes) -> bytes:
    """The files of a workbook, by name, with its header and one row that uses each style once.

    Both sides are pickled, so that a frame can be kept under what it was made from.
    """
    import xlsxwriter  # takes long, and only a process that makes a new frame needs it

    sheet, headers, rows, columns, as_of = pickle.loads(wanted)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    # A fixed moment: the same records give the same bytes.
    book.set_properties({"created": dt.datetime(as_of.year, as_of.month, as_of.day)})
    page = book.add_worksheet(sheet[:31])
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "vcenter"})
    for column, header in enumerate(headers):
        page.write_string(0, column, header, bold)
        page.set_column(column, column, columns[column])
    look = {"text_wrap": True, "valign": "top"}
    used = ({"num_format": "yyyy-mm-dd", "valign": "top"}, look, {**look, "quote_prefix": True})
    for column, style in enumerate(used):
        page.write_blank(1, column, None, book.add_format(style))
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, max(rows, 1), max(len(headers) - 1, 0))
    book.close()
    with zipfile.ZipFile(out) as made:
        return pickle.dumps({name: made.read(name) for name in made.namelist()}, protocol=5)


def workbook(
    sheet: str,
    headers: Sequence[str],
    rows: Iterable[Deflated],
    count: int,
    wide: Iterable[bytes],
    as_of: dt.date,
    surround: Callable[[bytes], bytes] = frame,
) -> bytes:
    """A workbook with typed columns, a frozen header, a filter and fitting columns. Same arguments, same bytes.

    Args:
        rows: segments of rows made by `row` and `numbered` from 2 on, `count` in all; `wide` has the `widths` of each.
        surround: `frame`, or something that knows its results from earlier.
    """
    wanted = _Frame(sheet, tuple(headers), count, tuple(_columns(headers, wide)), as_of)
    files: dict[str, bytes] = pickle.loads(surround(pickle.dumps(wanted, protocol=5)))
    head, _, tail = _PLACEHOLDER.sub(b"\0</sheetData>", files[_SHEET]).partition(b"\0")
    last = f"{_column(len(headers) - 1)}{count + 1}"
    head = _DIMENSION.sub(f'<dimension ref="A1:{last}"/>'.encode(), head)
    whole = joined([segment(head), *rows, segment(tail)])
    return archive((name, whole if name == _SHEET else deflated(data)) for name, data in files.items())


def _column(number: int) -> str:
    """A, B … Z, AA, AB …"""
    first, last = divmod(number, 26)
    return (_column(first - 1) if first else "") + chr(ord("A") + last)


def _columns(headers: Sequence[str], wide: Iterable[bytes]) -> list[int]:
    most = [max(column) for column in zip(*wide, strict=True)] or [0] * len(headers)
    return [
        min(_WIDEST, max(_width(header) + 4, cells + 2)) for header, cells in zip(headers, most, strict=True)
    ]


@cache
def _names(count: int) -> tuple[str, ...]:
    return tuple(_column(column) for column in range(count))


def _cell(column: str, cell: Cell) -> str:
    if isinstance(cell, str):
        return _text(column, cell)
    if isinstance(cell, dt.date):
        if cell.year < _FIRST_YEAR:
            return _text(column, cell.isoformat())
        days = (cell - _BEFORE_FIRST).days
        return f'<c r="{column}\0" s="{_DAY}"><v>{days + (days > _FEBRUARY)}</v></c>'
    return f'<c r="{column}\0"><v>{cell if isinstance(cell, int) else format(cell, "f")}</v></c>'


def _text(column: str, text: str) -> str:
    style = _LITERAL if text.startswith(FORMULA_STARTS) else _TEXT
    text = text[:_LONGEST_CELL]
    # Most text is plain, and that is found out fifty times as fast as where the odd characters are.
    if "_x" in text or not text.replace("\n", "").isprintable():
        text = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f'<c r="{column}\0" s="{style}" t="inlineStr"><is><t{space}>{text}</t></is></c>'


def _width(text: str) -> int:
    line = text[:_WIDEST].partition("\n")[0]
    wide = (len(line) + len(line.encode())) // 2
    return wide if wide < _WIDEST else _WIDEST
