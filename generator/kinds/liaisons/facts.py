"""What follows from a liaison on a day: whether it runs, and when the branch was last visited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from generator.kinds.liaisons.model import Liaison, Visit
from generator.record import Context, Facts, State

STATES = {"planned": "未开始", "active": "联系中", "ended": "已结束"}


@dataclass(frozen=True, slots=True)
class LiaisonFacts(Facts):
    """Visits after `as_of` do not count."""

    last_visit: dt.date | None = None
    days_since_visit: int | None = None
    visit_count: int = 0
    problems: tuple[str, ...] = ()
    """Refs of the ledger items that visits led to, each once, in order of the visits; only those that are there."""


def facts(record: Liaison, context: Context) -> LiaisonFacts:
    paid = sorted(
        (visit for visit in record.visits if visit.day <= context.as_of), key=lambda visit: visit.day
    )
    last = paid[-1].day if paid else None
    return LiaisonFacts(
        state=_state(record, context.as_of),
        last_visit=last,
        days_since_visit=(context.as_of - last).days if last else None,
        visit_count=len(paid),
        problems=_problems(paid, context),
    )


def _problems(paid: Sequence[Visit], context: Context) -> tuple[str, ...]:
    refs = dict.fromkeys(str(ref) for visit in paid for ref in visit.problems)
    return tuple(ref for ref in refs if context.get("ledgers", ref) is not None)


def _state(record: Liaison, as_of: dt.date) -> State:
    if as_of < record.start:
        eve = record.start - dt.timedelta(days=1)
        return State("planned", STATES["planned"], until=eve, then=("active", STATES["active"]))
    if record.end and as_of > record.end:
        return State("ended", STATES["ended"], since=record.end)
    then = ("ended", STATES["ended"]) if record.end else None
    return State("active", STATES["active"], since=record.start, until=record.end, then=then)
