"""Weeks, months, quarters and years as periods with Chinese labels: what policy's 频次 (周、月、季、年) counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Every = Literal["周", "月", "季", "年"]

_QUARTERS = ("一季度", "二季度", "三季度", "四季度")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar period. Both ends are included."""

    start: date
    end: date
    label: str
    """With the year: `2026年3月`, `2026年一季度`, `2026年3月2日至8日`."""

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


def period_of(every: Every, day: date) -> Period:
    """The week (from Monday), month, quarter or year that `day` lies in."""
    if every == "周":
        return _week(day - timedelta(days=day.weekday()))
    if every == "月":
        return _months(day.year, day.month, 1, f"{day.year}年{day.month}月")
    if every == "季":
        quarter = (day.month - 1) // 3
        return _months(day.year, quarter * 3 + 1, 3, f"{day.year}年{_QUARTERS[quarter]}")
    return _months(day.year, 1, 12, f"{day.year}年")


def periods(every: Every, first: date, last: date) -> Iterator[Period]:
    """The periods from the one that holds `first` to the one that holds `last`; none when `last` is earlier."""
    day = first
    while (period := period_of(every, day)).start <= last:
        yield period
        day = period.end + _ONE_DAY


def _week(monday: date) -> Period:
    sunday = monday + timedelta(days=6)
    until = f"{sunday.day}日" if sunday.month == monday.month else f"{sunday.month}月{sunday.day}日"
    return Period(monday, sunday, f"{monday.year}年{monday.month}月{monday.day}日至{until}")


def _months(year: int, month: int, count: int, label: str) -> Period:
    after = month + count
    following = date(year + 1, 1, 1) if after > 12 else date(year, after, 1)
    return Period(date(year, month, 1), following - _ONE_DAY, label)
