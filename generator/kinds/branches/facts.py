"""What is derived for a branch on a day: the numbers and lists of its hub page."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from generator.kinds.branches.hub import (
    Line,
    Moment,
    Standing,
    is_held,
    open_items,
    standings,
    timeline,
    year_matrix,
)
from generator.kinds.branches.model import Branch
from generator.record import Context, Facts


@dataclass(frozen=True, slots=True)
class BranchFacts(Facts):
    committee: int = 0
    """Members of the committee, the secretary included."""
    brands: tuple[str, ...] = ()
    """Keys of its brands; likewise below."""
    items_total: int = 0
    items_open: int = 0
    items_due_soon: int = 0
    items_overdue: int = 0
    items_done: int = 0
    closing_rate: Decimal | None = None
    """Struck off out of all, in per cent, one decimal; None without items."""
    open_items: tuple[str, ...] = ()
    latest: Standing | None = None
    standings: tuple[Standing, ...] = ()
    matrix: tuple[Line, ...] = ()
    held_this_year: int = 0
    planned_this_year: int = 0
    next_theme_day: dt.date | None = None
    notices: tuple[str, ...] = ()
    pledges: tuple[str, ...] = ()
    liaisons: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    trainings: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    timeline: tuple[Moment, ...] = ()


def branch_facts(record: Branch, context: Context) -> BranchFacts:
    results = standings(record, context)
    items = [context.facts(one) for one in context.backlinks(record, "ledgers")]
    done = sum(facts.closed_on is not None for facts in items)
    this_year = [one for one in context.backlinks(record, "activities") if one.day.year == context.as_of.year]
    held = sum(is_held(one, context) for one in this_year)
    return BranchFacts(
        committee=1 + len(record.members),
        brands=_keys(record, "brands", context),
        items_total=len(items),
        items_open=len(items) - done,
        items_due_soon=sum(facts.state.name == "due_soon" for facts in items),
        items_overdue=sum(facts.overdue for facts in items),
        items_done=done,
        closing_rate=_rate(done, len(items)),
        open_items=tuple(one.key for one in open_items(record, context)),
        latest=results[-1] if results else None,
        standings=results,
        matrix=year_matrix(record, context),
        held_this_year=held,
        planned_this_year=len(this_year) - held,
        next_theme_day=next_theme_day(record, context),
        notices=_keys(record, "notices", context),
        pledges=_keys(record, "pledges", context),
        liaisons=_keys(record, "liaisons", context),
        themes=_keys(record, "themes", context),
        trainings=_keys(record, "trainings", context),
        activities=_keys(record, "activities", context),
        timeline=timeline(record, context),
    )


def _keys(record: Branch, kind: str, context: Context) -> tuple[str, ...]:
    found: Sequence[Any] = context.backlinks(record, kind)
    return tuple(one.key for one in found)


def _rate(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


def next_theme_day(record: Branch, context: Context) -> dt.date | None:
    """The next fixed 主题党日 from `as_of` on; in a month that is too short, its last day."""
    if record.theme_day is None:
        return None
    this = month_day(context.as_of, record.theme_day)
    if this >= context.as_of:
        return this
    year, month = divmod(context.as_of.year * 12 + context.as_of.month, 12)
    return month_day(dt.date(year, month + 1, 1), record.theme_day) if year <= dt.MAXYEAR else None


def month_day(month: dt.date, day: int) -> dt.date:
    """The day of that number in the month of `month`, or the month's last day."""
    return month.replace(day=min(day, calendar.monthrange(month.year, month.month)[1]))
