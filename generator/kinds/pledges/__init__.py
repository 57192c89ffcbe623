"""责任状: what branches promised for the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from generator.kinds.pledges.facts import STATES, events, facts
from generator.kinds.pledges.model import Pledge
from generator.kinds.pledges.rules import MESSAGES, rules
from generator.record import Kind


def _summary(record: Pledge) -> str:
    return f"{record.year} 年度{record.type}，{record.signer}签订，{len(record.indicators)} 项指标，{len(record.roadmap)} 个里程碑。"


def _day(record: Pledge) -> dt.date:
    return record.signed_on


def _branches(record: Pledge) -> tuple[str, ...]:
    return (record.branch,)


def _news(record: Pledge, as_of: dt.date) -> Iterator[dt.date]:
    """A pledge is for its year: in that year it is not stale; afterwards what was measured and concluded counts."""
    yield record.signed_on
    if record.signed_on <= as_of:
        yield min(as_of, dt.date(record.year, 12, 31))
    yield from (point.day for indicator in record.indicators for point in indicator.points)
    yield from (milestone.done_on for milestone in record.roadmap if milestone.done_on)
    if record.fulfilment:
        yield record.fulfilment.day


KIND = Kind(
    name="pledges",
    label="责任状",
    model=Pledge,
    folder=Path(__file__).parent,
    facts=facts,
    rules=rules,
    events=events,
    calendars=("责任状节点",),
    dated=("fulfilment",),
    day=_day,
    news=_news,
    summary=_summary,
    branches=_branches,
    order=lambda record: (-record.year, record.branch, record.id),
    state_labels=STATES,
    messages=MESSAGES,
)
