"""例会: what was discussed, decided, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.kinds.meetings.facts import STATES, events, facts, newest_first
from generator.kinds.meetings.model import Meeting
from generator.kinds.meetings.overview import overview
from generator.kinds.meetings.rules import MESSAGES, rules, rules_together
from generator.record import Context, Kind


def _summary(record: Meeting) -> str:
    about = f"议题：{'；'.join(record.agenda)}。" if record.agenda else ""
    return f"{record.day} {record.type}，议定 {len(record.decisions)} 项。{about}"


def _picks(record: Meeting, context: Context) -> Mapping[str, str | int]:
    return {
        "type": str(record.type),
        "year": record.day.year,
        "state": context.facts(record).state.label,
    }


KIND = Kind(
    name="meetings",
    label="例会",
    model=Meeting,
    folder=Path(__file__).parent,
    facts=facts,
    rules=rules,
    rules_together=rules_together,
    events=events,
    calendars=("例会与组织生活",),
    day=lambda record: record.day,
    summary=_summary,
    order=newest_first,
    picks=_picks,
    overview=overview,
    state_labels=STATES,
    messages=MESSAGES,
)
