"""Reading and checking everything: all findings at once, and the library when nothing is wrong with the ground."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from generator.binding import Source, label_of, place
from generator.history import History
from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.load import Loaded, load, load_settings, read_file
from generator.library.past import removed, silent_changes
from generator.library.rules import aliases_together, common_rules, stale_columns
from generator.library.scan import RecordFile, Scan, scan
from generator.messages import finding
from generator.policy import CalendarFile, Policy, Site, SynonymFile
from generator.problems import Finding, sort_key
from generator.record import Fault, Record
from generator.workdays import Calendar, YearPlan

SHIPPED_POLICY = Path(__file__).parent.parent / "policy.yml"


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
    content: Path, as_of: dt.date, executor: Executor | None = None, history: History | None = None
) -> Checked:
    """Read a content folder and say everything that is wrong with it on a day. Writes nothing.

    With `history`, what happened to records in git is checked too.
    """
    history = history or History()
    if not content.is_dir():
        return Checked(None, (finding("content.missing", content.name, name=content.name),), Scan())
    scanned = scan(content)
    findings = list(scanned.findings)
    site, policy, calendar = _settings(content, findings)
    if not scanned.files:
        findings.append(finding("content.empty", content.name))
    loaded = load(scanned.files, executor)
    for one in loaded:
        findings.extend(one.findings)
    if site is None:
        return Checked(None, _sorted(findings), scanned)
    synonyms = load_synonyms(content, findings)
    library = _library(scanned.files, loaded, site, policy, calendar, as_of, synonyms)
    findings.extend(_located(library, history, scanned.files, content.name))
    findings.extend(removed(library, history, scanned.files))
    return Checked(library, _sorted(findings), scanned)


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(set(findings), key=sort_key))


def _library(
    files: list[RecordFile],
    loaded: list[Loaded],
    site: Site,
    policy: Policy,
    calendar: Calendar,
    as_of: dt.date,
    synonyms: list[tuple[str, ...]],
) -> Library:
    broken = [file for file, one in zip(files, loaded, strict=True) if one.record is None]
    return Library(
        (one.record for one in loaded if one.record is not None),
        site=site,
        policy=policy,
        calendar=calendar,
        as_of=as_of,
        synonyms=synonyms,
        unreadable=(f"{file.kind}/{name}" for file in broken for name in (file.id, file.id.rpartition("/")[2])),
    )


def _settings(content: Path, findings: list[Finding]) -> tuple[Site | None, Policy, Calendar]:
    site = None
    if (content / "site.yml").exists():
        site, found, _ = load_settings(Site, content / "site.yml", f"{content.name}/site.yml")
        findings.extend(found)
    else:
        findings.append(finding("content.no-site", content.name))
    return site, load_policy(content, findings), load_calendar(content, findings)


def shipped_policy() -> Policy:
    """The defaults that come with the program."""
    shipped, _, _ = load_settings(Policy, SHIPPED_POLICY, "policy.yml")
    assert shipped is not None, "the shipped policy is not valid"
    return shipped


def load_policy(content: Path, findings: list[Finding]) -> Policy:
    """The shipped policy, with the sections that the unit's own policy.yml writes put in place of the shipped ones."""
    shipped = shipped_policy()
    if not (content / "policy.yml").exists():
        return shipped
    own, found, _ = load_settings(Policy, content / "policy.yml", f"{content.name}/policy.yml")
    findings.extend(found)
    if own is None:
        return shipped
    merged = {name: getattr(own, name) for name in own.model_fields_set}
    return shipped.model_copy(update={**merged, "numbers": _merge_by_name(shipped, own)})


def _merge_by_name(shipped: Policy, own: Policy) -> tuple[object, ...]:
    """数值 entry by entry: a unit that sets one number keeps the others."""
    return tuple(({e.name: e for e in shipped.numbers} | {e.name: e for e in own.numbers}).values())


def load_calendar(content: Path, findings: list[Finding]) -> Calendar:
    """chinesecalendar's years plus those of calendar.yml."""
    if not (content / "calendar.yml").exists():
        return Calendar()
    file, found, _ = load_settings(CalendarFile, content / "calendar.yml", f"{content.name}/calendar.yml")
    findings.extend(found)
    years = file.years if file else ()
    return Calendar(
        {
            one.year: YearPlan(
                off={day: span.name or "放假" for span in one.off for day in span.days},
                work=frozenset(day for span in one.work for day in span.days),
                document=one.basis,
            )
            for one in years
        }
    )


def load_synonyms(content: Path, findings: list[Finding]) -> list[tuple[str, ...]]:
    """The unit's groups of words that mean the same, for the search; none without a synonyms.yml."""
    if not (content / "synonyms.yml").exists():
        return []
    file, found, _ = load_settings(SynonymFile, content / "synonyms.yml", f"{content.name}/synonyms.yml")
    findings.extend(found)
    return [group.words for group in file.groups] if file else []


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


def _located(
    library: Library, history: History, files: list[RecordFile], content_name: str
) -> Iterator[Finding]:
    """Faults as findings: only the files that have one are read again, for line and column."""
    by_path = {file.path: file.file for file in files}
    read_again: dict[str, tuple[Source, object]] = {}
    for record, fault in _faults(library, history):
        if record is None:
            yield finding(fault.code, f"{content_name}/site.yml", **fault.params)
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

