"""From files to records: read, bind, and look for personal data. One file at a time, so it runs in parallel."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from generator.binding import Source, bind
from generator.kinds import all_kinds
from generator.library.personal import personal_findings
from generator.library.scan import RecordFile
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


def load(files: Sequence[RecordFile], executor: Executor | None = None) -> list[Loaded]:
    """Load records in the order given. With an executor the work is spread over its workers in batches."""
    if executor is None or len(files) < _WORTH_SPREADING:
        return load_batch(files)
    batches = [files[start : start + _BATCH] for start in range(0, len(files), _BATCH)]
    return [one for batch in executor.map(load_batch, batches) for one in batch]


def load_batch(files: Sequence[RecordFile]) -> list[Loaded]:
    """Load some records here. Nothing that loading makes is garbage, so the collector would only look in vain."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return [load_one(file) for file in files]
    finally:
        if collecting:
            gc.enable()


def load_one(file: RecordFile) -> Loaded:
    """Read and check one file on its own, without looking at any other record."""
    document = read_file(file.file, file.path)
    if document.root is None:
        return Loaded(None, tuple(document.findings))
    model = all_kinds()[file.kind].model
    source = Source(file.path, document.lines, file.kind)
    record, findings = bind(model, document.root, source, id=file.id, path=file.path)
    personal = personal_findings(document, model, source)
    found = (*document.findings, *findings, *personal)
    return Loaded(record, found)


def read_file(file: Path, path: str) -> Document:
    """Read one YAML file; a file that cannot be read, or is far too large, is a finding."""
    try:
        size = file.stat().st_size
        data = b"" if size > MAX_BYTES else file.read_bytes()
    except OSError as error:
        return Document(path, None, [finding("content.unreadable", path, reason=error.strerror or "")])
    if size > MAX_BYTES:
        return Document(path, None, [finding("content.too-large", path, size=size, most=MAX_BYTES)])
    return read(data, path)
