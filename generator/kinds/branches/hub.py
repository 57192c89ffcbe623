"""What the hub page of a branch gathers from other kinds. Records are named by key, never held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from generator.kinds.branches.model import Branch
from generator.periods import Every, Period, periods
from generator.record import Context

CELL_WORDS = {"done": "已开展", "planned": "计划", "missing": "缺", "due": "应开展", "none": "—"}
_MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a branch came out of one assessment."""

    assessment: str
    period: str
    ends: dt.date | None
    total: Decimal | None
    rank: int | None
    of: int
    """How many branches were ranked."""
    grade: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one activity type. `activity` is the key of the one to link to."""

    state: str
    text: str
    title: str
    activity: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    type: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a branch's year."""

    day: dt.date
    label: str
    key: str
    title: str


def standings(branch: Branch, context: Context) -> tuple[Standing, ...]:
    """Results in assessments that were fed back, oldest period first."""
    found = [
        standing
        for record in context.backlinks(branch, "assessments")
        if context.facts(record).state.name == "reported"
        and (standing := _standing(branch, record, context)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.ends or dt.date.min, one.assessment)))


def _standing(branch: Branch, record: Any, context: Context) -> Standing | None:
    facts = context.facts(record)
    for line in facts.results:
        if line.branch in (branch.slug, branch.id) and not line.absent:
            ranked = sum(one.rank is not None for one in facts.results)
            return Standing(
                record.key, record.period, facts.period_end, line.total, line.rank, ranked, line.grade
            )
    return None


def year_matrix(branch: Branch, context: Context) -> tuple[Line, ...]:
    """This year's organisation life, month by month, for every type that policy asks for at some frequency."""
    year = context.as_of.year
    mine = [one for one in context.backlinks(branch, "activities") if one.day.year == year]
    first = context.last("activities")
    began = first.day if first else context.as_of
    return tuple(
        Line(entry.name, tuple(_cells(entry.name, entry.every, year, mine, began, context)))
        for entry in context.policy.activity_types
        if entry.every or any(one.type == entry.name for one in mine)
    )


def _cells(
    name: str, every: Every | None, year: int, mine: Sequence[Any], began: dt.date, context: Context
) -> Iterator[Cell]:
    records = [one for one in mine if one.type == name]
    unmet = _unmet(every, year, records, began, context)
    for month in _MONTHS:
        here = sorted((one for one in records if one.day.month == month), key=lambda one: (one.day, one.id))
        held = [one for one in here if is_held(one, context)]
        state = "done" if held else "planned" if here else unmet.get(month, "none")
        text = f"{CELL_WORDS[state]} {len(held)} 次" if len(held) > 1 else CELL_WORDS[state]
        shown = held or here
        yield Cell(state, text, f"{year}年{month}月{name}：{text}", shown[-1].key if shown else None)


def _unmet(
    every: Every | None, year: int, records: Iterable[Any], began: dt.date, context: Context
) -> dict[int, str]:
    """The last month of each period that policy asks for and that has nothing: missing when over, due while it runs."""
    if every is None:
        return {}
    # Weeks have no cell of their own; a month with nothing is what shows.
    unit: Every = "月" if every == "周" else every
    days = [one.day for one in records]
    asked = periods(unit, dt.date(year, 1, 1), dt.date(year, 12, 31))
    return {
        span.end.month: "missing" if span.end < context.as_of else "due"
        for span in asked
        if _asked(span, began, context.as_of) and not any(span.holds(day) for day in days)
    }


def _asked(span: Period, began: dt.date, as_of: dt.date) -> bool:
    return span.end >= began and span.start <= as_of


def is_held(activity: Any, context: Context) -> bool:
    """DOMAIN §2: an activity is planned until 实到 is there."""
    return activity.present is not None and activity.day <= context.as_of


def open_items(branch: Branch, context: Context) -> list[Any]:
    """Ledger items not struck off, overdue first, then by deadline."""
    items = [one for one in context.backlinks(branch, "ledgers") if context.facts(one).closed_on is None]
    return sorted(
        items, key=lambda one: (not context.facts(one).overdue, context.facts(one).deadline, one.id)
    )


def timeline(branch: Branch, context: Context) -> tuple[Moment, ...]:
    """A year back from `as_of`: what happened, newest first."""
    first = context.as_of - dt.timedelta(days=365)
    found = (moment for moment in _moments(branch, context) if first < moment.day <= context.as_of)
    return tuple(sorted(found, key=lambda one: (-one.day.toordinal(), one.key, one.label)))


def _moments(branch: Branch, context: Context) -> Iterator[Moment]:
    for brand in context.backlinks(branch, "brands"):
        for stage in brand.history:
            yield Moment(stage.day, f"品牌{stage.stage}", brand.key, brand.title)
    for item in context.backlinks(branch, "ledgers"):
        yield Moment(item.opened_on, f"{item.list_type}挂账", item.key, item.title)
        if closed := context.facts(item).closed_on:
            yield Moment(closed, f"{item.list_type}销号", item.key, item.title)
    for notice in context.backlinks(branch, "notices"):
        yield Moment(notice.day, notice.type, notice.key, notice.title)
    for assessment in context.backlinks(branch, "assessments"):
        if assessment.feedback_on:
            yield Moment(assessment.feedback_on, "考核反馈", assessment.key, assessment.title)
    for activity in context.backlinks(branch, "activities"):
        if is_held(activity, context):
            yield Moment(activity.day, activity.type, activity.key, activity.title)
