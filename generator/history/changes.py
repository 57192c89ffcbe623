"""The shapes of history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal, NamedTuple

Status = Literal["added", "changed", "removed", "renamed"]
How = Literal["changed", "added", "removed", "grown"]
Trouble = Literal["", "untrusted", "unreadable"]


class Edit(NamedTuple):
    """One key that a commit touched. A value is there when it stood on the key's own line."""

    key: str
    old: str | None = None
    new: str | None = None
    how: How = "changed"
    """`grown`: lines were only added below the key."""
    inner: tuple[Edit, ...] = ()
    """Keys one step below this one whose own lines were touched; without a list's items."""


class Change(NamedTuple):
    """One commit's change of one file. `day` is the commit's day in Beijing; `commit` is empty for work not committed."""

    path: str
    commit: str
    day: dt.date
    status: Status
    edits: tuple[Edit, ...] = ()
    origin: str = ""
    """Of a renamed record: the path it had before."""
    text: str = ""
    """Of a removed record: what was in it, to tell whether it had been published."""


@dataclass(frozen=True, slots=True)
class History:
    """All changes by path, newest first. `known` is False without git; `shallow` when git has only the last part."""

    changes: Mapping[str, Sequence[Change]] = field(default_factory=dict)
    known: bool = False
    shallow: bool = False
    trouble: Trouble = ""
    """Why git's history is not known although there is one: the folder is another user's, or git failed."""

    def of(self, path: str) -> Sequence[Change]:
        """Changes of a file (relative to the content folder's parent), newest first, across its renames."""
        own = self.changes.get(path, ())
        return tuple(self._followed(own)) if any(change.origin for change in own) else own

    def _followed(self, own: Sequence[Change]) -> Iterator[Change]:
        """Changes down to the rename, then those that the file had under its old name."""
        seen = set()
        while own:
            at = next((n for n, change in enumerate(own) if change.origin), len(own))
            yield from own[: at + 1]
            if at == len(own) or own[at].commit in seen:
                return
            seen.add(own[at].commit)
            before = self.changes.get(own[at].origin, ())
            gone = next((n for n, one in enumerate(before) if one.commit == own[at].commit), len(before))
            own = tuple(islice(before, gone + 1, None))

    def created(self, path: str) -> dt.date | None:
        """The day the file came into git; None when git does not know, or not that far back."""
        found = self.of(path)
        return found[-1].day if found and found[-1].status == "added" else None

    def updated(self, path: str) -> dt.date | None:
        """The day of the last commit that touched the file."""
        committed = [change.day for change in self.of(path) if change.commit]
        return committed[0] if committed else None
