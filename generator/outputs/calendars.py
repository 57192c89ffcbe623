"""ICS calendars: 公示期, 整改期限, 例会与组织生活, 品牌复核. Stable UIDs; a changed event has a higher SEQUENCE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Calendar as Ics
from icalendar import Event as IcsEvent

from generator.kinds import all_kinds
from generator.library.library import Library
from generator.record import Event, Record

if TYPE_CHECKING:
    from generator.outputs import Output
    from generator.render import Surroundings

_ZONE = ZoneInfo("Asia/Shanghai")
_HOUR = dt.timedelta(hours=1)
_EPOCH = dt.date(2000, 1, 1)


def parts(library: Library) -> Iterator[tuple[str, Output]]:
    """`calendar/<name>.ics` for every calendar that a kind can fill, even when it is empty today."""
    for name in calendar_names():
        yield name, partial(_calendar_file, name)


def _calendar_file(name: str, library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    feeding = {kind.name for kind in all_kinds().values() if name in kind.calendars}
    shown = [record for kind in sorted(feeding) for record in library.records(kind)]
    gone = [record for record in library.withdrawn if record.kind in feeding]
    yield (
        f"calendar/{name}.ics",
        calendar(name, _events(name, shown, library), _events(name, gone, library), library),
    )


def _events(name: str, records: Iterable[Record], library: Library) -> list[tuple[Record, Event]]:
    found = (
        (record, event) for record in records for event in all_kinds()[record.kind].events(record, library)
    )
    return [(record, event) for record, event in found if event.calendar == name]


def calendar_names() -> list[str]:
    """All calendars there are, in the order of the kinds that feed them."""
    return list(dict.fromkeys(name for kind in all_kinds().values() for name in kind.calendars))


def calendar(
    name: str,
    events: Iterable[tuple[Record, Event]],
    cancelled: Iterable[tuple[Record, Event]],
    library: Library,
) -> bytes:
    """One calendar (RFC 5545). What was withdrawn stays as CANCELLED, so that subscribers' copies go away."""
    ics = Ics()
    ics.add("prodid", "-//Gongkai//zh-CN")
    ics.add("version", "2.0")
    ics.add("method", "PUBLISH")
    ics.add("x-wr-calname", f"{library.site.name} {name}")
    ics.add("x-wr-timezone", "Asia/Shanghai")
    ics.add("refresh-interval", dt.timedelta(days=1), parameters={"value": "DURATION"})
    ics.add("x-published-ttl", "P1D")
    for record, event in sorted(events, key=lambda pair: (pair[1].start, pair[0].key, pair[1].uid)):
        ics.add_component(_entry(record, event, library, cancelled=_is_off(record, library)))
    for record, event in cancelled:
        ics.add_component(_entry(record, event, library, cancelled=True))
    return bytes(ics.to_ical())


def _entry(record: Record, event: Event, library: Library, *, cancelled: bool) -> IcsEvent:
    entry = IcsEvent()
    entry.add("uid", f"{record.key}/{event.uid}@{_host(library)}")
    entry.add("summary", event.title)
    # DTSTAMP and SEQUENCE follow from the record, not from the clock: same records, same bytes.
    days = _changes(record, library)
    changed = days[0] if days else library.as_of
    entry.add("dtstamp", dt.datetime(changed.year, changed.month, changed.day, tzinfo=dt.UTC))
    entry.add("sequence", _sequence(days))
    _when(entry, event)
    if event.note:
        entry.add("description", event.note)
    if library.site.url:
        entry.add("url", library.site.url.rstrip("/") + "/" + quote(record.key) + "/")
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")
    return entry


def _when(entry: IcsEvent, event: Event) -> None:
    if event.clock:
        hour, minute = (int(part) for part in event.clock.split(":"))
        start = dt.datetime(event.start.year, event.start.month, event.start.day, hour, minute, tzinfo=_ZONE)
        utc = start.astimezone(dt.UTC)
        entry.add("dtstart", utc)
        entry.add("dtend", utc + _HOUR)
    else:
        entry.add("dtstart", event.start)
        entry.add("dtend", event.until + dt.timedelta(days=1))


def _is_off(record: Record, library: Library) -> bool:
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
