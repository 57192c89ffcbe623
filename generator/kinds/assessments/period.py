"""周期: the words people use for a year, a half, a quarter or a month, as days, so that periods sort and form a trend."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from generator.regex import regex

_YEAR = r"((?:19|20|21)\d\d)"
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PATTERNS = (
    (regex(rf"{_YEAR}\s*(?:年度?|年全年)?"), "year"),
    (regex(rf"{_YEAR}\s*年?度?\s*([上下])半年"), "half"),
    (regex(rf"{_YEAR}\s*年?度?\s*第?([一二三四1-4])季度?"), "quarter"),
    (regex(rf"{_YEAR}\s*年?[-—]?\s*[Qq]([1-4])"), "quarter"),
    (regex(rf"{_YEAR}\s*年\s*(1[0-2]|0?[1-9])\s*月份?"), "month"),
    (regex(rf"{_YEAR}[-/.](1[0-2]|0?[1-9])"), "month"),
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Both ends are included."""

    start: dt.date
    end: dt.date


def parse_period(text: str) -> Span | None:
    """The days that `2026年三季度`, `2026年上半年`, `2026年9月`, `2026年度` mean; None when the words are others."""
    for pattern, unit in _PATTERNS:
        if match := pattern.fullmatch(text.strip()):
            return _span(int(match[1]), unit, match[2] if unit != "year" else "")
    return None


def _span(year: int, unit: str, which: str) -> Span:
    if unit == "year":
        return _months(year, 1, 12)
    if unit == "half":
        return _months(year, 1 if which == "上" else 7, 6)
    if unit == "quarter":
        return _months(year, _QUARTERS[which] * 3 - 2, 3)
    return _months(year, int(which), 1)


def _months(year: int, month: int, count: int) -> Span:
    after = month + count
    following = dt.date(year + 1, 1, 1) if after > 12 else dt.date(year, after, 1)
    return Span(dt.date(year, month, 1), following - dt.timedelta(days=1))
