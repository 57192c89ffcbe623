"""ICS calendars: 公示期, 整改期限, 例会与组织生活, 品牌复核. Stable UIDs; a changed event has a higher SEQUENCE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from generator.kinds import all_kinds
from generator.library.library import Library
from generator.outputs import vevent
from generator.record import Event, Record

if TYPE_CHECKING:
    from generator.outputs import Output
    from generator.render import Surroundings

_EPOCH = dt.date(2000, 1, 1)
_GONE = "已撤下"
"""All that is left of a withdrawn record's event: its UID is enough to take it out of subscribers' calendars."""
Entry = tuple[str, str, bytes]
"""An event as text behind what it is sorted by: its first day, then its UID."""


def parts(library: Library) -> Iterator[tuple[str, Output]]:
    """`calendar/<name>.ics` for every calendar that a kind can fill, even when it is empty today."""
    for name in calendar_names():
        yield name, partial(_calendar_file, name)


def _calendar_file(name: str, library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    feeding = sorted(kind.name for kind in all_kinds().values() if name in kind.calendars)
    shown = [record for kind in feeding for record in library.records(kind)]
    entries = [one for _, some in library.pieces("entries", shown, partial(_entries, name)) for one in some]
    gone = [one for record in library.withdrawn if record.kind in feeding
            for event in _events(name, record, library)
            for one in [entry(record, replace(event, title=_GONE, note=""), library, cancelled=True)]]  # fmt: skip
    yield f"calendar/{name}.ics", calendar(name, entries, gone, library)


def _entries(name: str, record: Record, library: Library) -> list[Entry]:
    """A record's events in one calendar."""
    events = _events(name, record, library)
    off = bool(events) and is_off(record, library)
    return [entry(record, event, library, cancelled=off) for event in events]


def _events(name: str, record: Record, library: Library) -> list[Event]:
    return [event for event in all_kinds()[record.kind].events(record, library) if event.calendar == name]


def calendar_names() -> list[str]:
    """All calendars there are, in the order of the kinds that feed them."""
    return list(dict.fromkeys(name for kind in all_kinds().values() for name in kind.calendars))


def calendar(name: str, entries: Iterable[Entry], gone: Iterable[Entry], library: Library) -> bytes:
    """One calendar (RFC 5545). What was withdrawn stays as CANCELLED, so that subscribers' copies go away."""
    head = [
        "VERSION:2.0",
        "PRODID:-//Gongkai//zh-CN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{vevent.escaped(f'{library.site.name} {name}')}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
        "X-WR-TIMEZONE:Asia/Shanghai",
    ]
    return vevent.calendar(head, (text for _, _, text in (*sorted(entries), *gone)))


def entry(record: Record, event: Event, library: Library, *, cancelled: bool = False) -> Entry:
    """A record's event as text; DTSTAMP and SEQUENCE follow from the record, not from the clock."""
    uid = f"{record.key}/{event.uid}@{_host(library)}"
    days = _changes(record, library)
    changed = days[0] if days else library.as_of
    url = library.site.url
    lines = [
        f"SUMMARY:{vevent.escaped(event.title)}",
        *vevent.when(event.start, event.until, event.clock),
        f"DTSTAMP:{vevent.basic(changed)}T000000Z",
        f"UID:{vevent.escaped(uid)}",
        f"SEQUENCE:{_sequence(days)}",
        *([f"DESCRIPTION:{vevent.escaped(event.note)}"] if event.note else []),
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        *([f"URL:{url.rstrip('/')}/{quote(record.key)}/"] if url else []),
    ]
    return event.start.isoformat(), uid, vevent.event(lines)


def is_off(record: Record, library: Library) -> bool:
    """Whether what the record announced was called off (撤销)."""
    state = library.facts(record).state
    return state is not None and state.name == "cancelled"


def _changes(record: Record, library: Library) -> list[dt.date]:
    """Days on which the record changed, newest first: its commits, its own day, corrections, outcome, withdrawal."""
    kind = all_kinds()[record.kind]
    outcome = getattr(record, "outcome", None)
    said = [kind.day(record), record.publish_on, record.withdraw_on, outcome.day if outcome else None]
    said += [one.day for one in record.corrections]
    said += [one.day for one in library.past(record)]
    return sorted((day for day in said if day and day <= library.as_of), reverse=True)


def _sequence(days: list[dt.date]) -> int:
    """A number that only grows: days since 2000 of the last change, then how many changes that day has."""
    return ((days[0] - _EPOCH).days * 10 + min(9, days.count(days[0]))) if days else 0


def _host(library: Library) -> str:
    return (library.site.url or "").partition("//")[2].partition("/")[0] or "gongkai.invalid"
