"""The shapes of history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One top-level key that a commit touched. A value is there when it stood on the key's own line."""

    key: str
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One commit's change of one file. `day` is the commit's day in Beijing; `commit` is empty for work not committed."""

    path: str
    commit: str
    day: dt.date
    status: Status
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """All changes by path, newest first. `known` is False without git; `shallow` when git has only the last part."""

    changes: Mapping[str, Sequence[Change]] = field(default_factory=dict)
    known: bool = False
    shallow: bool = False

    def of(self, path: str) -> Sequence[Change]:
        """Changes of a file (relative to the content folder's parent), newest first."""
        return self.changes.get(path, ())

    def created(self, path: str) -> dt.date | None:
        """The day the file came into git; None when git does not know, or not that far back."""
        found = self.of(path)
        return found[-1].day if found and found[-1].status == "added" else None

    def updated(self, path: str) -> dt.date | None:
        """The day of the last commit that touched the file."""
        committed = [change.day for change in self.of(path) if change.commit]
        return committed[0] if committed else None
