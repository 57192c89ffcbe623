"""考核: assessments of branches, their feedback and use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.kinds.assessments.facts import STATE_LABELS, assessment_facts
from generator.kinds.assessments.messages import MESSAGES
from generator.kinds.assessments.model import Assessment
from generator.kinds.assessments.period import parse_period
from generator.kinds.assessments.rules import assessment_rules, assessments_together
from generator.record import Kind

_HALF_A_YEAR = 184


def _day(record: Assessment) -> dt.date | None:
    if record.feedback_on:
        return record.feedback_on
    span = parse_period(record.period)
    return span.end if span else record.publish_on


def _summary(record: Assessment) -> str:
    return f"{record.period}{record.type}，共 {len(record.scores)} 个支部"


def _branches(record: Assessment) -> Sequence[str]:
    return [score.branch for score in record.scores]


def _news(record: Assessment, as_of: dt.date) -> Iterator[dt.date]:
    """Yearly results hold until the next ones are due, a year after the end of their period."""
    if day := _day(record):
        yield day
    span = parse_period(record.period)
    if span and (span.end - span.start).days > _HALF_A_YEAR and span.end <= as_of:
        yield min(as_of, span.end + dt.timedelta(days=365))


KIND = Kind(
    name="assessments",
    label="考核",
    model=Assessment,
    folder=Path(__file__).parent,
    facts=assessment_facts,
    rules=assessment_rules,
    rules_together=assessments_together,
    day=_day,
    news=_news,
    summary=_summary,
    branches=_branches,
    state_labels=STATE_LABELS,
    messages=MESSAGES,
)
