"""Weeks, months, quarters and years with their Chinese labels."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from generator.periods import Every, period_of, periods


@pytest.mark.parametrize(
    ("every", "day", "start", "end", "label"),
    [
        ("周", date(2026, 3, 4), date(2026, 3, 2), date(2026, 3, 8), "2026年3月2日至8日"),
        ("周", date(2026, 3, 1), date(2026, 2, 23), date(2026, 3, 1), "2026年2月23日至3月1日"),
        ("周", date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3), "2026年12月28日至1月3日"),
        ("月", date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29), "2028年2月"),
        ("月", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31), "2026年12月"),
        ("季", date(2026, 5, 1), date(2026, 4, 1), date(2026, 6, 30), "2026年二季度"),
        ("季", date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31), "2026年四季度"),
        ("年", date(2026, 6, 1), date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ],
)
def test_the_period_of_a_day(every: Every, day: date, start: date, end: date, label: str) -> None:
    period = period_of(every, day)
    assert (period.start, period.end, period.label) == (start, end, label)
    assert period.holds(day)


@pytest.mark.parametrize("every", ["周", "月", "季", "年"])
def test_periods_follow_one_another_without_gap(every: Every) -> None:
    row = list(periods(every, date(2025, 11, 20), date(2027, 2, 3)))
    assert row[0].holds(date(2025, 11, 20))
    assert row[-1].holds(date(2027, 2, 3))
    assert all((after.start - before.end).days == 1 for before, after in itertools.pairwise(row))


def test_no_periods_when_the_last_day_is_before_the_first_period() -> None:
    assert list(periods("月", date(2026, 3, 1), date(2026, 2, 28))) == []
