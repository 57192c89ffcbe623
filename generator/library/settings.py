"""What a unit decides, read from site.yml, policy.yml, calendar.yml and synonyms.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from generator.binding import Source, bind
from generator.library.load import read_file
from generator.library.personal import personal_findings
from generator.messages import finding
from generator.policy import CalendarFile, Policy, Site, SynonymFile
from generator.problems import Finding
from generator.record import Part
from generator.workdays import Calendar, YearPlan

SHIPPED_POLICY = Path(__file__).parent.parent / "policy.yml"

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything in a content folder that is not a record. Without a readable site.yml there is no `site`."""

    site: Site | None
    policy: Policy
    calendar: Calendar
    synonyms: tuple[tuple[str, ...], ...] = ()


def read_settings(content: Path) -> tuple[Settings, list[Finding]]:
    """The settings of a content folder, and what is wrong with them."""
    findings: list[Finding] = []
    site = None
    if (content / "site.yml").exists():
        site = _read(Site, content / "site.yml", findings)
    else:
        findings.append(finding("content.no-site", content.name))
    settings = Settings(
        site,
        load_policy(content, findings),
        load_calendar(content, findings),
        load_synonyms(content, findings),
    )
    return settings, findings


def _read(model: type[P], file: Path, findings: list[Finding]) -> P | None:
    path = f"{file.parent.name}/{file.name}"
    document = read_file(file, path)
    findings.extend(document.findings)
    if document.root is None:
        return None
    source = Source(path, document.lines)
    bound, found = bind(model, document.root, source)
    findings.extend(found)
    findings.extend(personal_findings(document, model, source))
    return bound


def shipped_policy() -> Policy:
    """The defaults that come with the program."""
    shipped = _read(Policy, SHIPPED_POLICY, [])
    assert shipped is not None, "the shipped policy is not valid"
    return shipped


def load_policy(content: Path, findings: list[Finding]) -> Policy:
    """The shipped policy, with the sections that the unit's own policy.yml writes put in place of the shipped ones."""
    shipped = shipped_policy()
    if not (content / "policy.yml").exists():
        return shipped
    own = _read(Policy, content / "policy.yml", findings)
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
    file = _read(CalendarFile, content / "calendar.yml", findings)
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


def load_synonyms(content: Path, findings: list[Finding]) -> tuple[tuple[str, ...], ...]:
    """The unit's groups of words that mean the same, for the search; none without a synonyms.yml."""
    if not (content / "synonyms.yml").exists():
        return ()
    file = _read(SynonymFile, content / "synonyms.yml", findings)
    return tuple(group.words for group in file.groups) if file else ()
