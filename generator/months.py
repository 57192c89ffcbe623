"""A month as a wall calendar: weeks from Monday, and what lies on each day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.kinds import all_kinds
from generator.library.library import Library
from generator.record import Event, Record

MEETINGS = ("例会与组织生活", "学习培训")
"""The calendars of things that people come together for."""

Entry = tuple[Event, Record]


@dataclass(frozen=True, slots=True)
class DayCell:
    """`inside`: the day belongs to the month, not to the week's rest."""

    day: dt.date
    inside: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Month:
    label: str
    weeks: tuple[tuple[DayCell, ...], ...]
    count: int


def events(library: Library) -> Iterator[Entry]:
    """Every entry of these calendars with its record."""
    for kind in all_kinds().values():
        if not set(MEETINGS).isdisjoint(kind.calendars):
            for record in library.records(kind.name):
                for event in kind.events(record, library):
                    if event.calendar in MEETINGS:
                        yield event, record


def months(library: Library, count: int = 2) -> tuple[Month, ...]:
    """The month of `as_of` and those after it, with meetings, organisation life and classes."""
    by_day: dict[dt.date, list[Entry]] = defaultdict(list)
    for event, record in events(library):
        if event.start == event.until:
            by_day[event.start].append((event, record))
    first = library.as_of.replace(day=1)
    return tuple(_month(_later(first, n), by_day) for n in range(count))


def _later(first: dt.date, by: int) -> dt.date:
    year, month = divmod(first.year * 12 + first.month - 1 + by, 12)
    return dt.date(min(year, dt.MAXYEAR), month + 1, 1)


def _month(first: dt.date, by_day: dict[dt.date, list[Entry]]) -> Month:
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    cells = tuple(tuple(_cell(day, first, by_day.get(day, ())) for day in week) for week in weeks)
    return Month(
        f"{first.year}年{first.month}月", cells, sum(len(cell.entries) for week in cells for cell in week)
    )


def _cell(day: dt.date, first: dt.date, entries: Sequence[Entry]) -> DayCell:
    inside = day.month == first.month
    ordered = sorted(entries, key=lambda one: (one[0].clock or "", one[0].uid)) if inside else ()
    return DayCell(day, inside, tuple(ordered))
