"""Reading and checking everything: all findings at once, and the library when nothing is wrong with the ground."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from generator.attachments import Inspection
from generator.binding import Source, label_of, place
from generator.history import History
from generator.kinds import all_kinds
from generator.library.files import SITE, inspect_emblem, inspect_files, unreferenced
from generator.library.library import Library
from generator.library.load import Known, Loaded, load, read_file, without_collector
from generator.library.past import removed, silent_changes, unpublished
from generator.library.rules import aliases_together, common_rules, stale_columns
from generator.library.scan import RecordFile, Scan, scan
from generator.library.settings import read_settings
from generator.messages import finding
from generator.problems import Finding, sort_key
from generator.record import Fault, Record


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier run found out about single files: records by path, attachments by content hash."""

    records: Known = field(default_factory=dict)
    attachments: dict[str, Inspection] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of reading a content folder. `library` holds every record that could be read."""

    library: Library | None
    findings: tuple[Finding, ...]
    scan: Scan

    @property
    def ok(self) -> bool:
        return self.library is not None and not any(f.is_error for f in self.findings)


def check(
    content: Path,
    as_of: dt.date,
    executor: Executor | None = None,
    history: History | None = None,
    earlier: Earlier | None = None,
) -> Checked:
    """Read a content folder and say everything that is wrong with it on a day. Writes nothing.

    With `history`, what happened to records in git is checked too. `earlier` holds what an earlier run found out about
    single files, and takes what this one does.
    """
    earlier = earlier or Earlier()
    history = history or History()
    if not content.is_dir():
        return Checked(None, (finding("content.missing", content.name, name=content.name),), Scan())
    scanned = scan(content)
    findings = list(scanned.findings)
    if history.shallow:
        findings.append(finding("history.shallow", f"{content.name}/site.yml"))
    if history.trouble:
        findings.append(finding(f"history.{history.trouble}", f"{content.name}/site.yml"))
    settings = read_settings(content, findings)
    if not scanned.files:
        findings.append(finding("content.empty", content.name))
    loaded = load(scanned.files, executor, earlier.records)
    for one in loaded:
        findings.extend(one.findings)
    if settings.site is None:
        return Checked(None, _sorted(findings), scanned)
    records = [one.record for one in loaded if one.record is not None]
    files, file_faults = inspect_files(records, content.parent, earlier.attachments)
    files[SITE], emblem_findings = inspect_emblem(settings.site, content, earlier.attachments)
    findings.extend(emblem_findings)
    library = Library(
        records,
        site=settings.site,
        policy=settings.policy,
        calendar=settings.calendar,
        as_of=as_of,
        synonyms=settings.synonyms,
        unreadable=_unreadable(scanned.files, loaded),
        files=files,
        history=history,
        prints={one.record.key: one.digest for one in loaded if one.record is not None},
    )
    with without_collector():
        faults = chain(file_faults, _faults(library, history))
        findings.extend(_located(faults, scanned.files, content.name))
    findings.extend(unreferenced(records, scanned.assets))
    findings.extend(removed(library, history, scanned.files))
    return Checked(library, _sorted(findings), scanned)


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(set(findings), key=sort_key))


def _unreadable(files: list[RecordFile], loaded: list[Loaded]) -> Iterator[str]:
    """Both spellings of the keys of records that could not be made."""
    for file, one in zip(files, loaded, strict=True):
        if one.record is None:
            yield f"{file.kind}/{file.id}"
            yield f"{file.kind}/{file.id.rpartition('/')[2]}"


def _faults(library: Library, history: History) -> Iterator[tuple[Record | None, Fault]]:
    for kind in all_kinds().values():
        for record in library.records(kind.name):
            for fault in common_rules(record, library):
                yield record, fault
            for fault in kind.rules(record, library):
                yield record, fault
        yield from kind.rules_together(library)
    yield from aliases_together(library)
    yield from stale_columns(library)
    yield from silent_changes(library, history)
    yield from unpublished(library, history)


def _located(
    faults: Iterable[tuple[Record | None, Fault]], files: list[RecordFile], content_name: str
) -> Iterator[Finding]:
    """Faults as findings: only the files that have one are read again, for line and column."""
    by_path = {file.path: file.file for file in files}
    read_again: dict[str, tuple[Source, object]] = {}
    for record, fault in faults:
        if record is None:
            yield finding(fault.code, f"{content_name}/site.yml", **fault.params)  # type: ignore[arg-type]
            continue
        if record.path not in read_again:
            document = read_file(by_path[record.path], record.path)
            read_again[record.path] = (Source(record.path, document.lines, record.kind), document.root)
        source, root = read_again[record.path]
        yield locate(record, fault, source, root)


def locate(record: Record, fault: Fault, source: Source, root: object) -> Finding:
    """A fault as a finding, at the line and column where the record's text stands."""
    model = type(record)
    line, column, length = place(model, root, fault.at) if root is not None else (1, 1, 1)  # type: ignore[arg-type]
    label = label_of(model, fault.at)
    return source.at(fault.code, line, column, length, **{"field": label, **fault.params})  # type: ignore[arg-type]


def judge(
    library: Library,
    history: History,
    files: list[RecordFile],
    content_name: str,
    faults: Iterable[tuple[Record | None, Fault]] = (),
) -> Iterator[Finding]:
    """Every rule over a library that somebody else has put together (the form editor, with a record not yet saved).

    `faults` are those of files beside records. What is wrong with the records' own text is not said again.
    """
    yield from _located(chain(faults, _faults(library, history)), files, content_name)
    yield from removed(library, history, files)
