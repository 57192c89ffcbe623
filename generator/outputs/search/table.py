"""What filters and ranking need of every record, as columns: one row more or less is no work for all the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple

from generator.outputs.search.digits import count, decode, encode, running
from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.fold import fold

_EPOCH = date(1970, 1, 1)
#: Columns whose numbers stand for values in a list: kind, year, branches, states.
LISTED = (0, 1, 4, 5)
KIND, YEAR, DAY, LENGTH, BRANCHES, STATES, SLOT, BOUNDS = range(8)

#: kind, year, date, folded length of title, branches, states.
Row = tuple[str, str, int, int, tuple[str, ...], tuple[tuple[str, str, int, int], ...]]
#: By slot.
Rows = Mapping[int, Sequence[Row]]


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

    def replaced(self, old: Rows, new: Rows) -> Table:
        """The table with other rows for some slots, given those that they have; a slot may have none."""
        fields = _differing(old, new)
        if not fields:
            return self
        columns = _Columns(self, fields)
        for slot in sorted(new):
            columns.replace(slot, new[slot])
        return columns.table()


def _differing(old: Rows, new: Rows) -> frozenset[int]:
    """The columns that are others: all of them when there are more rows or fewer."""
    pairs = [(old.get(slot, ()), rows) for slot, rows in new.items()]
    if any(len(before) != len(after) for before, after in pairs):
        return frozenset(range(BOUNDS + 1))
    rows = [both for before, after in pairs for both in zip(before, after, strict=True)]
    fields = {field for field in range(SLOT) for one, other in rows if one[field] != other[field]}
    return frozenset(fields | {BOUNDS} if STATES in fields else fields)


class _Columns:
    """Columns taken apart, on their way to others: rows are copied up to those that are replaced."""

    def __init__(self, table: Table, fields: frozenset[int]) -> None:
        self._table = table
        self._slots = table.slots()
        self._known = [{value: number for number, value in enumerate(some)} for some in table.values]
        self._old = {field: self._opened(field) for field in fields}
        self._new: dict[int, list[Any]] = {field: [] for field in fields}
        self._at = 0

    def _opened(self, field: int) -> list[Any]:
        if field == SLOT:
            return self._slots
        if field == BOUNDS:
            return self._bounds()
        numbers = decode(self._table.columns[field])
        return _counted_back(numbers, self._table.newest) if field == DAY else numbers

    def _bounds(self) -> list[list[int]]:
        """Each row's bounds: its states say how many they are."""
        bounds, table = decode(self._table.bounds), self._table
        counts = [sum(since + until for *_, since, until in states) for states in table.values[-1]]  # type: ignore[attr-defined]
        ends = accumulate(map(counts.__getitem__, decode(table.columns[STATES])), initial=0)
        return [bounds[begin:end] for begin, end in pairwise(ends)]

    def replace(self, slot: int, rows: Sequence[Row]) -> None:
        """Put rows where those of this slot were; slots come in order."""
        self._copy(bisect_left(self._slots, slot, self._at))
        self._at = bisect_right(self._slots, slot, self._at)
        for row in rows:
            self._add(slot, row)

    def _copy(self, end: int) -> None:
        """The rows up to there."""
        for field, new in self._new.items():
            new += self._old[field][self._at : end]
        self._at = end

    def _add(self, slot: int, row: Row) -> None:
        kind, year, day, length, branches, spans = row
        states = tuple((state, label, since > 0, until > 0) for state, label, since, until in spans)
        listed = zip(self._known, (kind, year, branches, states), strict=True)
        numbers = [known.setdefault(value, len(known)) for known, value in listed]
        bounds = [bound for span in spans for bound in span[2:] if bound]
        cells = (*numbers[:2], day, length, *numbers[2:], slot, bounds)
        for field, new in self._new.items():
            new.append(cells[field])

    def table(self) -> Table:
        """What it has become."""
        self._copy(len(self._slots))
        gaps, columns, newest, values, bounds = self._table
        written, listed, new = list(columns), list(values), self._new
        for nth, field in enumerate(LISTED):
            if field in new:
                new[field], listed[nth] = _by_first_sight(new[field], list(self._known[nth]))
        if DAY in new:
            newest = max(new[DAY], default=0)
            new[DAY] = _counted_back(new[DAY], newest)
        for field in new.keys() & range(SLOT):
            written[field] = encode(new[field])
        if SLOT in new:
            gaps = encode(after - before for before, after in pairwise([0, *new[SLOT]]))
        if BOUNDS in new:
            bounds = encode(chain.from_iterable(new[BOUNDS]))
        return Table(gaps, tuple(written), newest, tuple(listed), bounds)


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
