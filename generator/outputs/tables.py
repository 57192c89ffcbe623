"""Every list as xlsx and csv. Columns come from the models; a cell that could be read as a formula is text."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from generator.binding import Slot, slots
from generator.fields import Markdown, Ref, To
from generator.kinds import all_kinds
from generator.library.library import Library
from generator.markup import as_text
from generator.outputs import sheet
from generator.outputs.api import INTERNAL
from generator.outputs.rows import Row, Written
from generator.outputs.search.prose import prose
from generator.outputs.sheet import FORMULA_STARTS, Cell
from generator.record import Kind, Part, Record

if TYPE_CHECKING:
    from generator.outputs import Output
    from generator.render import Surroundings


def parts(library: Library) -> Iterator[tuple[str, Output]]:
    """`data/<kind>.xlsx` and `data/<kind>.csv`, one part a kind."""
    for name in all_kinds():
        yield name, partial(_kind_files, name)


def _kind_files(name: str, library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    kind = all_kinds()[name]
    written = Written(library)
    new: dict[bytes, Row] = {}

    def piece(record: Record, library: Library) -> bytes:
        row = table_row(record, library)
        new[row.print] = row
        return row.print

    pieces = library.pieces("row", library.records(name), piece, lambda _, row: row in written)
    prints = [row for _, row in pieces]
    batches = written.batches(prints, new)
    yield f"data/{name}.csv", as_csv(headers(kind), [batch.csv for batch in batches])
    rows, wide = (batch.xlsx for batch in batches), (batch.widest for batch in batches)
    yield (
        f"data/{name}.xlsx",
        sheet.workbook(kind.label, headers(kind), rows, len(prints), wide, library.as_of, written.framed),
    )


def headers(kind: Kind) -> list[str]:
    """编号, 状态, then every field that is not internal, in the model's order, and the page's address."""
    return ["编号", "状态", *(slot.key for slot in _shown(kind.model)), "页面"]


@cache
def _shown(model: type[Record]) -> tuple[Slot, ...]:
    return tuple(slot for name, slot in slots(model).items() if name == slot.name and name not in INTERNAL)


def table_row(record: Record, library: Library) -> Row:
    """One record's row, groups flattened to text."""
    cells = _cells(record, library)
    texts = [cell if type(cell) is str else as_text(cell) for cell in cells]
    said = [
        f"'{text}" if text and text[0] in FORMULA_STARTS and isinstance(cell, str) else text
        for cell, text in zip(cells, texts, strict=True)
    ]
    return Row(_line(said), sheet.row(cells), sheet.widths(texts))


def _cells(record: Record, library: Library) -> list[Cell]:
    state = library.facts(record).state
    address = f"{(library.site.url or '').rstrip('/')}/{record.key}/"
    cells: list[Cell] = [record.id, state.label if state else ""]
    for slot in _shown(type(record)):
        value = getattr(record, slot.name)
        if value is None or value == ():
            cells.append("")
        else:
            cells.append(value if type(value) is str else _cell(value, library, slot))
    return [*cells, address]


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


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode()


def as_csv(head: Sequence[str], lines: Iterable[bytes | memoryview]) -> bytes:
    """UTF-8 with BOM, which is what makes Excel and WPS read Chinese."""
    return b"".join([b"\xef\xbb\xbf", _line(head), *lines])
