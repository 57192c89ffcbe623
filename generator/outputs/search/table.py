"""What filters and ranking need of every record, as columns: one row more or less is no work for all the others."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from generator.outputs.search.coding import Ints
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


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in the order of the records' places.

    slots: a number each; columns: kind, year, day, length, branches, states; values: what the numbers of the listed
    columns stand for, in order of first sight; bounds: the days on which states begin and end, row by row.
    """

    slots: Ints
    columns: tuple[Ints, ...]
    values: tuple[Sequence[Hashable], ...]
    bounds: Ints

    def __len__(self) -> int:
        return len(self.slots)

    def count(self, slot: int) -> int:
        """How many records have this slot."""
        first, last = np.searchsorted(self.slots, (slot, slot + 1)).tolist()
        return int(last - first)

    def bound_counts(self) -> Ints:
        """How many bounds each row has."""
        kinds = [sum(span[2] + span[3] for span in states) for states in self.values[3]]  # type: ignore[attr-defined]
        return np.array([*kinds, 0], dtype=np.int64)[self.columns[STATES]]

    def without(self, slots: Iterable[int]) -> Table:
        """The table without the rows of some slots; its numbers are those of this one."""
        kept = ~np.isin(self.slots, np.fromiter(slots, dtype=np.int64))
        bounds = self.bounds[np.repeat(kept, self.bound_counts())]
        return Table(self.slots[kept], tuple(column[kept] for column in self.columns), self.values, bounds)

    def with_rows(self, other: Table) -> Table:
        """Both tables' rows in one; they share no slot."""
        slots = np.concatenate((self.slots, other.slots))
        order = np.argsort(slots, kind="stable")
        columns, values = list(self.columns), list(self.values)
        for listed, column in enumerate(LISTED):
            known = {value: number for number, value in enumerate(values[listed])}
            numbers = [known.setdefault(value, len(known)) for value in other.values[listed]]
            here = np.array([*numbers, 0], dtype=np.int64)[other.columns[column]]
            both = np.concatenate((columns[column], here))[order]
            columns[column], values[listed] = _by_first_sight(both, list(known))
        for column in (DAY, LENGTH):
            columns[column] = np.concatenate((columns[column], other.columns[column]))[order]
        counts = np.concatenate((self.bound_counts(), other.bound_counts()))
        bounds = _gathered(np.concatenate((self.bounds, other.bounds)), counts, order)
        return Table(slots[order], tuple(columns), tuple(values), bounds)


def table_of(rows: Iterable[tuple[int, Row]]) -> Table:
    """The table of (slot, row), given in the order of places."""
    slots: list[int] = []
    columns: list[list[int]] = [[] for _ in range(6)]
    known: list[dict[Hashable, int]] = [{} for _ in LISTED]
    bounds: list[int] = []
    for slot, (kind, year, day, length, branches, spans) in rows:
        slots.append(slot)
        sequence = tuple((state, label, since > 0, until > 0) for state, label, since, until in spans)
        bounds += [bound for span in spans for bound in span[2:] if bound]
        for values, column, value in zip(known, LISTED, (kind, year, branches, sequence), strict=True):
            columns[column].append(values.setdefault(value, len(values)))
        columns[DAY].append(day)
        columns[LENGTH].append(length)
    arrays = tuple(np.array(column, dtype=np.int64) for column in columns)
    return Table(
        np.array(slots, dtype=np.int64), arrays, tuple(map(list, known)), np.array(bounds, dtype=np.int64)
    )


def _by_first_sight(numbers: Ints, values: list[Hashable]) -> tuple[Ints, list[Hashable]]:
    """Numbers and values again, with values that are not used left out and the others in the order in which they come."""
    used, first = np.unique(numbers, return_index=True)
    order = used[np.argsort(first)]
    fresh = np.zeros(len(values), dtype=np.int64)
    fresh[order] = np.arange(len(order))
    return fresh[numbers], [values[number] for number in order.tolist()]


def _gathered(items: Ints, counts: Ints, order: Ints) -> Ints:
    """`items`, of which each row has `counts`, with the rows in another order."""
    if not len(items):
        return items
    starts = np.cumsum(counts) - counts
    sizes = counts[order]
    begins = np.repeat(starts[order] - (np.cumsum(sizes) - sizes), sizes)
    return items[begins + np.arange(len(items))]
