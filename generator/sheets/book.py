"""Reading workbooks: xlsx, xls and csv as one grid of text, with what a reader of it must know about each cell."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

LARGEST = 20_000_000
_LARGEST_UNPACKED = 200_000_000
_MOST_ROWS = 20_000
_MOST_COLUMNS = 300
_LOOKED_AT = 25
"""Lines of a csv file that tell what stands between its columns."""
_XLSX, _XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DECIMALS = re.compile(r"0\.(0{1,6})(?:_.*)?")

Span = tuple[int, int, int, int]
"""A merged range: first row, first column, last row, last column, counted from 0."""


class BookFault(Exception):
    """A file that is no workbook we can read; `code` is a message code."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is what stands in the cell; dates as 2026-03-01, percentages with their sign.

    `fault` is `formula` (no result was saved with it) or `error` (#DIV/0! and the like).
    """

    text: str = ""
    fault: str = ""


EMPTY = Cell()


@dataclass(slots=True)
class Sheet:
    name: str
    rows: list[list[Cell]]
    merged: list[Span] = field(default_factory=list)
    hidden: frozenset[int] = frozenset()
    """Rows that are not shown: filtered out or folded away. Counted from 0."""

    def at(self, row: int, column: int) -> Cell:
        """The cell there, empty outside the grid. Counted from 0."""
        line = self.rows[row] if 0 <= row < len(self.rows) else []
        return line[column] if 0 <= column < len(line) else EMPTY

    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell that holds the text of the merged range around a cell, or the cell itself."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column

    def merged_at(self, row: int, column: int) -> Cell:
        return self.at(*self.anchor(row, column))

    def place(self, row: int, column: int) -> str:
        """How people name a cell: 成绩表!C5."""
        return f"{self.name}!{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """A, B, … Z, AA; counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_book(data: bytes) -> list[Sheet]:
    """Every visible sheet that holds something.

    Raises:
        BookFault: this is no table, or one that is too large or locked.
    """
    if not data.strip():
        raise BookFault("sheets.empty-file")
    if len(data) > LARGEST:
        raise BookFault("sheets.too-large", size=len(data) // 1_000_000)
    if data.startswith(_XLSX):
        sheets = _read_xlsx(data)
    elif data.startswith(_XLS):
        sheets = _read_xls(data)
    else:
        sheets = [_read_csv(data)]
    return [sheet for sheet in sheets if any(cell.text or cell.fault for row in sheet.rows for cell in row)]


def _read_xlsx(data: bytes) -> list[Sheet]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(info.file_size for info in package.infolist()) > _LARGEST_UNPACKED:
                raise BookFault("sheets.too-large", size=_LARGEST_UNPACKED // 1_000_000)
        results = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(data))
    except BookFault:
        raise
    except Exception:  # a damaged package fails in as many ways as there are parts in it
        raise BookFault("sheets.unreadable") from None
    return [
        _from_openpyxl(page, formulas[page.title])
        for page in results.worksheets
        if page.sheet_state == "visible"
    ]


def _from_openpyxl(page: Any, formulas: Any) -> Sheet:
    cells = {(row - 1, column - 1): cell for (row, column), cell in page._cells.items()}
    typed = {(row - 1, column - 1): cell.data_type for (row, column), cell in formulas._cells.items()}
    found = {at: _openpyxl_cell(cell, typed.get(at, "n") == "f") for at, cell in cells.items()}
    merged = [
        (one.min_row - 1, one.min_col - 1, one.max_row - 1, one.max_col - 1)
        for one in page.merged_cells.ranges
    ]
    hidden = frozenset(row - 1 for row, about in page.row_dimensions.items() if about.hidden)
    return Sheet(page.title, _grid(found), merged, hidden)


def _openpyxl_cell(cell: Any, is_formula: bool) -> Cell:
    if cell.value is None:
        return Cell(fault="formula") if is_formula else EMPTY
    if cell.data_type == "e":
        return Cell(str(cell.value), "error")
    return Cell(_text(cell.value, str(cell.number_format or "")))


def _grid(found: dict[tuple[int, int], Cell]) -> list[list[Cell]]:
    """Cells as rows, without what is empty at the ends.

    Raises:
        BookFault: more rows or columns than a list that people keep by hand.
    """
    used = {at: cell for at, cell in found.items() if cell.text.strip() or cell.fault}
    height = max((row for row, _ in used), default=-1) + 1
    width = max((column for _, column in used), default=-1) + 1
    if height > _MOST_ROWS or width > _MOST_COLUMNS:
        raise BookFault("sheets.too-many", rows=height, columns=width)
    return [[used.get((row, column), EMPTY) for column in range(width)] for row in range(height)]


def _text(value: Any, number_format: str) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, dt.datetime):
        day = value.date().isoformat()
        return day if value.time() == dt.time() else f"{day} {value:%H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def _number(value: float, number_format: str) -> str:
    """The shortest spelling; with the zeros the format shows, and a % where it shows one."""
    if "%" in number_format:
        return f"{_shortest(value * 100)}%"
    text = _shortest(value)
    shown = _DECIMALS.fullmatch(number_format)
    if shown and len(text.partition(".")[2]) < len(shown[1]):
        return f"{value:.{len(shown[1])}f}"
    return text


def _shortest(value: float) -> str:
    """Without the dust of binary arithmetic: 95.30000000000001 is 95.3."""
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _read_xls(data: bytes) -> list[Sheet]:
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except Exception as error:  # xlrd raises its own and plain Python errors alike
        locked = "encrypt" in str(error).lower() or b"E\0n\0c\0r\0y\0p\0t" in data
        raise BookFault("sheets.locked" if locked else "sheets.unreadable") from None
    return [_from_xlrd(book, page) for page in book.sheets() if page.visibility == 0]


def _from_xlrd(book: Any, page: Any) -> Sheet:
    found = {
        (row, column): _xlrd_cell(book, page.cell(row, column))
        for row in range(page.nrows)
        for column in range(page.row_len(row))
    }
    merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in page.merged_cells]
    hidden = frozenset(row for row, about in page.rowinfo_map.items() if about.hidden)
    return Sheet(page.name, _grid(found), merged, hidden)


def _xlrd_cell(book: Any, cell: Any) -> Cell:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Cell(xlrd.error_text_from_code.get(cell.value, "#?"), "error")
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment = xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return Cell(_shortest(cell.value))
        return Cell(_text(moment.time() if 0 < cell.value < 1 else moment, ""))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell(_text(bool(cell.value), ""))
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        style = (
            book.format_map.get(book.xf_list[cell.xf_index].format_key) if cell.xf_index is not None else None
        )
        return Cell(_number(cell.value, style.format_str if style else ""))
    return Cell(str(cell.value).replace("\r\n", "\n"))


def _read_csv(data: bytes) -> Sheet:
    text = _decoded(data)
    start = text.lstrip()[:200].lower()
    if start.startswith(("<html", "<table", "<!doctype", "<?xml", "<meta", "{\\rtf", "%pdf")):
        raise BookFault("sheets.not-a-table")
    # The lines above the header may be titles without any of them.
    lines = text.splitlines()[:_LOOKED_AT]
    delimiter = max(",\t;", key=lambda sign: max((line.count(sign) for line in lines), default=0))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise BookFault("sheets.unreadable") from None
    found = {
        (row, column): Cell(_without_guard(value).replace("\r\n", "\n"))
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
    }
    return Sheet("csv", _grid(found))


def _decoded(data: bytes) -> str:
    """UTF-8 or the encodings that Excel and WPS save Chinese csv in."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _strictly(data, encoding)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(data, "gb18030")
    return _strictly(data, "utf-8")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise BookFault("sheets.encoding") from None
    if "\0" in text:
        raise BookFault("sheets.not-a-table")
    return text


_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def _without_guard(value: str) -> str:
    """The apostrophe that keeps a spreadsheet from calculating a text is not part of the text."""
    return value[1:] if _GUARDED.match(value) else value
