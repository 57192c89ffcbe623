"""联系指导: each 班子成员 has one 联系点, each 政工干部 one 指导点 at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from generator.kinds.liaisons.facts import STATES, facts
from generator.kinds.liaisons.matrix import overview
from generator.kinds.liaisons.model import Liaison
from generator.kinds.liaisons.rules import MESSAGES, rules, rules_together
from generator.record import Kind


def _summary(record: Liaison) -> str:
    return f"{record.person.post}{record.person.name}的{record.type}，自 {record.start} 起，走访 {len(record.visits)} 次。"


def _news(record: Liaison, as_of: dt.date) -> Iterator[dt.date]:
    """What is new in a liaison are its visits; that it goes on is not."""
    yield record.start
    yield from (visit.day for visit in record.visits)


KIND = Kind(
    name="liaisons",
    label="联系指导",
    model=Liaison,
    folder=Path(__file__).parent,
    facts=facts,
    rules=rules,
    rules_together=rules_together,
    dated=("visits",),
    day=lambda record: record.start,
    news=_news,
    summary=_summary,
    branches=lambda record: (record.branch,),
    order=lambda record: (record.type != "联系点", -record.start.toordinal(), record.id),
    overview=overview,
    state_labels=STATES,
    messages=MESSAGES,
)
