"""What is derived from a theme on a day: its state, its activities, how its indicators changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from generator.kinds.themes.model import Theme
from generator.record import Context, Facts, State

STATE_LABELS = {"planned": "未开始", "active": "进行中", "ended": "已结束"}

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ThemeFacts(Facts):
    days: int = 0
    """Length in days, both ends included."""
    days_left: int | None = None
    """Days left, today included, while it runs."""
    changes: tuple[Decimal | None, ...] = ()
    """Change in per cent of each 指标, in the order of the record."""
    activities: tuple[str, ...] = ()
    """Keys of the activities that name this theme, oldest first."""


def theme_facts(record: Theme, context: Context) -> ThemeFacts:
    state = _state(record, context.as_of)
    named = sorted(context.backlinks(record, "activities"), key=lambda one: (one.day, one.id))
    return ThemeFacts(
        state=state,
        days=max(0, (record.end - record.start).days + 1),
        days_left=(record.end - context.as_of).days + 1 if state.name == "active" else None,
        changes=tuple(indicator.percent for indicator in record.indicators),
        activities=tuple(one.key for one in named),
    )


def _state(record: Theme, as_of: dt.date) -> State:
    if as_of < record.start:
        return State("planned", STATE_LABELS["planned"], until=_before(record.start), then=_then("active"))
    if as_of <= record.end:
        return State("active", STATE_LABELS["active"], record.start, record.end, _then("ended"))
    return State("ended", STATE_LABELS["ended"], since=record.start, until=record.end)


def _then(name: str) -> tuple[str, str]:
    return name, STATE_LABELS[name]


def _before(day: dt.date) -> dt.date:
    return day - _ONE_DAY if day > dt.date.min else day
