"""What follows from a training on a day: whether it still holds, who came, and the answers of its self-test."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from generator.kinds.trainings.model import Training
from generator.kinds.trainings.quiz import answer_positions
from generator.record import Context, Event, Facts, State

STATES = {"planned": "待开展", "current": "现行", "superseded": "已被取代", "expired": "依据已废止"}


@dataclass(frozen=True, slots=True)
class TrainingFacts(Facts):
    """Sessions after `as_of` are planned and count no people."""

    superseded_by: str | None = None
    """Id of the newest record whose 取代 names this one."""
    people: int = 0
    session_people: tuple[int, ...] = ()
    """Sum of each 班次, in the record's order."""
    sessions_held: int = 0
    branch_people: tuple[tuple[str, int], ...] = ()
    """Branch ref and people over all held 班次, in order of first appearance; only branches that are there."""
    person_hours: Decimal | None = None
    """学时 × people; None when 学时 is not given."""
    answers: tuple[tuple[int, ...], ...] = ()
    """Positions (from 0) of the right options of each 自测题."""


def facts(record: Training, context: Context) -> TrainingFacts:
    newer = superseded_by(record, context)
    held = [session for session in record.sessions if session.day <= context.as_of]
    by_branch: Counter[str] = Counter()
    for session in held:
        for one in session.attending:
            by_branch[str(one.branch)] += one.people
    people = sum(by_branch.values())
    return TrainingFacts(
        state=_state(record, newer, context.as_of),
        superseded_by=newer.id if newer else None,
        people=people,
        session_people=tuple(sum(one.people for one in session.attending) for session in record.sessions),
        sessions_held=len(held),
        branch_people=tuple(
            pair for pair in by_branch.items() if context.get("branches", pair[0]) is not None
        ),
        person_hours=record.hours * people if record.hours is not None else None,
        answers=tuple(answer_positions(question) for question in record.quiz),
    )


def superseded_by(record: Training, context: Context) -> Training | None:
    """The newest training that supersedes this one by `as_of`."""
    newer = [
        other
        for other in context.backlinks(record, "trainings")
        if other.day <= context.as_of and _names(other, record, context)
    ]
    return max(newer, key=lambda other: (other.day, other.id), default=None)


def _names(other: Training, record: Training, context: Context) -> bool:
    named = context.get("trainings", other.supersedes) if other.supersedes else None
    return named is not None and named.id == record.id != other.id


def _state(record: Training, newer: Training | None, as_of: dt.date) -> State:
    if newer:
        return State("superseded", STATES["superseded"], since=newer.day)
    repealed = record.basis.repealed if record.basis else None
    if repealed and repealed <= as_of:
        return State("expired", STATES["expired"], since=repealed)
    until = repealed - dt.timedelta(days=1) if repealed else None
    if record.day > as_of:
        eve = record.day - dt.timedelta(days=1)
        return State("planned", STATES["planned"], until=eve, then=("current", STATES["current"]))
    then = ("expired", STATES["expired"]) if until else None
    return State("current", STATES["current"], since=record.day, until=until, then=then)


def events(record: Training, context: Context) -> Iterator[Event]:
    """Each 班次 a day."""
    for position, session in enumerate(record.sessions):
        yield Event(
            calendar="学习培训",
            uid=f"{record.key}/sessions/{position + 1}",
            title=record.title,
            start=session.day,
            until=session.day,
            note=session.place or "",
        )
