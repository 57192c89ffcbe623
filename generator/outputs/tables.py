"""Every list as xlsx and csv. Columns come from the models; a cell that could be read as a formula is text."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import xlsxwriter

from generator.binding import Slot, slots
from generator.fields import Markdown, Ref, To
from generator.kinds import all_kinds
from generator.library.library import Library
from generator.markup import as_text
from generator.outputs.api import INTERNAL
from generator.outputs.search.prose import prose
from generator.record import Kind, Part, Record

if TYPE_CHECKING:
    from generator.outputs import Output
    from generator.render import Surroundings

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_000
_WIDEST = 60
_FIRST_YEAR = 1900
"""Spreadsheets know no earlier dates."""
Cell = str | int | Decimal | dt.date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Chinese header and how a record fills it."""

    header: str
    value: Callable[[Record, Library], Cell]


def parts(library: Library) -> Iterator[tuple[str, Output]]:
    """`data/<kind>.xlsx` and `data/<kind>.csv`, one part a kind."""
    for name in all_kinds():
        yield name, partial(_kind_files, name)


def _kind_files(name: str, library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    kind = all_kinds()[name]
    columns = columns_of(kind)
    rows = [[column.value(record, library) for column in columns] for record in library.records(name)]
    headers = [column.header for column in columns]
    yield f"data/{name}.csv", as_csv(headers, rows)
    yield f"data/{name}.xlsx", as_xlsx(kind.label, headers, rows, library.as_of)


def columns_of(kind: Kind) -> list[Column]:
    """编号, 状态, then every field that is not internal, in the model's order, groups flattened to text."""
    columns = [Column("编号", lambda record, library: record.id), Column("状态", _state)]
    for name, slot in slots(kind.model).items():
        if name == slot.name and name not in INTERNAL:
            columns.append(Column(slot.key, _field(slot)))
    columns.append(
        Column("页面", lambda record, library: f"{(library.site.url or '').rstrip('/')}/{record.key}/")
    )
    return columns


def _state(record: Record, library: Library) -> Cell:
    state = library.facts(record).state
    return state.label if state else None


def _field(slot: Slot) -> Callable[[Record, Library], Cell]:
    def value(record: Record, library: Library) -> Cell:
        return _cell(getattr(record, slot.name), library, slot)

    return value


def _cell(value: Any, library: Library, slot: Slot) -> Cell:
    """A value as one cell: numbers and dates keep their type, groups become text."""
    if value is None or isinstance(value, bool):
        return as_text(value)
    if isinstance(value, int | Decimal | dt.date):
        return value
    if isinstance(value, Ref):
        return _named(value, library, slot)
    if isinstance(value, Markdown):
        return prose(value)[0]
    if isinstance(value, Part):
        return "，".join(
            f"{inside.key}：{cell_text(inner, library, inside)}"
            for name, inside in slots(type(value)).items()
            if name == inside.name and (inner := getattr(value, name)) not in (None, (), "")
        )
    if isinstance(value, dict):
        return "，".join(f"{key}：{cell_text(inner, library, slot)}" for key, inner in value.items())
    if isinstance(value, tuple | list):
        return "；".join(text for one in value if (text := cell_text(one, library, slot)))
    return as_text(value)


def cell_text(value: Any, library: Library, slot: Slot) -> str:
    """A field's value as plain text; `slot` says what a reference in it may name."""
    return as_text(_cell(value, library, slot))


def _named(ref: Ref, library: Library, slot: Slot) -> str:
    """The title of the record a reference names; nothing when this library does not show it."""
    kinds = [kind for mark in slot.marks if isinstance(mark, To) for kind in mark.kinds]
    found = library.target(ref, kinds)
    return str(found.title) if found else ""


def neutral(cell: Cell) -> str:
    """A cell as csv text. Text that a spreadsheet would calculate gets an apostrophe in front."""
    text = as_text(cell)
    if isinstance(cell, str) and text.startswith(_FORMULA_STARTS):
        return f"'{text}"
    return text


def as_csv(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """UTF-8 with BOM, which is what makes Excel and WPS read Chinese."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow(headers)
    write.writerows([neutral(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(sheet: str, headers: Sequence[str], rows: Sequence[Sequence[Cell]], as_of: dt.date) -> bytes:
    """A workbook with typed columns, a frozen header and a filter. Text is never written as a formula."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    # A fixed moment: the same records give the same bytes.
    book.set_properties({"created": dt.datetime(as_of.year, as_of.month, as_of.day)})
    page = book.add_worksheet(sheet[:31])
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "vcenter"})
    looks = _Looks(
        day=book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        text=book.add_format({"text_wrap": True, "valign": "top"}),
        literal=book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
    )
    for column, header in enumerate(headers):
        page.write_string(0, column, header, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            _write(page, number, column, cell, looks)
    for column, header in enumerate(headers):
        page.set_column(column, column, _width(header, [row[column] for row in rows]))
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, max(len(rows), 1), max(len(headers) - 1, 0))
    book.close()
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Looks:
    """Cell formats. `literal` is text that stays text even after somebody opens and leaves the cell."""

    day: Any
    text: Any
    literal: Any


def _write(page: Any, row: int, column: int, cell: Cell, looks: _Looks) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, dt.date) and cell.year >= _FIRST_YEAR:
        page.write_datetime(row, column, dt.datetime(cell.year, cell.month, cell.day), looks.day)
    elif isinstance(cell, int | Decimal):
        page.write_number(row, column, float(cell))
    else:
        text = as_text(cell)[:_LONGEST_CELL]
        page.write_string(
            row, column, text, looks.literal if text.startswith(_FORMULA_STARTS) else looks.text
        )


def _width(header: str, cells: Sequence[Cell]) -> int:
    """Column width in characters; a Chinese character takes two."""
    longest = max((_columns(as_text(cell)[:_WIDEST].partition("\n")[0]) for cell in cells), default=0)
    return min(_WIDEST, max(_columns(header) + 4, longest + 2))


def _columns(text: str) -> int:
    return len(text.encode("gb18030", "replace"))
