"""Changed records tried out in memory: what `check` would say about them before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.binding import Source, bind
from generator.kinds import all_kinds
from generator.library.check import locate
from generator.library.library import Library
from generator.library.load import load, read_file
from generator.library.personal import personal_findings
from generator.library.rules import common_rules
from generator.library.scan import RecordFile, scan
from generator.library.settings import read_settings
from generator.problems import Finding
from generator.record import Fault, Record
from generator.yamlio import Document, read


@dataclass(slots=True)
class Folder:
    """A content folder as it is on disk: its records by kind, and a library of those that can be read."""

    content: Path
    library: Library
    files: dict[str, RecordFile]
    """Record key → file."""
    findings: list[Finding] = field(default_factory=list)
    faulty: frozenset[str] = frozenset()
    """Paths of record files with errors of their own."""

    def path_of(self, kind: str, record_id: str) -> str:
        """The path of a record, or of a new one, relative to the content folder's parent."""
        found = self.files.get(f"{kind}/{record_id}")
        return found.path if found else f"{self.content.name}/{kind}/{record_id}.yml"

    def document(self, kind: str, record_id: str) -> Document:
        found = self.files[f"{kind}/{record_id}"]
        return read_file(found.file, found.path)


def open_folder(content: Path, as_of: dt.date) -> tuple[Folder | None, list[Finding]]:
    """Read a content folder; None with the reasons when its settings cannot be read."""
    scanned = scan(content)
    settings, told = read_settings(content)
    findings = [*scanned.findings, *told]
    if settings.site is None:
        return None, [one for one in findings if one.is_error]
    loaded = load(scanned.files)
    library = Library(
        loaded.shelf(),
        site=settings.site,
        policy=settings.policy,
        calendar=settings.calendar,
        as_of=as_of,
    )
    faulty = {f.path for told in loaded.findings().values() for f in told if f.is_error}
    files = {f"{file.kind}/{file.id}": file for file in scanned.files}
    return Folder(content, library, files, findings, frozenset(faulty)), []


@dataclass(slots=True)
class Try:
    """One record as it would be: its file's text, and what is wrong with it."""

    kind: str
    id: str
    path: str
    text: str
    record: Record | None = None
    findings: list[Finding] = field(default_factory=list)


def try_out(folder: Folder, tries: list[Try]) -> list[tuple[Try, Finding, tuple[str | int, ...]]]:
    """Every error that the changed records would have, with the place in the record that it is about."""
    found: list[tuple[Try, Finding, tuple[str | int, ...]]] = [
        (one, finding, ()) for one in tries for finding in _alone(one)
    ]
    changed = {f"{one.kind}/{one.id}": one for one in tries}
    others = [record for record in folder.library.all_records() if record.key not in changed]
    made = [one.record for one in tries if one.record is not None]
    source = folder.library
    together = Library(
        [*others, *made],
        site=source.site, policy=source.policy, calendar=source.calendar, as_of=source.as_of,
    )  # fmt: skip
    for record, fault in _faults(together, made):
        one = changed.get(record.key)
        if one is not None:
            finding = _located(one, record, fault)
            if finding.is_error:
                found.append((one, finding, fault.at))
    return found


def _alone(one: Try) -> Iterator[Finding]:
    model = all_kinds()[one.kind].model
    document = read(one.text.encode("utf-8", "surrogatepass"), one.path)
    source = Source(one.path, document.lines, one.kind)
    findings = list(document.findings)
    if document.root is not None:
        one.record, bound = bind(model, document.root, source, id=one.id, path=one.path)
        findings += [*bound, *personal_findings(document, model, source)]
    yield from (finding for finding in findings if finding.is_error)


def _faults(library: Library, records: list[Record]) -> Iterator[tuple[Record, Fault]]:
    for record in records:
        for fault in common_rules(record, library):
            yield record, fault
        for fault in all_kinds()[record.kind].rules(record, library):
            yield record, fault
    for kind in dict.fromkeys(record.kind for record in records):
        for owner, fault in all_kinds()[kind].rules_together(library):
            if owner is not None:
                yield owner, fault


def _located(one: Try, record: Record, fault: Fault) -> Finding:
    document = read(one.text.encode("utf-8", "surrogatepass"), one.path)
    return locate(record, fault, Source(one.path, document.lines, one.kind), document.root)


def texts(tries: list[Try], folder: Folder) -> Mapping[str, bytes]:
    """Paths relative to the content folder → new bytes."""
    head = f"{folder.content.name}/"
    return {one.path.removeprefix(head): one.text.encode() for one in tries}


def form_values(document: Document, kind: str) -> dict[str, Any]:
    """A file as form values: Chinese keys, text."""
    from generator.editor.form import to_form

    return to_form(document.root, all_kinds()[kind].model) if document.root is not None else {}
