"""What the first page shows: the three facts of the day, and the newest of everything, each with a limit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

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
    items = _items(library)
    done = sum(item.closed for item in items)
    pressing = sorted((one for one in items if one.pressing), key=lambda one: (one.deadline, one.record.id))
    notices = _open_until(library)
    return Home(
        open_notices=_in_order(notices),
        latest_notices=tuple(one for one, end in notices if not end)[:CARDS],
        items=len(items),
        items_done=done,
        closing_rate=percent(done, len(items)) if items else "—",
        branches=library.count("branches"),
        theme_days=_theme_days(library),
        brands=_brands(library)[: 2 * CARDS],
        pressing=tuple(one.record for one in pressing[:ROWS]),
        overdue=sum(one.overdue for one in pressing),
        coming=_coming(library)[:ROWS],
        trainings=tuple(library.records("trainings"))[:ROWS],
    )


def open_notices(library: Library) -> tuple[Any, ...]:
    """Notices in their 公示期, the one that ends first in front."""
    return _in_order(_open_until(library))


def _in_order(notices: Iterable[tuple[Any, int]]) -> tuple[Any, ...]:
    found = sorted((end, one.id, one) for one, end in notices if end)
    return tuple(one for _, _, one in found)


def _open_until(library: Library) -> list[tuple[Any, int]]:
    """Every notice with the number of the day on which its 公示期 ends; 0: it is not in one."""
    return list(library.pieces("open until", library.records("notices"), _end))


def _end(record: Any, library: Library) -> int:
    facts = library.facts(record)
    return facts.end.toordinal() if facts.state.name == "open" else 0


def _theme_days(library: Library) -> int:
    """Branches with a held 主题党日 in the month of `as_of`."""
    held = library.pieces("theme day of", library.of_year("activities", library.as_of.year), _theme_day_of)
    return len({branch for _, branch in held if branch})


def _theme_day_of(record: Any, library: Library) -> str:
    """The branch that held its 主题党日 of the month with this activity."""
    today = library.as_of
    if record.type != THEME_DAY or (record.day.year, record.day.month) != (today.year, today.month):
        return ""
    branch = library.get("branches", record.branch)
    return branch.key if branch is not None and library.facts(record).state.name == "held" else ""


def _brands(library: Library) -> tuple[Any, ...]:
    """Those that bear their name first, then the newest."""
    brands = library.pieces("name", library.records("brands"), _holds_name)
    return tuple(one for one, _ in sorted(brands, key=lambda pair: not pair[1]))


def _holds_name(record: Any, library: Library) -> bool:
    return bool(library.facts(record).holds_name)


class _Item(NamedTuple):
    """A ledger item, and what is counted of it."""

    record: Any
    closed: bool
    overdue: bool
    pressing: bool
    deadline: int


def _items(library: Library) -> list[_Item]:
    told = library.pieces("item", library.records("ledgers"), _item)
    return [_Item(record, *values) for record, values in told]


def _item(record: Any, library: Library) -> tuple[bool, bool, bool, int]:
    facts = library.facts(record)
    pressing = facts.overdue or facts.state.name in ("due_soon", "overdue")
    deadline = facts.deadline.toordinal() if pressing else 0
    return facts.closed_on is not None, facts.overdue, pressing, deadline


def _coming(library: Library) -> tuple[Coming, ...]:
    """What the meeting and training calendars hold in the month from today on."""
    last = library.as_of + AHEAD
    found = [
        Coming(event, record) for event, record in events(library) if library.as_of <= event.start <= last
    ]
    return tuple(sorted(found, key=lambda one: (one.event.start, one.event.clock or "", one.event.uid)))
