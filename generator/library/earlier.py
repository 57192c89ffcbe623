"""What earlier checks found out: records as they were read, attachments by their content, and what rules found."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from generator.attachments import Inspection
from generator.kept import Kept, Result, torn
from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.load import Loaded
from generator.library.references import References
from generator.library.renewal import Renewal
from generator.listing import Stamp
from generator.problems import Finding
from generator.record import closed

_FOLDER = "records "
_REST = "rest "
_ATTACHMENTS = "attachments"


class _Noting(dict[str, tuple[Stamp, Loaded]]):
    """A mapping that knows which of its keys were set or deleted."""

    def __init__(self) -> None:
        super().__init__()
        self.touched: set[str] = set()

    def __setitem__(self, path: str, value: tuple[Stamp, Loaded]) -> None:
        self.touched.add(path)
        super().__setitem__(path, value)

    def __delitem__(self, path: str) -> None:
        self.touched.add(path)
        super().__delitem__(path)


class Earlier:
    """Kept from check to check. What its rules found is there for the next one only after `kept.commit()`.

    Args:
        key: a fingerprint of the settings and the day.
        lasting: the process goes on after the check. Otherwise records come with their short fields only; the others
            are read when somebody asks for them, from a file that the next process may write anew.
    """

    def __init__(self, kept: Kept, key: str, *, lasting: bool = False) -> None:
        self.kept = kept
        self.key = key
        self.records = _Noting()
        for _, rows in kept.load_all(_FOLDER):
            self.records.update((path, self._entry(path, *row)) for path, *row in rows or ())
        if lasting:
            for _, one in self.records.values():
                if one.record is not None:
                    one.record.open()
        self.attachments: dict[str, Inspection] = kept.load(_ATTACHMENTS) or {}
        self._inspected = len(self.attachments)

    def _entry(
        self,
        path: str,
        stamp: Stamp,
        kind: str,
        short: dict[str, Any],
        private: dict[str, Any] | None,
        findings: tuple[Finding, ...],
        digest: str,
        references: References,
    ) -> tuple[Stamp, Loaded]:
        record = None
        if kind:
            record = closed(all_kinds()[kind].model, short, private, partial(self._rest, path))
        return stamp, Loaded(record, findings, digest, references)

    def _rest(self, path: str) -> dict[str, Any]:
        """The long fields of a record.

        Raises:
            sqlite3.DatabaseError: they are gone, so nothing in the file can be trusted.
        """
        found: dict[str, Any] | None = self.kept.load(f"{_REST}{path}")
        if found is None:
            raise torn()
        return found

    def renewal(self, library: Library) -> Renewal:
        return Renewal(self.kept, library, self.key)

    def keep(self, renewal: Renewal, gone: Iterable[str], made: Iterable[Result]) -> None:
        """Take what a check found out; `gone` are names of rules' results that nobody needs any more."""
        made = list(made)
        renewal.drop([*gone])
        renewal.note(made, renewal.derived.behind(one.asked for one in made))
        if len(self.attachments) != self._inspected:
            self.kept.save(_ATTACHMENTS, self.attachments)
            self._inspected = len(self.attachments)

    def save(self) -> None:
        """Take what was read of single files and commit it: that holds whatever else a check finds.

        Records are kept folder by folder, so that little is written for one change, and little waits in memory.
        """
        touched = frozenset(self.records.touched)
        self.records.touched.clear()
        for path in touched - self.records.keys():
            self.kept.drop(f"{_REST}{path}")
        folders: dict[str, list[str]] = {_folder(path): [] for path in touched}
        for path in self.records if folders else ():
            if (name := _folder(path)) in folders:
                folders[name].append(path)
        for name, paths in folders.items():
            self.kept.save_all((f"{_REST}{path}", self._rest_of(path)) for path in paths if path in touched)
            if paths:
                self.kept.save(f"{_FOLDER}{name}", [self._row(path) for path in paths])
            else:
                self.kept.drop(f"{_FOLDER}{name}")
            self.kept.commit()

    def _row(self, path: str) -> tuple[Any, ...]:
        """What `_entry` makes the same of."""
        stamp, one = self.records[path]
        kind, short, private = "", {}, None
        if one.record is not None:
            kind, short = one.record.kind, one.record.short_fields()
            private = one.record.__pydantic_private__
        return path, stamp, kind, short, private, one.findings, one.digest, one.references

    def _rest_of(self, path: str) -> dict[str, Any]:
        record = self.records[path][1].record
        return record.long_fields() if record is not None else {}


def _folder(path: str) -> str:
    """`content/notices/2026/a.yml` and `content/notices/2026/b/index.yml` belong to the same."""
    return "/".join(path.split("/")[:-1][:3])
