"""What the first page shows: the three facts of the day, and the newest of everything, each with a limit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from generator.charts import percent
from generator.library.library import Library
from generator.months import events
from generator.record import Event, Record

CARDS = 6
ROWS = 8
AHEAD = dt.timedelta(days=31)
THEME_DAY = "主题党日"


@dataclass(frozen=True, slots=True)
class Coming:
    """An entry of the calendar that lies ahead, and its record."""

    event: Event
    record: Record


@dataclass(frozen=True, slots=True)
class Home:
    open_notices: tuple[Any, ...]
    """All notices in their 公示期, the one that ends first in front."""
    latest_notices: tuple[Any, ...]
    items: int
    items_done: int
    closing_rate: str
    """Whole per cent; a dash without items."""
    branches: int
    theme_days: int
    """Branches that held this month's 主题党日."""
    brands: tuple[Any, ...]
    pressing: tuple[Any, ...]
    """Ledger items that are overdue or nearly so, the oldest deadline first."""
    overdue: int
    coming: tuple[Coming, ...]
    trainings: tuple[Any, ...]


def home(library: Library) -> Home:
    """Gathers the first page of one audience's library on its day."""
    notices = library.records("notices")
    items = library.records("ledgers")
    done = sum(library.facts(item).closed_on is not None for item in items)
    pressing = _pressing(library)
    return Home(
        open_notices=open_notices(library),
        latest_notices=tuple(one for one in notices if library.facts(one).state.name != "open")[:CARDS],
        items=len(items),
        items_done=done,
        closing_rate=percent(done, len(items)) if items else "—",
        branches=len(library.records("branches")),
        theme_days=_theme_days(library),
        brands=_brands(library)[: 2 * CARDS],
        pressing=pressing[:ROWS],
        overdue=sum(library.facts(one).overdue for one in pressing),
        coming=_coming(library)[:ROWS],
        trainings=tuple(library.records("trainings"))[:ROWS],
    )


def open_notices(library: Library) -> tuple[Any, ...]:
    """Notices in their 公示期, the one that ends first in front."""
    found = [one for one in library.records("notices") if library.facts(one).state.name == "open"]
    return tuple(sorted(found, key=lambda one: (library.facts(one).end, one.id)))


def _theme_days(library: Library) -> int:
    """Branches with a held 主题党日 in the month of `as_of`."""
    today = library.as_of
    held = {
        branch.key
        for one in library.records("activities")
        if one.type == THEME_DAY
        and (one.day.year, one.day.month) == (today.year, today.month)
        and library.facts(one).state.name == "held"
        and (branch := library.get("branches", one.branch)) is not None
    }
    return len(held)


def _brands(library: Library) -> tuple[Any, ...]:
    """Those that bear their name first, then the newest."""
    return tuple(sorted(library.records("brands"), key=lambda one: not library.facts(one).holds_name))


def _pressing(library: Library) -> tuple[Any, ...]:
    found = [one for one in library.records("ledgers") if _is_pressing(library.facts(one))]
    return tuple(sorted(found, key=lambda one: (library.facts(one).deadline, one.id)))


def _is_pressing(facts: Any) -> bool:
    return facts.overdue or facts.state.name in ("due_soon", "overdue")


def _coming(library: Library) -> tuple[Coming, ...]:
    """What the meeting and training calendars hold from today on."""
    last = library.as_of + AHEAD
    found = [
        Coming(event, record) for event, record in events(library) if library.as_of <= event.start <= last
    ]
    return tuple(sorted(found, key=lambda one: (one.event.start, one.event.clock or "", one.event.uid)))
