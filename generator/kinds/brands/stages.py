"""历程: which stage may follow which, and what the stages say about naming and review."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence

from generator.kinds.brands.model import Stage
from generator.policy import BrandType

PATH = ("申报", "培育", "验收", "公示", "命名", "复核")
"""The way to a name; after 复核 comes a verdict."""
VERDICTS = ("保持", "升级", "限期整改", "摘牌")

STATE_NAMES = {
    "申报": "applied",
    "培育": "cultivating",
    "验收": "inspected",
    "公示": "publicised",
    "命名": "named",
    "复核": "reviewed",
    "保持": "kept",
    "升级": "upgraded",
    "限期整改": "correcting",
    "摘牌": "removed",
}

FOLLOWING: dict[str, tuple[str, ...]] = {
    "申报": ("培育",),
    "培育": ("验收",),
    # What fails an inspection or meets an objection goes back to be worked on.
    "验收": ("公示", "培育"),
    "公示": ("命名", "培育"),
    "命名": ("复核", "限期整改", "摘牌"),
    "复核": VERDICTS,
    "保持": ("复核", "限期整改", "摘牌"),
    "升级": ("复核", "限期整改", "摘牌", "公示"),
    "限期整改": ("复核", "保持", "摘牌"),
    "摘牌": ("申报",),
}
_HOLDING = frozenset({"命名", "复核", "保持", "升级", "限期整改"})


def skipped(before: str, after: str) -> tuple[str, ...]:
    """The stages of the path left out by going forward from one to another; empty when it is no forward skip."""
    if before not in PATH or after not in (*PATH, *VERDICTS):
        return ()
    goal = PATH.index(after) if after in PATH else len(PATH)
    return PATH[PATH.index(before) + 1 : goal]


def current(history: Sequence[Stage], as_of: dt.date) -> Stage:
    """The last stage that has come; the first one when all lie ahead."""
    come = [stage for stage in history if stage.day <= as_of]
    return come[-1] if come else history[0]


def holds_name(stage: str) -> bool:
    """Whether a brand in this stage bears its name."""
    return stage in _HOLDING


def review_on(history: Sequence[Stage], kind: BrandType | None, as_of: dt.date) -> dt.date | None:
    """When a named brand is due for review: 复核月数 after naming or the last review. None: not named, or no rule."""
    if kind is None or not kind.review_months or not holds_name(current(history, as_of).stage):
        return None
    since = [
        stage.day
        for stage in history
        if stage.day <= as_of and stage.stage in ("命名", "复核", "保持", "升级")
    ]
    return add_months(since[-1], kind.review_months) if since else None


def add_months(day: dt.date, months: int) -> dt.date | None:
    """The same day of the month, months later; the month's last day when it is shorter. None past the year 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return None
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
