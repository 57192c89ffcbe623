"""What follows from an activity on a day: planned or held, and how many of those expected were there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from generator.kinds.activities.model import Activity
from generator.record import Context, Event, Facts, State

STATES = {"planned": "计划", "held": "已开展"}


@dataclass(frozen=True, slots=True)
class ActivityFacts(Facts):
    attendance: Decimal | None = None
    """实到/应到 in %, one decimal; None until both are known."""
    absent: int | None = None
    unreported: bool = False
    """Its day has passed and nobody wrote 实到."""
    shares: tuple[Decimal, ...] = ()
    """评议结果: each grade's share in %, one decimal, in the record's order."""


def is_held(record: Activity, context: Context) -> bool:
    """DOMAIN §2: planned until 实到 is there."""
    return record.present is not None and record.day <= context.as_of


def facts(record: Activity, context: Context) -> ActivityFacts:
    total = sum(one.people for one in record.review)
    return ActivityFacts(
        state=_state(record, context),
        attendance=_percent(record.present, record.expected),
        absent=_absent(record),
        unreported=record.present is None and record.day < context.as_of,
        shares=tuple(_percent(one.people, total) or Decimal(0) for one in record.review),
    )


def _state(record: Activity, context: Context) -> State:
    if is_held(record, context):
        return State("held", STATES["held"], since=record.day)
    return State("planned", STATES["planned"], until=record.day)


def _absent(record: Activity) -> int | None:
    if record.present is None or record.expected is None:
        return None
    return record.expected - record.present


def _percent(part: int | None, whole: int | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def events(record: Activity, context: Context) -> Iterator[Event]:
    yield Event(
        calendar="例会与组织生活",
        uid=record.key,
        title=record.title,
        start=record.day,
        until=record.day,
        clock=record.clock,
        note=record.place or "",
    )
