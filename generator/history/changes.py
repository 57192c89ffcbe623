"""The shapes of history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    other: str = ""
    """Of a renamed record the path that it had before; of a removed one the path that it has since."""
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
        return tuple(self._followed(own)) if any(change.other for change in own) else own

    def _followed(self, own: Sequence[Change]) -> Iterator[Change]:
        """Changes down to the rename, then those that the file had under its old name, and so on."""
        at = 0
        while at < len(own):
            change = own[at]
            if change.status == "removed" and change.other and at:
                return  # what stood here before stands elsewhere now
            yield change
            at += 1
            if change.status == "renamed":
                own = self.changes.get(change.other, ())
                same = (
                    n for n, one in enumerate(own) if one.status == "removed" and one.commit == change.commit
                )
                at = next(same, len(own)) + 1

    def created(self, path: str) -> dt.date | None:
        """The day the file came into git; None when git does not know, or not that far back."""
        found = self.of(path)
        return found[-1].day if found and found[-1].status == "added" else None

    def updated(self, path: str) -> dt.date | None:
        """The day of the last commit that touched the file."""
        committed = [change.day for change in self.of(path) if change.commit]
        return committed[0] if committed else None
