"""支部品牌: brands of branches and their course."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.kinds.brands.facts import STATE_LABELS, BrandFacts, brand_facts
from generator.kinds.brands.messages import MESSAGES
from generator.kinds.brands.model import Brand
from generator.kinds.brands.rules import brand_rules
from generator.record import Context, Event, Kind


def _events(record: Brand, context: Context) -> Iterator[Event]:
    facts: BrandFacts = context.facts(record)
    if facts.review_on is not None:
        yield Event(
            calendar="品牌复核",
            uid=record.key,
            title=f"品牌复核：{record.title}",
            start=facts.review_on,
            until=facts.review_on,
            note=f"{record.brand_type}，负责人：{record.lead}",
        )


def _day(record: Brand) -> dt.date:
    return record.history[-1].day


def _summary(record: Brand) -> str:
    return f"{record.brand_type}：{record.slogan}" if record.slogan else record.brand_type


def _branches(record: Brand) -> Sequence[str]:
    return (record.branch,)


def _news(record: Brand, as_of: dt.date) -> Iterator[dt.date]:
    yield from (stage.day for stage in record.history)
    yield from (honour.day for honour in record.honours if honour.day)


KIND = Kind(
    name="brands",
    label="支部品牌",
    model=Brand,
    folder=Path(__file__).parent,
    facts=brand_facts,
    rules=brand_rules,
    events=_events,
    calendars=("品牌复核",),
    day=_day,
    news=_news,
    summary=_summary,
    branches=_branches,
    state_labels=STATE_LABELS,
    messages=MESSAGES,
)
