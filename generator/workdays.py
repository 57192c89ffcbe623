"""Working days with 调休: which days count, where a period ends, how many days it has.

Years 2004–2026 come from chinesecalendar (the State Council's yearly notices); later years are data that the
unit adds with the issuing document. A year without data is counted Monday to Friday and the result is marked
provisional (暂算): the caller must say so, because holidays of that year will move it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Literal

Unit = Literal["working_days", "calendar_days"]

#: A period longer than this is a typing mistake, not a period (ten years).
MAX_DAYS = 3660

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利七十周年纪念日",
}


@dataclass(frozen=True, slots=True)
class YearPlan:
    """One year's holiday plan as announced.

    `off` maps every day off (weekends within a holiday may be listed) to the holiday's name; `work` holds the
    weekend days that are worked. Days of the last week of the year before may be listed, because a plan's New Year
    holiday can reach back. `document` names the notice that announced it.
    """

    off: Mapping[date, str] = field(default_factory=dict)
    work: frozenset[date] = frozenset()
    document: str = ""


@dataclass(frozen=True, slots=True)
class PlanFault:
    """A day in a year's plan that cannot be right."""

    day: date
    reason: Literal["outside_year", "works_on_weekday", "off_and_work"]


def plan_faults(year: int, plan: YearPlan) -> list[PlanFault]:
    """What cannot be right in the plan of `year`, in the order of days."""
    return sorted(_plan_faults(year, plan), key=lambda fault: (fault.day, fault.reason))


def _plan_faults(year: int, plan: YearPlan) -> Iterator[PlanFault]:
    first = date(year, 1, 1) - timedelta(days=7)
    for day in {*plan.off, *plan.work}:
        if not first <= day <= date(year, 12, 31):
            yield PlanFault(day, "outside_year")
    for day in plan.work:
        if day.weekday() < _SATURDAY:
            yield PlanFault(day, "works_on_weekday")
        if day in plan.off:
            yield PlanFault(day, "off_and_work")


@dataclass(frozen=True, slots=True)
class PeriodEnds:
    """The last day of a period, counted both ways.

    `inclusive_end`: the first day counts. `exclusive_end`: counting starts on the day after. `end` is the one that
    the policy in force asks for. `provisional`: a year without a holiday plan is touched.
    """

    start: date
    inclusive_end: date
    exclusive_end: date
    provisional: bool
    first_day_counts: bool = True

    @property
    def end(self) -> date:
        return self.inclusive_end if self.first_day_counts else self.exclusive_end


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many working days a span has: `inclusive` counts its first day (when worked), `exclusive` does not."""

    inclusive: int
    exclusive: int
    provisional: bool


class Calendar:
    """Which days are worked. Built from the shipped years and `extra` ones (year → plan).

    A day in an extra plan overrides the shipped data for that day only, so that a late change to a known year
    (as in January 2020) is one line of data.
    """

    def __init__(self, extra: Mapping[int, YearPlan] | None = None) -> None:
        self.extra: dict[int, YearPlan] = dict(extra or {})

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that have a holiday plan."""
        return _shipped().years | frozenset(self.extra)

    @cached_property
    def _off(self) -> dict[date, str]:
        off = dict(_shipped().off)
        for plan in self.extra.values():
            off.update(plan.off)
            for day in plan.work:
                off.pop(day, None)
        return off

    @cached_property
    def _work(self) -> dict[date, str]:
        work = dict(_shipped().work)
        for plan in self.extra.values():
            work.update((day, _nearest_holiday(day, plan)) for day in plan.work)
            for day in plan.off:
                work.pop(day, None)
        return work

    @cached_property
    def _weekdays_off(self) -> list[date]:
        return sorted(day for day in self._off if day.weekday() < _SATURDAY)

    @cached_property
    def _weekend_worked(self) -> list[date]:
        return sorted(day for day in self._work if day.weekday() >= _SATURDAY)

    def is_working_day(self, day: date) -> bool | None:
        """Whether `day` is worked; None when its year has no plan (and the day itself is in no plan)."""
        if day in self._work:
            return True
        if day in self._off:
            return False
        return day.weekday() < _SATURDAY if day.year in self.years else None

    def holiday_name(self, day: date) -> str:
        """The holiday that `day` is part of, or "" (ordinary weekends and working days)."""
        return self._off.get(day, "")

    def makeup_for(self, day: date) -> str:
        """The holiday for which the weekend day `day` is worked (调休上班), or ""."""
        return self._work.get(day, "")

    def knows(self, start: date, end: date) -> bool:
        """Whether every year from `start` to `end` has a plan."""
        return all(year in self.years for year in range(start.year, end.year + 1))

    def as_json(self, years: Iterable[int]) -> dict[str, list[int] | list[str]]:
        """What a page script needs to count working days in `years`.

        Returns:
            `years`: those with a plan; `off`: Mondays to Fridays not worked; `work`: weekend days worked (ISO days).
        """
        wanted = set(years)
        return {
            "years": sorted(wanted & self.years),
            "off": [day.isoformat() for day in self._weekdays_off if day.year in wanted],
            "work": [day.isoformat() for day in self._weekend_worked if day.year in wanted],
        }

    def counts(self, day: date) -> bool:
        """Whether `day` counts as a working day, with Monday–Friday assumed where there is no plan."""
        known = self.is_working_day(day)
        return day.weekday() < _SATURDAY if known is None else known

    def count_between(self, start: date, end: date) -> int:
        """Working days from `start` to `end`, both included; 0 when `end` is earlier."""
        if end < start:
            return 0
        off, work = self._weekdays_off, self._weekend_worked
        holidays = bisect_right(off, end) - bisect_left(off, start)
        makeup = bisect_right(work, end) - bisect_left(work, start)
        return _mondays_to_fridays(start, end) - holidays + makeup


def _mondays_to_fridays(start: date, end: date) -> int:
    weeks, rest = divmod((end - start).days + 1, 7)
    first = start.weekday()
    return weeks * 5 + sum((first + offset) % 7 < _SATURDAY for offset in range(rest))


def _nearest_holiday(day: date, plan: YearPlan) -> str:
    nearest = min(plan.off, key=lambda off: (abs((off - day).days), off), default=None)
    return plan.off[nearest] if nearest else ""


@dataclass(frozen=True, slots=True)
class _Shipped:
    years: frozenset[int]
    off: Mapping[date, str]
    work: Mapping[date, str]


@cache
def _shipped() -> _Shipped:
    # Imported on first use: it costs 25 ms, which commands that count nothing should not pay.
    from chinese_calendar.constants import holidays, workdays

    return _Shipped(
        years=frozenset(day.year for day in holidays),
        off={day: _NAMES.get(name, "节假日") for day, name in holidays.items()},
        work={day: _NAMES.get(name, "节假日") for day, name in workdays.items()},
    )


def count_period(
    start: date, amount: int, unit: Unit, calendar: Calendar, *, first_day_counts: bool = True
) -> PeriodEnds:
    """Where a period of `amount` working or calendar days that starts on `start` ends, counted both ways.

    Raises:
        ValueError: `amount` is below 1 or above `MAX_DAYS`, or the end is later than dates can say.
    """
    if not 1 <= amount <= MAX_DAYS:
        raise ValueError(f"a period has 1 to {MAX_DAYS} days, not {amount}")
    try:
        if unit == "calendar_days":
            inclusive = start + timedelta(days=amount - 1)
            return PeriodEnds(start, inclusive, inclusive + _ONE_DAY, False, first_day_counts)
        inclusive = _nth_working_day(start, amount, calendar)
        exclusive = _nth_working_day(start + _ONE_DAY, amount, calendar)
    except OverflowError:
        raise ValueError("the period ends later than dates can say") from None
    return PeriodEnds(start, inclusive, exclusive, not calendar.knows(start, exclusive), first_day_counts)


def _nth_working_day(start: date, nth: int, calendar: Calendar) -> date:
    day = start
    left = nth
    while True:
        left -= calendar.counts(day)
        if not left:
            return day
        day += _ONE_DAY


def working_days_between(start: date, end: date, calendar: Calendar) -> DayCount:
    """Working days of a span, counted both ways: the inverse of `count_period`. All 0 when `end` < `start`."""
    inclusive = calendar.count_between(start, end)
    exclusive = inclusive - calendar.counts(start) if end >= start else 0
    return DayCount(inclusive, exclusive, end >= start and not calendar.knows(start, end))


def calendar_days_between(start: date, end: date) -> DayCount:
    """Calendar days of a span, counted both ways. All 0 when `end` < `start`."""
    days = max(0, (end - start).days + 1)
    return DayCount(days, max(0, days - 1), False)
