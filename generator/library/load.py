"""From files to records: read, bind, and look for personal data. One file at a time, so it runs in parallel."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

from generator.binding import Source, bind
from generator.collector import without_collector
from generator.kinds import all_kinds
from generator.library.long_text import long_text_findings
from generator.library.personal import personal_findings, personal_name
from generator.library.roll import Roll, Row, Rows, Shelf, closed_record, row_of, with_changes
from generator.library.scan import RecordFile
from generator.listing import Stamp
from generator.messages import finding
from generator.problems import Finding
from generator.record import Record
from generator.yamlio import Document, read
from generator.yamlio.decode import MAX_BYTES

# Below this many files a second process costs more than it saves.
_WORTH_SPREADING = 400
_BATCH = 250


@dataclass(frozen=True, slots=True)
class Loaded:
    """One record file after reading: what is wrong, and the record, without its faulty fields, if one can be made."""

    record: Record | None
    findings: tuple[Finding, ...]
    row: Row | None = None
    """What the roll says of the record; None without one."""


class Known(MutableMapping[str, tuple[Stamp, Loaded]]):
    """Record files by path, as they were read: their stamps then, and what was in them.

    What an earlier run read is made again when somebody asks for it.

    Args:
        stamps, rows, findings: what is known from an earlier run; findings only of files that have some.
        fields: gives the fields that are at hand first of an earlier run's record, by the path of its file.
    """

    def __init__(
        self,
        stamps: Mapping[str, Stamp] = MappingProxyType({}),
        rows: Rows = MappingProxyType({}),
        findings: Mapping[str, tuple[Finding, ...]] = MappingProxyType({}),
        fields: Callable[[str], dict[str, Any]] | None = None,
    ) -> None:
        self.stamps = dict(stamps)
        self.touched: set[str] = set()
        """Paths that were set or deleted."""
        self._rows: dict[str, Sequence[Row]] = {kind: rows.get(kind, ()) for kind in all_kinds()}
        self._by_path: dict[str, Row] | None = None
        self._findings = findings
        self._fields = fields or (lambda path: {})
        self._made: dict[str, Loaded] = {}

    def __getitem__(self, path: str) -> tuple[Stamp, Loaded]:
        stamp = self.stamps[path]
        if path in self._made:
            return stamp, self._made[path]
        if self._by_path is None:
            self._by_path = {row.path: row for listed in self._rows.values() for row in listed}
        return stamp, self._loaded(path, self._by_path.get(path))

    def __setitem__(self, path: str, value: tuple[Stamp, Loaded]) -> None:
        self.touched.add(path)
        self.stamps[path], self._made[path] = value

    def __delitem__(self, path: str) -> None:
        self.touched.add(path)
        del self.stamps[path]
        self._made.pop(path, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self.stamps)

    def __len__(self) -> int:
        return len(self.stamps)

    def __contains__(self, path: object) -> bool:
        return path in self.stamps

    def rows(self) -> dict[str, Sequence[Row]]:
        """The rows of all records, in the order of their kinds."""
        if not self.touched:
            return self._rows
        fresh = [
            row for path in self.touched & self.stamps.keys() if (row := self._made[path].row) is not None
        ]
        return with_changes(self._rows, self.touched, fresh, attrgetter("path"))

    def findings(self) -> dict[str, tuple[Finding, ...]]:
        """What was wrong with files on their own, by path; only of those that have some."""
        found = {path: told for path, told in self._findings.items() if path not in self.touched}
        fresh = self.touched & self.stamps.keys()
        return found | {path: told for path in sorted(fresh) if (told := self._made[path].findings)}

    def shelf(self) -> Shelf:
        """The records."""
        return Shelf(Roll(self.rows()), self._record)

    def settle(self) -> None:
        """What was set and deleted is kept from now on."""
        self._rows, self._findings, self._by_path = self.rows(), self.findings(), None
        self.touched.clear()

    def _record(self, row: Row) -> Record:
        record = (self._made.get(row.path) or self._loaded(row.path, row)).record
        assert record is not None
        return record

    def _loaded(self, path: str, row: Row | None) -> Loaded:
        """What an earlier run read in a file, its record closed."""
        record = closed_record(row, partial(self._fields, path)) if row is not None else None
        found = self._made[path] = Loaded(record, self._findings.get(path, ()), row)
        return found


def load(files: Sequence[RecordFile], executor: Executor | None = None, known: Known | None = None) -> Known:
    """Load records; those that `known` has and nobody touched since are not read again.

    With an executor the work is spread over its workers in batches.
    """
    known = Known() if known is None else known
    stamp_of = known.stamps.get
    todo = [file for file in files if stamp_of(file.path) != file.stamp]
    for file, one in zip(todo, _load_all(todo, executor), strict=True):
        known[file.path] = (file.stamp, one)
    for path in known.stamps.keys() - {file.path for file in files}:
        del known[path]
    return known


def _load_all(files: Sequence[RecordFile], executor: Executor | None) -> list[Loaded]:
    if executor is None or len(files) < _WORTH_SPREADING:
        return load_batch(files)
    batches = [files[start : start + _BATCH] for start in range(0, len(files), _BATCH)]
    with without_collector():
        return [one for batch in executor.map(load_batch, batches) for one in batch]


def load_batch(files: Sequence[RecordFile]) -> list[Loaded]:
    """Load some records here."""
    with without_collector():
        return [load_one(file) for file in files]


def load_one(file: RecordFile) -> Loaded:
    """Read and check one file on its own, without looking at any other record."""
    data = read_bytes(file.file, file.path)
    if isinstance(data, Finding):
        return Loaded(None, (data,))
    document = read(data, file.path)
    if document.root is None:
        return Loaded(None, tuple(document.findings))
    digest = hashlib.blake2b(data, digest_size=12).hexdigest()
    model = all_kinds()[file.kind].model
    source = Source(file.path, document.lines, file.kind)
    record, findings = bind(model, document.root, source, id=file.id, path=file.path)
    personal = (*personal_findings(document, model, source), *personal_name(file.id, source))
    text = long_text_findings(model, document.root, source)
    told = (*document.findings, *findings, *personal, *text)
    return Loaded(record, told, row_of(record, digest) if record is not None else None)


def read_bytes(file: Path, path: str) -> bytes | Finding:
    """A file's bytes; one that cannot be read, is far too large, or is no plain file (a pipe would hang) is a finding."""
    try:
        state = file.lstat()
        if not stat.S_ISREG(state.st_mode):
            return finding("content.not-a-file", path)
        size = state.st_size
        data = b"" if size > MAX_BYTES else file.read_bytes()
    except OSError as error:
        return finding("content.unreadable", path, reason=error.strerror or "")
    return finding("content.too-large", path, size=size, most=MAX_BYTES) if size > MAX_BYTES else data


def read_file(file: Path, path: str) -> Document:
    """Read one YAML file; what is wrong with the file itself is in the document's findings."""
    data = read_bytes(file, path)
    return Document(path, None, [data]) if isinstance(data, Finding) else read(data, path)
