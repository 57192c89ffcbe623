"""公示公告: notices with and without a 公示期."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generator.kinds.notices.facts import STATE_LABELS, NoticeFacts, notice_facts
from generator.kinds.notices.masking import redact
from generator.kinds.notices.messages import MESSAGES
from generator.kinds.notices.model import Notice
from generator.kinds.notices.rules import notice_rules
from generator.record import Context, Event, Kind


def _events(record: Notice, context: Context) -> Iterator[Event]:
    facts: NoticeFacts = context.facts(record)
    if facts.start is None or facts.end is None:
        return
    days = f"共 {facts.working_days} 个工作日（首日计入），不计首日 {facts.working_days_exclusive} 个"
    yield Event(
        calendar="公示期",
        uid=record.key,
        title=record.title,
        start=facts.start,
        until=facts.end,
        note=f"{days}；暂算" if facts.provisional else days,
    )


def _day(record: Notice) -> dt.date:
    return record.day


def _summary(record: Notice) -> str:
    when = f"，{record.period.start.isoformat()} 起公示" if record.period else ""
    return f"{record.type}：{record.issuer} {record.day.isoformat()}{when}"


def _branches(record: Notice) -> Sequence[str]:
    return record.branches


def _picks(record: Notice, context: Context) -> Mapping[str, str | int]:
    return {
        "type": str(record.type),
        "state": context.facts(record).state.label,
        "year": record.day.year,
    }


KIND = Kind(
    name="notices",
    label="公示公告",
    model=Notice,
    folder=Path(__file__).parent,
    facts=notice_facts,
    rules=notice_rules,
    redact=redact,
    dated=("outcome",),
    events=_events,
    calendars=("公示期",),
    day=_day,
    summary=_summary,
    branches=_branches,
    picks=_picks,
    state_labels=STATE_LABELS,
    messages=MESSAGES,
)
