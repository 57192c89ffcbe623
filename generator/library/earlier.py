"""What earlier checks found out: records as they were read, attachments by their content, and what rules found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from generator.attachments import Inspection
from generator.kept import Kept, Result, torn
from generator.library.library import Library
from generator.library.load import Known
from generator.library.renewal import Renewal, last_outline
from generator.library.roll import folder_of, packed, rows_of
from generator.library.settings import Settings, read_settings
from generator.listing import Stamp
from generator.problems import Finding
from generator.record import more

_READ = "read "
"""Of each folder: stamps, rows and findings of its files, which every run needs."""
_SHORT = "short "
"""Of each folder: the short fields of its records."""
_REST = "rest "
"""Of each record: the others."""
_ATTACHMENTS = "attachments"
_SETTINGS = "settings"
_TOLD = "told"
Told = dict[str, tuple[Finding, ...]]
Short = tuple[dict[str, Any], dict[str, Any] | None]
"""A record's short fields, and what pydantic keeps as private."""


class Earlier:
    """Kept from check to check. What its rules found is there for the next one only after `kept.commit()`.

    Args:
        key: a fingerprint of the settings and the day.
        lasting: the process goes on after the check. Otherwise records are closed until somebody asks, and then read from
            a file that the next process may write anew.
    """

    def __init__(self, kept: Kept, key: str, *, lasting: bool = False) -> None:
        self.kept = kept
        self.key = key
        self._folders: dict[str, dict[str, Short]] = {}
        self.records = self._read()
        if lasting:
            for _, one in self.records.values():
                if one.record is not None:
                    one.record.open()
            self._folders.clear()
        self.attachments: dict[str, Inspection]
        self.seen: dict[str, tuple[Stamp, str]]
        self.attachments, self.seen = kept.load(_ATTACHMENTS) or ({}, {})
        self._seen = dict(self.seen)

    def _read(self) -> Known:
        stamps: dict[str, Stamp] = {}
        sheets: dict[str, bytes] = {}
        findings: dict[str, tuple[Finding, ...]] = {}
        for name, value in self.kept.load_all(_READ):
            if value is not None:
                of_stamps, sheets[name.removeprefix(_READ)], of_findings = value
                stamps |= of_stamps
                findings |= of_findings
        return Known(stamps, rows_of(sheets), findings, self._short)

    def _short(self, path: str) -> dict[str, Any]:
        """The fields that are at hand first; with them those of all records in the folder are read.

        Raises:
            sqlite3.DatabaseError: they are gone, so nothing in the file can be trusted.
        """
        folder = _folder(path)
        if folder not in self._folders:
            self._folders[folder] = self.kept.load(f"{_SHORT}{folder}") or {}
        found = self._folders[folder].get(path)
        if found is None:
            raise torn()
        fields, private = found
        return more(dict(fields), partial(self._rest, path), private)

    def _rest(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] | None = self.kept.load(f"{_REST}{path}")
        if found is None:
            raise torn()
        return found

    def settings(self, content: Path) -> tuple[Settings, list[Finding]]:
        """The unit's settings, and what is wrong with them; read again under another key."""
        kept: tuple[str, Settings, list[Finding]] | None = self.kept.load(_SETTINGS)
        if kept is None or kept[0] != self.key:
            kept = (self.key, *read_settings(content))
            self.kept.save(_SETTINGS, kept)
        return kept[1:]

    def renewal(self, library: Library) -> Renewal:
        return Renewal(self.kept, library, self.key, last_outline(self.kept, self.key))

    def told(self) -> Told:
        """What rules found, by their names; only of those that found something."""
        return self.kept.load(_TOLD) or {}

    def keep(
        self, renewal: Renewal, gone: Iterable[str], made: Sequence[Result], fresh: Iterable[str], told: Told
    ) -> None:
        """Take what a check found out.

        Args:
            gone: names of rules' results that nobody needs any more.
            fresh: what was asked for pieces that were made now.
        """
        renewal.drop([*gone])
        renewal.note(made, renewal.derived.behind([*(one.asked for one in made), frozenset(fresh)]))
        self.kept.save(_TOLD, told)
        if self.seen != self._seen:
            self.kept.save(_ATTACHMENTS, (self.attachments, self.seen))
            self._seen = dict(self.seen)

    def save(self) -> None:
        """Take what was read of single files and commit it: that holds whatever else a check finds.

        Folder by folder, so that little is written for one change, and little waits in memory.
        """
        folders: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self.records.touched):
            folders[_folder(path)].append(path)
        self.records.settle()
        rows, findings = self.records.rows(), self.records.findings()
        for folder, touched in folders.items():
            self._save_fields(folder, touched)
            stamps = {path: stamp for path, stamp in self.records.stamps.items() if _is_in(path, folder)}
            sheet = packed(row for row in rows[folder.partition("/")[0]] if row.path in stamps)
            told = {path: findings[path] for path in findings.keys() & stamps.keys()}
            self.kept.save(f"{_READ}{folder}", (stamps, sheet, told))
            self.kept.commit()

    def _save_fields(self, folder: str, paths: Iterable[str]) -> None:
        known = self._folders.pop(folder, None)
        shorts: dict[str, Short] = self.kept.load(f"{_SHORT}{folder}") or {} if known is None else known
        self.kept.save_all(self._rests(paths, shorts))
        self.kept.save(f"{_SHORT}{folder}", shorts)

    def _rests(self, paths: Iterable[str], shorts: dict[str, Short]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The long fields of records; their short ones go into `shorts`."""
        for path in paths:
            shorts.pop(path, None)
            record = self.records[path][1].record if path in self.records else None
            if record is None:
                self.kept.drop(f"{_REST}{path}")
            else:
                yield f"{_REST}{path}", record.long_fields()
                shorts[path] = record.short_fields(), record.__pydantic_private__


def _folder(path: str) -> str:
    """`content/notices/2026/a.yml` and `content/notices/2026/b/index.yml` both lie in `notices/2026`."""
    return folder_of(path.partition("/")[2].removesuffix("/index.yml"))


def _is_in(path: str, folder: str) -> bool:
    return folder in path and _folder(path) == folder
