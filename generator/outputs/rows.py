"""The rows of a table in both its forms, written and compressed some at a time and kept between builds: of a table of
thousands of rows only those few are put together again among which one is new."""

from __future__ import annotations

import hashlib
import marshal
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, cast

from generator.library.library import Library
from generator.library.pieces import remembered
from generator.library.watch import Watched
from generator.outputs import sheet
from generator.outputs.zipping import Deflated, segment, undone

_AT_ONCE = 64
"""Rows that are compressed together."""
_PRINT = 16
_HEAD = 4
_FIRST = 2
"""The number of the first row below the header."""
_NUMBERED = re.compile(rb'(<(?:row|c) r="[A-Z]*)\d+"')
_END = b"</row>"


class Row(NamedTuple):
    """What a record is in both forms of a table, and how wide its cells are."""

    csv: bytes
    xlsx: bytes
    widths: bytes

    @property
    def print(self) -> bytes:
        return hashlib.blake2b(self.csv + self.xlsx, digest_size=_PRINT).digest()


class Batch(NamedTuple):
    """Rows that were written together."""

    first: int
    """The number of their first row in the sheet."""
    prints: tuple[bytes, ...]
    lengths: tuple[int, ...]
    """Bytes of their lines in the csv."""
    widths: tuple[bytes, ...]
    csv: bytes | memoryview
    xlsx: Deflated

    @property
    def widest(self) -> bytes:
        """How wide the widest cell of each column is."""
        return bytes(map(max, zip(*self.widths, strict=True)))

    def rows(self) -> Iterator[Row]:
        """The rows as they were, without their numbers in the sheet."""
        at = 0
        marked = undone(self.xlsx).split(_END)
        for length, wide, one in zip(self.lengths, self.widths, marked, strict=False):
            yield Row(bytes(self.csv[at : at + length]), _NUMBERED.sub(rb'\g<1>\0"', one) + _END, wide)
            at += length


class Written:
    """The batches of a table as an earlier build wrote them, with the result that they belong to."""

    def __init__(self, library: Library) -> None:
        self._parts = library.parts if isinstance(library, Watched) else None
        held = self._parts.holding("rows ") if self._parts is not None else ()
        self._batches = {int(name): _loaded(data) for name, data in held}
        self._opened: dict[int, list[Row]] = {}

    @cached_property
    def _places(self) -> dict[bytes, tuple[int, int]]:
        """In which batch, and there where, a row of a print stands."""
        return {
            one: (number, at)
            for number, batch in self._batches.items()
            for at, one in enumerate(batch.prints)
        }

    def __contains__(self, row: bytes) -> bool:
        return row in self._places

    def batches(self, prints: Sequence[bytes], new: Mapping[bytes, Row]) -> list[Batch]:
        """All rows in this order, each in `new` or written before; those that were not written so are kept."""
        found = []
        for number, start in enumerate(range(0, len(prints), _AT_ONCE)):
            wanted = tuple(prints[start : start + _AT_ONCE])
            batch = self._batches.get(number)
            if batch is None or batch.prints != wanted:
                batch = _batch(start + _FIRST, [new.get(one) or self._row(one) for one in wanted])
                if self._parts is not None:
                    self._parts.put(f"rows {number}", _dumped(batch), (), ())
            found.append(batch)
        return found

    def framed(self, wanted: bytes) -> bytes:
        """The frame of a workbook (`sheet.frame`)."""
        (frame,) = remembered("frame", [wanted], sheet.frame, self._parts)
        return cast(bytes, frame)

    def _row(self, wanted: bytes) -> Row:
        number, at = self._places[wanted]
        if number not in self._opened:
            self._opened[number] = list(self._batches[number].rows())
        return self._opened[number][at]


def _batch(first: int, rows: Sequence[Row]) -> Batch:
    marked = (sheet.numbered(row.xlsx, number) for number, row in enumerate(rows, first))
    return Batch(
        first,
        tuple(row.print for row in rows),
        tuple(len(row.csv) for row in rows),
        tuple(row.widths for row in rows),
        b"".join(row.csv for row in rows),
        segment(b"".join(marked)),
    )


def _dumped(batch: Batch) -> bytes:
    """A batch as bytes, the two long parts as they are, so that they need not be copied to be read."""
    first, prints, lengths, widths, csv, (data, length, crc) = batch
    head = marshal.dumps((first, prints, lengths, widths, len(csv), length, crc))
    return b"".join([len(head).to_bytes(_HEAD, "big"), head, csv, data])


def _loaded(data: bytes) -> Batch:
    whole = memoryview(data)
    at = _HEAD + int.from_bytes(data[:_HEAD], "big")
    first, prints, lengths, widths, csv, length, crc = marshal.loads(whole[_HEAD:at])
    packed = Deflated(whole[at + csv :], length, crc)
    return Batch(first, prints, lengths, widths, whole[at : at + csv], packed)
