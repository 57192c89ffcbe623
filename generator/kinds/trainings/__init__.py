"""学习培训: a library of material that says when it is out of date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.kinds.trainings.facts import STATES, events, facts
from generator.kinds.trainings.model import Training
from generator.kinds.trainings.overview import overview
from generator.kinds.trainings.rules import MESSAGES, rules, rules_together
from generator.record import Context, Kind


def _summary(record: Training) -> str:
    about = " ".join(record.abstract.split()) if record.abstract else ""
    return about or f"{record.category}，面向{'、'.join(record.learners)}。"


def _branches(record: Training) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.branch for session in record.sessions for one in session.attending))


def _news(record: Training, as_of: dt.date) -> Iterator[dt.date]:
    yield record.day
    yield from (session.day for session in record.sessions)


def _picks(record: Training, context: Context) -> Mapping[str, str | int]:
    return {
        "category": str(record.category),
        "year": record.day.year,
        "state": context.facts(record).state.label,
    }


KIND = Kind(
    name="trainings",
    label="学习培训",
    model=Training,
    folder=Path(__file__).parent,
    facts=facts,
    rules=rules,
    rules_together=rules_together,
    events=events,
    calendars=("学习培训",),
    day=lambda record: record.day,
    news=_news,
    summary=_summary,
    branches=_branches,
    picks=_picks,
    overview=overview,
    state_labels=STATES,
    messages=MESSAGES,
)
