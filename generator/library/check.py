"""Reading and checking everything: all findings at once, and the library when nothing is wrong with the ground."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, partial
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
from generator.library.load import load, read_file
from generator.library.past import removed, rules_in_git
from generator.library.renewal import made_of
from generator.library.roll import Roll, Row
from generator.library.rules import aliases_together, common_rules, stale_column
from generator.library.scan import RecordFile, Scan, scan
from generator.library.settings import read_settings
from generator.library.watch import Watched
from generator.listing import Listing
from generator.messages import finding
from generator.problems import Finding, sort_key
from generator.record import Fault, Record

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
    settings, told = earlier.settings(content) if earlier is not None else read_settings(content)
    findings.extend(told)
    if not scanned.files:
        findings.append(finding("content.empty", content.name))
    known = load(scanned.files, executor, earlier.records if earlier else None)
    if earlier is not None:
        earlier.save()
    findings.extend(chain.from_iterable(known.findings().values()))
    if settings.site is None:
        return Checked(None, _sorted(findings), scanned)
    shelf = known.shelf()
    with_files = [shelf.make(row) for row in shelf.roll.all_rows() if row.has_files]
    known_files = (earlier.attachments, earlier.seen) if earlier else ({}, {})
    files, file_faults = inspect_files(with_files, content.parent, *known_files)
    files[SITE], emblem_findings = inspect_emblem(settings.site, content, *known_files)
    findings.extend(emblem_findings)
    library = Library(
        shelf,
        site=settings.site,
        policy=settings.policy,
        calendar=settings.calendar,
        as_of=as_of,
        synonyms=settings.synonyms,
        unreadable=_unreadable(scanned.files, shelf.roll),
        files=files,
        history=history,
    )
    place = _Places(scanned.files, content.name)
    with without_collector():
        findings.extend(place.findings(file_faults))
        findings.extend(_judged(library, place, earlier))
    findings.extend(unreferenced(with_files, scanned.assets))
    findings.extend(removed(library, history, scanned.files))
    return Checked(library, _sorted(findings), scanned)


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(set(findings), key=sort_key))


def _unreadable(files: list[RecordFile], roll: Roll) -> Iterator[str]:
    """Both spellings of the keys of records that could not be made."""
    made = {row.path for row in roll.all_rows()}
    for file in files:
        if file.path not in made:
            yield f"{file.kind}/{file.id}"
            yield f"{file.kind}/{file.id.rpartition('/')[2]}"


def _judged(library: Library, place: _Places, earlier: Earlier | None) -> Iterator[Finding]:
    """What the rules find; of rules that see the same as in an earlier run, what they found then."""
    if earlier is None:
        of_records: Iterator[Rule] = (partial(_rules_of, row) for row in library.roll.all_rows())
        for rule in (*of_records, *_together().values()):
            yield from place.findings(rule(library))
        return
    renewal = earlier.renewal(library)
    before, now = renewal.before, _rules(library.roll)
    known = _rules(before.roll) if before is not None else set[str]()
    told = earlier.told() if before is not None else {}
    gone = known - now
    todo = (now - known) | (renewal.undone(_RULE) & now)
    made: list[Result] = []
    for name in todo | gone:
        told.pop(name, None)
    fresh: set[str] = set()
    for name in sorted(todo):
        parts = renewal.parts(name)
        watched = Watched(library, renewal.derived, parts)
        if found := tuple(place.findings(_rule(name, library.roll)(watched))):
            told[name] = found
        made.append(Result(f"{_RULE}{name}", b"", frozenset(watched.asked)))
        made += made_of(name, parts)
        fresh |= parts.fresh
    earlier.keep(renewal, [f"{_RULE}{name}" for name in gone], made, fresh, told)
    yield from chain.from_iterable(told.values())


def _rules(roll: Roll) -> set[str]:
    """Names of all rules that can be judged on their own: those of each record, under its key, and those of all together."""
    return {row.key for row in roll.all_rows()} | _together().keys()


def _rule(name: str, roll: Roll) -> Rule:
    row = roll.row(name)
    return partial(_rules_of, row) if row is not None else _together()[name]


@cache
def _together() -> dict[str, Rule]:
    """Rules about a kind as a whole, and about everything."""
    kinds = all_kinds().values()
    of_kinds: dict[str, Rule] = {kind.name: kind.rules_together for kind in kinds}
    stale: dict[str, Rule] = {f"stale {kind.name}": partial(stale_column, kind) for kind in kinds}
    return {**of_kinds, **stale, "aliases": aliases_together}


def _rules_of(row: Row, library: Any) -> Iterator[tuple[Record, Fault]]:
    """What is wrong with one record, given all others."""
    record = library.record_of(row)
    kind = all_kinds()[record.kind]
    rules = (common_rules(record, library), kind.rules(record, library), rules_in_git(record, library))
    for fault in chain.from_iterable(rules):
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
    yield from place.findings(faults)
    yield from _judged(library, place, None)
    yield from removed(library, history, files)
