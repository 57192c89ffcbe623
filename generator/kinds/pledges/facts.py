"""What follows from a pledge on a day: progress of each 指标, state of each 里程碑, the pledge's own state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from generator.kinds.pledges.model import LOWER, Indicator, Milestone, Pledge
from generator.record import Context, Event, Facts, State

STATES = {
    "in_progress": "进行中",
    "due_soon": "临期",
    "behind": "滞后",
    "kept": "兑现",
    "broken": "未兑现",
}
MILESTONE_STATES = {"planned": "计划", "due_soon": "临期", "overdue": "逾期", "done": "已完成"}
_FULL = Decimal(100)
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """`value` is the last one measured by the day; `progress` is 0–100 %, None before the first measurement."""

    value: Decimal | None = None
    day: dt.date | None = None
    progress: int | None = None
    met: bool = False


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """`days` to go until the planned day; negative when it has passed, None once done."""

    state: State
    days: int | None = None


@dataclass(frozen=True, slots=True)
class PledgeFacts(Facts):
    indicators: tuple[IndicatorFacts, ...] = ()
    """In the record's order."""
    milestones: tuple[MilestoneFacts, ...] = ()
    """In the record's order."""
    progress: int | None = None
    """Mean progress of the 指标 in %; an unmeasured one counts 0. None without 指标."""
    met: int = 0
    """How many 指标 have reached their target."""
    milestones_done: int = 0
    next_milestone: int | None = None
    """Position of the earliest planned milestone that is not done."""


def facts(record: Pledge, context: Context) -> PledgeFacts:
    as_of, warn = context.as_of, context.policy.number("临期天数")
    indicators = tuple(_indicator(one, as_of) for one in record.indicators)
    milestones = tuple(_milestone(one, as_of, warn) for one in record.roadmap)
    return PledgeFacts(
        state=_state(record, milestones, as_of),
        indicators=indicators,
        milestones=milestones,
        progress=_mean([one.progress or 0 for one in indicators]),
        met=sum(one.met for one in indicators),
        milestones_done=sum(one.state.name == "done" for one in milestones),
        next_milestone=_next(record.roadmap, milestones),
    )


def _indicator(indicator: Indicator, as_of: dt.date) -> IndicatorFacts:
    known = [point for point in indicator.points if point.day <= as_of]
    if not known:
        return IndicatorFacts()
    last = max(known, key=lambda point: point.day)
    met = last.value <= indicator.target if indicator.direction == LOWER else last.value >= indicator.target
    return IndicatorFacts(last.value, last.day, 100 if met else _progress(indicator, last.value), met)


def _progress(indicator: Indicator, value: Decimal) -> int:
    """Percent of the way for a target not yet met: value/target, upside down when lower is better.

    Rounded down to 99 at most, so that 100 % always means reached.
    """
    part, whole = (indicator.target, value) if indicator.direction == LOWER else (value, indicator.target)
    if whole <= 0 or part <= 0:
        return 0
    return min(99, int((part / whole * _FULL).quantize(Decimal(1), ROUND_HALF_UP)))


def _milestone(milestone: Milestone, as_of: dt.date, warn: int) -> MilestoneFacts:
    if milestone.done_on and milestone.done_on <= as_of:
        return MilestoneFacts(State("done", MILESTONE_STATES["done"], since=milestone.done_on))
    days = (milestone.planned_on - as_of).days
    if days < 0:
        return MilestoneFacts(
            State("overdue", MILESTONE_STATES["overdue"], milestone.planned_on + _ONE_DAY), days
        )
    name = "due_soon" if days <= warn else "planned"
    then = ("overdue", MILESTONE_STATES["overdue"])
    return MilestoneFacts(State(name, MILESTONE_STATES[name], until=milestone.planned_on, then=then), days)


def _state(record: Pledge, milestones: Sequence[MilestoneFacts], as_of: dt.date) -> State:
    if record.fulfilment and record.fulfilment.day <= as_of:
        name = "kept" if record.fulfilment.conclusion == "兑现" else "broken"
        return State(name, STATES[name], since=record.fulfilment.day)
    overdue = [one.state.since for one in milestones if one.state.name == "overdue" and one.state.since]
    if overdue:
        return State("behind", STATES["behind"], since=min(overdue))
    ahead = [one.state.until for one in milestones if one.state.until]
    name = "due_soon" if any(one.state.name == "due_soon" for one in milestones) else "in_progress"
    then = ("behind", STATES["behind"]) if ahead else None
    return State(name, STATES[name], since=record.signed_on, until=min(ahead, default=None), then=then)


def _mean(percents: Sequence[int]) -> int | None:
    if not percents:
        return None
    return int((Decimal(sum(percents)) / len(percents)).quantize(Decimal(1), ROUND_HALF_UP))


def _next(roadmap: Sequence[Milestone], milestones: Sequence[MilestoneFacts]) -> int | None:
    ahead = [n for n, one in enumerate(milestones) if one.state.name != "done"]
    return min(ahead, key=lambda n: roadmap[n].planned_on, default=None)


def events(record: Pledge, context: Context) -> Iterator[Event]:
    """Each planned milestone that is not done yet, a day in the calendar of deadlines."""
    for position, milestone in enumerate(record.roadmap):
        if not milestone.done_on or milestone.done_on > context.as_of:
            yield Event(
                calendar="责任状节点",
                uid=f"{record.key}/roadmap/{position + 1}",
                title=f"{record.title}：{milestone.name}",
                start=milestone.planned_on,
                until=milestone.planned_on,
            )
