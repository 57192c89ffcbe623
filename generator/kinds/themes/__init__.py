"""融合主题实践: themes that tie Party work to the mine's central work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.kinds.themes.facts import STATE_LABELS, theme_facts
from generator.kinds.themes.model import Theme
from generator.kinds.themes.rules import MESSAGES, theme_rules
from generator.record import Context, Event, Kind


def _events(record: Theme, context: Context) -> Iterator[Event]:
    if record.start <= record.end:
        yield Event(
            calendar="例会与组织生活",
            uid=record.key,
            title=f"主题实践：{record.title}",
            start=record.start,
            until=record.end,
            note=f"{record.form}，服务中心工作：{record.central_work}",
        )


def _day(record: Theme) -> dt.date:
    return record.start


def _summary(record: Theme) -> str:
    return f"{record.form}，服务{record.central_work}，{record.start.isoformat()} 至 {record.end.isoformat()}"


def _branches(record: Theme) -> Sequence[str]:
    return record.branches


def _news(record: Theme, as_of: dt.date) -> Iterator[dt.date]:
    """While a theme runs, its column is not stale."""
    yield record.start
    if record.start <= as_of:
        yield min(as_of, record.end)


KIND = Kind(
    name="themes",
    label="融合主题实践",
    model=Theme,
    folder=Path(__file__).parent,
    facts=theme_facts,
    rules=theme_rules,
    events=_events,
    calendars=("例会与组织生活",),
    day=_day,
    news=_news,
    summary=_summary,
    branches=_branches,
    state_labels=STATE_LABELS,
    messages=MESSAGES,
)
