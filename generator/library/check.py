"""Reading and checking everything: all findings at once, and the library when nothing is wrong with the ground."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from generator.binding import Source, label_of, place
from generator.collector import without_collector
from generator.history import History
from generator.kept import Result
from generator.kinds import all_kinds
from generator.library.earlier import Earlier
from generator.library.files import SITE, inspect_emblem, inspect_files, unreferenced
from generator.library.library import Library
from generator.library.load import Loaded, load, read_file
from generator.library.past import removed, silent_changes, unpublished
from generator.library.rules import aliases_together, common_rules, stale_columns
from generator.library.scan import RecordFile, Scan, scan
from generator.library.settings import read_settings
from generator.library.watch import Watched
from generator.listing import Listing
from generator.messages import finding
from generator.problems import Finding, sort_key
from generator.record import Fault, Kind, Record

Rule = Callable[[Any], Iterable[tuple[Record | None, Fault]]]
_RULE = "rule\n"


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
    listing: Listing | None = None,
) -> Checked:
    """Read a content folder and say everything that is wrong with it on a day.

    With `history`, what happened to records in git is checked too. `earlier` holds what earlier runs found out, and
    takes what this one does; nothing else is written. `listing` is the folder as it was found, when somebody has
    looked already.
    """
    history = history or History()
    if not content.is_dir():
        return Checked(None, (finding("content.missing", content.name, name=content.name),), Scan())
    scanned = scan(content, listing)
    findings = list(scanned.findings)
    if history.shallow:
        findings.append(finding("history.shallow", f"{content.name}/site.yml"))
    if history.trouble:
        findings.append(finding(f"history.{history.trouble}", f"{content.name}/site.yml"))
    settings = read_settings(content, findings)
    if not scanned.files:
        findings.append(finding("content.empty", content.name))
    loaded = load(scanned.files, executor, earlier.records if earlier else None)
    if earlier is not None:
        earlier.save()
    for one in loaded:
        findings.extend(one.findings)
    if settings.site is None:
        return Checked(None, _sorted(findings), scanned)
    records = [one.record for one in loaded if one.record is not None]
    inspected = earlier.attachments if earlier else {}
    files, file_faults = inspect_files(records, content.parent, inspected)
    files[SITE], emblem_findings = inspect_emblem(settings.site, content, inspected)
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
        references={one.record.key: one.references for one in loaded if one.record is not None},
    )
    place = _Places(scanned.files, content.name)
    with without_collector():
        findings.extend(place.findings(chain(file_faults, _in_git(library, history))))
        findings.extend(_judged(library, place, earlier))
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


def _in_git(library: Library, history: History) -> Iterator[tuple[Record, Fault]]:
    """What must not have happened to records since they were published."""
    if history.changes:
        yield from silent_changes(library, history)
        yield from unpublished(library, history)


def _judged(library: Library, place: _Places, earlier: Earlier | None) -> Iterator[Finding]:
    """What the rules find; of rules that see the same as in an earlier run, what they found then."""
    if earlier is None:
        for _, rule in _rules(library):
            yield from place.findings(rule(library))
        return
    renewal = earlier.renewal(library)
    known = renewal.results(_RULE)
    made: list[Result] = []
    for name, rule in _rules(library):
        found = known.pop(name, None)
        if found is None:
            watched = Watched(library, renewal.derived)
            told = tuple(place.findings(rule(watched)))
            found = pickle.dumps(told, protocol=5) if told else b""
            made.append(Result(f"{_RULE}{name}", found, frozenset(watched.asked)))
        if found:
            yield from pickle.loads(found)
    earlier.keep(renewal, [f"{_RULE}{name}" for name in known], made)


def _rules(library: Library) -> Iterator[tuple[str, Rule]]:
    """Every rule that can be judged on its own, under a stable name."""
    for kind in all_kinds().values():
        for record in library.records(kind.name):
            yield record.key, partial(_rules_of, kind, record)
        yield kind.name, kind.rules_together
    yield "aliases", aliases_together
    yield "stale columns", stale_columns


def _rules_of(kind: Kind, record: Record, library: Any) -> Iterator[tuple[Record, Fault]]:
    """What is wrong with one record, given all others."""
    library.resolve(record.key)  # noted: what is found depends on the record itself
    for fault in chain(common_rules(record, library), kind.rules(record, library)):
        yield record, fault


class _Places:
    """Where in the files faults stand: only files that have one are read again."""

    def __init__(self, files: list[RecordFile], content_name: str) -> None:
        self._files = {file.path: file for file in files}
        self._settings = f"{content_name}/site.yml"
        self._last: tuple[str, Source, object] | None = None

    def findings(self, faults: Iterable[tuple[Record | None, Fault]]) -> Iterator[Finding]:
        """Faults as findings, with line and column."""
        for record, fault in faults:
            if record is None:
                yield finding(fault.code, self._settings, **fault.params)  # type: ignore[arg-type]
            else:
                source, root = self._read(record)
                yield locate(record, fault, source, root)

    def _read(self, record: Record) -> tuple[Source, object]:
        if self._last is None or self._last[0] != record.path:
            document = read_file(self._files[record.path].file, record.path)
            self._last = record.path, Source(record.path, document.lines, record.kind), document.root
        return self._last[1:]


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
    place = _Places(files, content_name)
    yield from place.findings(chain(faults, _in_git(library, history)))
    yield from _judged(library, place, None)
    yield from removed(library, history, files)
