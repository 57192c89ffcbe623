"""From files to records: read, bind, and look for personal data. One file at a time, so it runs in parallel."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import MutableMapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

from generator.binding import Source, bind
from generator.classes import dataclass
from generator.collector import without_collector
from generator.kinds import all_kinds
from generator.library.long_text import long_text_findings
from generator.library.personal import personal_findings, personal_name
from generator.library.references import References, references_of
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
    digest: str = ""
    """Of the file's bytes."""
    references: References = ()
    """What the record refers to."""


Known = MutableMapping[str, tuple[Stamp, Loaded]]
"""Results of earlier runs by path, with the stamp of the file they were read from."""


def load(
    files: Sequence[RecordFile], executor: Executor | None = None, known: Known | None = None
) -> list[Loaded]:
    """Load records in the order given; those that `known` has and nobody touched since are not read again.

    With an executor the work is spread over its workers in batches.
    """
    known = {} if known is None else known
    todo = [file for file in files if known.get(file.path, (None,))[0] != file.stamp]
    for file, one in zip(todo, _load_all(todo, executor), strict=True):
        known[file.path] = (file.stamp, one)
    for path in known.keys() - {file.path for file in files}:
        del known[path]
    return [known[file.path][1] for file in files]


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
    digest = hashlib.blake2b(data, digest_size=12).hexdigest()
    if document.root is None:
        return Loaded(None, tuple(document.findings), digest)
    model = all_kinds()[file.kind].model
    source = Source(file.path, document.lines, file.kind)
    record, findings = bind(model, document.root, source, id=file.id, path=file.path)
    personal = (*personal_findings(document, model, source), *personal_name(file.id, source))
    text = long_text_findings(model, document.root, source)
    return Loaded(
        record,
        (*document.findings, *findings, *personal, *text),
        digest,
        references_of(record) if record else (),
    )


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
