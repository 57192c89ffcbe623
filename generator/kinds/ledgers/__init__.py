"""清单台账: the three lists, opened, followed up, struck off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generator.kinds.ledgers.facts import STATE_LABELS, LedgerFacts, ledger_facts
from generator.kinds.ledgers.messages import MESSAGES
from generator.kinds.ledgers.model import LedgerItem
from generator.kinds.ledgers.overview import overview
from generator.kinds.ledgers.rules import ledger_rules
from generator.record import Context, Event, Kind


def _events(record: LedgerItem, context: Context) -> Iterator[Event]:
    """The deadline in force, as long as the item is open."""
    facts: LedgerFacts = context.facts(record)
    if facts.deadline is None or facts.closed_on is not None:
        return
    yield Event(
        calendar="整改期限",
        uid=record.key,
        title=f"{record.list_type}到期：{record.title}",
        start=facts.deadline,
        until=facts.deadline,
        note=f"责任单位：{record.responsible.unit}；考核部门：{record.supervisor}",
    )


def _day(record: LedgerItem) -> dt.date:
    return record.opened_on


def _summary(record: LedgerItem) -> str:
    return f"{record.list_type}清单：{record.responsible.unit}，{record.deadline.isoformat()} 前完成"


def _branches(record: LedgerItem) -> Sequence[str]:
    return (record.branch,)


def _picks(record: LedgerItem, context: Context) -> Mapping[str, str | int]:
    branch = context.get("branches", record.branch)
    return {
        "branch": str(branch.name) if branch else "",
        "state": context.facts(record).state.label,
        "source": str(record.source.type) if record.source else "",
    }


def _news(record: LedgerItem, as_of: dt.date) -> Iterator[dt.date]:
    yield record.opened_on
    yield from (one.day for one in record.progress)
    yield from (one.day for one in record.extensions)
    if record.strike_off:
        yield record.strike_off.day
    if record.acceptance:
        yield record.acceptance.day
    if record.supervision:
        yield record.supervision.day


KIND = Kind(
    name="ledgers",
    label="清单台账",
    model=LedgerItem,
    folder=Path(__file__).parent,
    facts=ledger_facts,
    rules=ledger_rules,
    events=_events,
    calendars=("整改期限",),
    dated=("progress", "extensions", "strike_off", "acceptance", "supervision"),
    day=_day,
    news=_news,
    summary=_summary,
    branches=_branches,
    picks=_picks,
    overview=overview,
    state_labels=STATE_LABELS,
    messages=MESSAGES,
)
