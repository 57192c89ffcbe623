"""公示期 arithmetic: where a period ends, how many days it has counted both ways, whether the count is provisional."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from generator.kinds.notices.model import Period
from generator.policy import Policy
from generator.workdays import MAX_DAYS, Calendar, PeriodEnds, Unit, count_period, working_days_between

WAYS = {"end": "结束", "working_days": "工作日", "calendar_days": "自然日"}


@dataclass(frozen=True, slots=True)
class Span:
    """A period with both of its counts. `end` is inclusive and the one that the policy asks for."""

    start: dt.date
    end: dt.date
    inclusive_end: dt.date
    """Where it ends when the first day counts."""
    exclusive_end: dt.date
    """Where it ends when counting starts on the day after."""
    working_days: int
    """Working days from start to end, the first one counted."""
    working_days_exclusive: int
    """The same without the first day."""
    calendar_days: int
    provisional: bool
    """暂算: a year is touched that has no holiday plan."""


def ways_typed(period: Period) -> list[str]:
    """The fields that say where the period ends; a sound period has exactly one."""
    return [name for name in WAYS if getattr(period, name) is not None]


def first_day_counts(policy: Policy) -> bool:
    return policy.number("首日计入") != 0


def span(period: Period | None, policy: Policy, calendar: Calendar) -> Span | None:
    """The period's ends and counts; None when it is not sound (the rules then say why)."""
    if period is None or len(ways_typed(period)) != 1:
        return None
    ends = _ends(period, policy, calendar)
    if ends is None:
        return None
    count = working_days_between(ends.start, ends.end, calendar)
    return Span(
        start=ends.start,
        end=ends.end,
        inclusive_end=ends.inclusive_end,
        exclusive_end=ends.exclusive_end,
        working_days=count.inclusive,
        working_days_exclusive=count.exclusive,
        calendar_days=(ends.end - ends.start).days + 1,
        provisional=count.provisional or ends.provisional,
    )


def _ends(period: Period, policy: Policy, calendar: Calendar) -> PeriodEnds | None:
    if period.end is not None:
        if not 0 <= (period.end - period.start).days < MAX_DAYS:
            return None
        return PeriodEnds(period.start, period.end, period.end, not calendar.knows(period.start, period.end))
    unit: Unit = "calendar_days" if period.working_days is None else "working_days"
    amount = period.calendar_days if period.working_days is None else period.working_days
    try:
        return count_period(
            period.start, amount or 0, unit, calendar, first_day_counts=first_day_counts(policy)
        )
    except ValueError:
        return None


def floor_ends(start: dt.date, floor: int, calendar: Calendar) -> PeriodEnds | None:
    """Where a period of the least allowed length would end, counted both ways; None when dates cannot say."""
    try:
        return count_period(start, floor, "working_days", calendar)
    except ValueError:
        return None


def counted_days(found: Span, calendar: Calendar) -> tuple[dt.date, ...]:
    """The working days of a period, for “剩 N 个工作日”."""
    days = (found.start + dt.timedelta(days=n) for n in range(found.calendar_days))
    return tuple(day for day in days if calendar.counts(day))
