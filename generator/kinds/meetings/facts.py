"""What follows from a meeting on a day: held or planned, and what became of the last one's decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from generator.kinds.meetings.model import Decision, Meeting
from generator.record import Context, Event, Facts, State

STATES = {"planned": "计划", "held": "已召开"}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A decision and the state of the ledger item it went into; `ledger` and `state` None when there is none."""

    content: str
    ledger: str | None = None
    state: State | None = None


@dataclass(frozen=True, slots=True)
class MeetingFacts(Facts):
    decisions: tuple[FollowUp, ...] = ()
    previous: str | None = None
    """Id of the meeting of the same type before this one."""
    following: str | None = None
    """Id of the meeting of the same type after this one."""
    review: tuple[FollowUp, ...] = ()
    """回看: the decisions of `previous`."""


def facts(record: Meeting, context: Context) -> MeetingFacts:
    previous, following = _beside(record, context, 1), _beside(record, context, 0)
    return MeetingFacts(
        state=_state(record, context),
        decisions=_follow(record.decisions, context),
        previous=previous.id if previous else None,
        following=following.id if following else None,
        review=_follow(previous.decisions, context) if previous else (),
    )


def newest_first(record: Meeting) -> tuple[int, int, str]:
    """The order of meetings, by day and time."""
    hour, minute = (record.clock or "00:00").split(":")
    return (-record.day.toordinal(), -(int(hour) * 60 + int(minute)), record.id)


def when(record: Meeting, context: Context) -> tuple[str, int]:
    """A piece: a meeting's type, and the number of its day."""
    return str(record.type), record.day.toordinal()


def _beside(record: Meeting, context: Context, side: int) -> Meeting | None:
    """The next meeting of the same type in the list: the one after (side 0) or before (1). Only those between are looked
    at, so that a change of one meeting does not reach all others."""
    beside = context.neighbours(record)[side]
    while beside is not None:
        # Asked for by name, because its type counts too, not only that it is there.
        found: Meeting | None = context.get("meetings", beside.id)
        if found is None or found.type == record.type:
            return found
        beside = context.neighbours(found)[side]
    return None


def _state(record: Meeting, context: Context) -> State:
    if record.day > context.as_of:
        eve = record.day - dt.timedelta(days=1)
        return State("planned", STATES["planned"], until=eve, then=("held", STATES["held"]))
    return State("held", STATES["held"], since=record.day)


def _follow(decisions: tuple[Decision, ...], context: Context) -> tuple[FollowUp, ...]:
    return tuple(_follow_one(decision, context) for decision in decisions)


def _follow_one(decision: Decision, context: Context) -> FollowUp:
    item = context.get("ledgers", decision.ledger) if decision.ledger else None
    if item is None:
        return FollowUp(decision.content)
    return FollowUp(decision.content, str(decision.ledger), context.facts(item).state)


def events(record: Meeting, context: Context) -> Iterator[Event]:
    yield Event(
        calendar="例会与组织生活",
        uid=record.key,
        title=record.title,
        start=record.day,
        until=record.day,
        clock=record.clock,
        note="；".join(record.agenda),
    )
