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
from generator.fields import Ref
from generator.kinds import all_kinds
from generator.library.library import Library
from generator.markup import as_text
from generator.outputs.api import INTERNAL
from generator.record import Kind, Part, Record

if TYPE_CHECKING:
    from generator.outputs import Output
    from generator.render import Surroundings

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_000
_WIDEST = 60
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
    columns.append(Column("页面", lambda record, library: f"{(library.site.url or '').rstrip('/')}/{record.key}/"))
    return columns


def _state(record: Record, library: Library) -> Cell:
    state = library.facts(record).state
    return state.label if state else None


def _field(slot: Slot) -> Callable[[Record, Library], Cell]:
    def value(record: Record, library: Library) -> Cell:
        return _cell(getattr(record, slot.name), library)

    return value


def _cell(value: Any, library: Library) -> Cell:
    """A value as one cell: numbers and dates keep their type, groups become text."""
    if value is None or isinstance(value, bool):
        return as_text(value)
    if isinstance(value, int | Decimal | dt.date):
        return value
    if isinstance(value, Ref):
        return _named(value, library)
    if isinstance(value, Part):
        return "，".join(
            f"{slot.key}：{_text(inner, library)}"
            for name, slot in slots(type(value)).items()
            if name == slot.name and (inner := getattr(value, name)) not in (None, (), "")
        )
    if isinstance(value, dict):
        return "，".join(f"{key}：{_text(inner, library)}" for key, inner in value.items())
    if isinstance(value, tuple | list):
        return "；".join(text for one in value if (text := _text(one, library)))
    return as_text(value)


def _text(value: Any, library: Library) -> str:
    return as_text(_cell(value, library))


def _named(ref: Ref, library: Library) -> str:
    """The title of the record a reference names; nothing when this library does not show it."""
    for kind in all_kinds():
        if found := library.get(kind, ref):
            return str(found.title)
    found = library.resolve(ref)
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
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    # A fixed moment: the same records give the same bytes.
    book.set_properties({"created": dt.datetime(as_of.year, as_of.month, as_of.day)})
    page = book.add_worksheet(sheet[:31])
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "vcenter"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for column, header in enumerate(headers):
        page.write_string(0, column, header, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            _write(page, number, column, cell, day, text)
    for column, header in enumerate(headers):
        page.set_column(column, column, _width(header, [row[column] for row in rows]))
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, max(len(rows), 1), max(len(headers) - 1, 0))
    book.close()
    return out.getvalue()


def _write(page: Any, row: int, column: int, cell: Cell, day: Any, text: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, dt.date):
        page.write_datetime(row, column, dt.datetime(cell.year, cell.month, cell.day), day)
    elif isinstance(cell, int | Decimal):
        page.write_number(row, column, float(cell))
    else:
        page.write_string(row, column, cell[:_LONGEST_CELL], text)


def _width(header: str, cells: Sequence[Cell]) -> int:
    """Column width in characters; a Chinese character takes two."""
    longest = max((_columns(as_text(cell).partition("\n")[0]) for cell in cells), default=0)
    return min(_WIDEST, max(_columns(header) + 4, longest + 2))


def _columns(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
