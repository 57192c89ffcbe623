"""What filters and ranking need of every record, as columns: one row more or less is no work for all the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from itertools import accumulate, pairwise
from typing import NamedTuple

from generator.outputs.search.digits import count, decode, encode, running
from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.fold import fold

_EPOCH = date(1970, 1, 1)
#: Columns whose numbers stand for values in a list: kind, year, branches, states.
LISTED = (0, 1, 4, 5)
KIND, YEAR, DAY, LENGTH, BRANCHES, STATES = range(6)

#: kind, year, date, folded length of title, branches, states.
Row = tuple[str, str, int, int, tuple[str, ...], tuple[tuple[str, str, int, int], ...]]


def row_of(doc: SearchDoc) -> Row:
    """A record's row. Days are counted from 1970; 0 is none."""
    spans = tuple((s.state, s.label, day_number(s.since), day_number(s.until)) for s in doc.states)
    return doc.kind, doc.year, day_number(doc.date), min(len(fold(doc.title)), 255), doc.branches, spans


def day_number(day: str) -> int:
    """Days since 1970-01-01 of an ISO day; 0 for an empty or odd one."""
    try:
        return max(0, (date.fromisoformat(day) - _EPOCH).days)
    except ValueError:
        return 0


class Table(NamedTuple):
    """Rows in the order of the records' places, as columns in digits.

    gaps: between the slots of neighbouring rows; columns: kind, year, day, length, branches, states; newest: the last
    day, from which the column counts back; values: what the numbers of the listed columns stand for, in order of first
    sight; bounds: the days on which states begin and end, row by row.
    """

    gaps: bytes = b""
    columns: tuple[bytes, ...] = (b"",) * 6
    newest: int = 0
    values: tuple[Sequence[Hashable], ...] = ((),) * len(LISTED)
    bounds: bytes = b""

    @property
    def size(self) -> int:
        """How many rows it has."""
        return count(self.gaps)

    def slots(self) -> list[int]:
        """The slot of each row."""
        return running(self.gaps)

    def replaced(self, rows: Mapping[int, Sequence[Row]]) -> Table:
        """The table with these rows in place of those that their slots have; a slot may come to have none."""
        taken_apart = _Rows(self)
        for slot in sorted(rows):
            taken_apart.replace(slot, rows[slot])
        return taken_apart.table()


class _Rows:
    """A table taken apart: rows are copied up to those that are replaced."""

    def __init__(self, table: Table) -> None:
        self._old = [table.slots(), *map(decode, table.columns)]
        self._old[1 + DAY] = _counted_back(self._old[1 + DAY], table.newest)
        self._bounds = decode(table.bounds)
        counts = [sum(since + until for *_, since, until in states) for states in table.values[3]]  # type: ignore[attr-defined]
        self._ends = list(accumulate(map(counts.__getitem__, self._old[1 + STATES]), initial=0))
        self._known = [{value: number for number, value in enumerate(some)} for some in table.values]
        self._new: list[list[int]] = [[] for _ in self._old]
        self._new_bounds: list[int] = []
        self._at = 0

    def replace(self, slot: int, rows: Sequence[Row]) -> None:
        """Put rows where those of this slot were; slots come in order."""
        slots = self._old[0]
        self._copy(bisect_left(slots, slot, self._at))
        self._at = bisect_right(slots, slot, self._at)
        for row in rows:
            self._add(slot, row)

    def table(self) -> Table:
        """What it has become."""
        self._copy(len(self._old[0]))
        slots, *columns = self._new
        newest = max(columns[DAY], default=0)
        columns[DAY] = _counted_back(columns[DAY], newest)
        values = []
        for column, known in zip(LISTED, self._known, strict=True):
            columns[column], used = _by_first_sight(columns[column], list(known))
            values.append(used)
        gaps = encode(after - before for before, after in pairwise([0, *slots]))
        return Table(gaps, tuple(map(encode, columns)), newest, tuple(values), encode(self._new_bounds))

    def _copy(self, end: int) -> None:
        """The rows up to there."""
        for old, new in zip(self._old, self._new, strict=True):
            new += old[self._at : end]
        self._new_bounds += self._bounds[self._ends[self._at] : self._ends[end]]
        self._at = end

    def _add(self, slot: int, row: Row) -> None:
        kind, year, day, length, branches, spans = row
        states = tuple((state, label, since > 0, until > 0) for state, label, since, until in spans)
        listed = zip(self._known, (kind, year, branches, states), strict=True)
        numbers = [known.setdefault(value, len(known)) for known, value in listed]
        for new, number in zip(self._new, (slot, *numbers[:2], day, length, *numbers[2:]), strict=True):
            new.append(number)
        self._new_bounds += [bound for span in spans for bound in span[2:] if bound]


def _counted_back(days: list[int], newest: int) -> list[int]:
    """Days since 1970 as days before the newest, and back; 0 is none."""
    return [newest - day + 1 if day else 0 for day in days]


def _by_first_sight(numbers: list[int], values: list[Hashable]) -> tuple[list[int], list[Hashable]]:
    """Numbers and values again, with values that are not used left out and the others in the order in which they come."""
    order = list(dict.fromkeys(numbers))
    if order != list(range(len(order))):
        fresh = {number: place for place, number in enumerate(order)}
        numbers = [fresh[number] for number in numbers]
    return numbers, [values[number] for number in order]
