"""Changes as plain rows, to be kept from run to run, and made into changes only for the paths that somebody asks for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from generator.history.changes import Change, Edit

Row = Sequence[Any]
"""A change's fields in their order, the day as a number; edits likewise."""
_PATH, _COMMIT, _DAY = 0, 1, 2


def row_of(change: Change) -> Row:
    return (*change[:_DAY], change.day.toordinal(), *change[_DAY + 1 :])


def change_of(row: Row) -> Change:
    path, commit, day, status, edits, *rest = row
    return Change(path, commit, dt.date.fromordinal(day), status, tuple(map(_edit, edits)), *rest)


def _edit(row: Row) -> Edit:
    key, old, new, how, inner = row
    return Edit(key, old, new, how, tuple(map(_edit, inner)))


class Changes(Mapping[str, Sequence[Change]]):
    """Changes by path, newest first: those of commits up to a day, and on top what is not committed."""

    def __init__(self, rows: Iterable[Row], last: dt.date, work: Iterable[Change] = ()) -> None:
        self._rows: dict[str, list[Row]] = defaultdict(list)
        end = last.toordinal()
        for change in work:
            self._rows[change.path].append(row_of(change))
        for row in rows:
            if row[_DAY] <= end:
                self._rows[row[_PATH]].append(row)
        self._made: dict[str, tuple[Change, ...]] = {}

    def __getitem__(self, path: str) -> Sequence[Change]:
        if path not in self._made:
            if path not in self._rows:
                raise KeyError(path)
            self._made[path] = tuple(map(change_of, self._rows[path]))
        return self._made[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def prints(self) -> dict[str, str]:
        """Path → what tells its changes from others: a commit never changes, only what is not committed does."""
        return {
            path: " ".join(row[_COMMIT] or repr(row) for row in rows) for path, rows in self._rows.items()
        }
