"""组织生活: 三会一课, 主题党日 and the yearly meetings of each branch."""

from __future__ import annotations

from pathlib import Path

from generator.kinds.activities.facts import STATES, events, facts
from generator.kinds.activities.matrix import matrix
from generator.kinds.activities.model import Activity
from generator.kinds.activities.rules import MESSAGES, rules, rules_together
from generator.record import Kind

__all__ = ["KIND", "matrix"]


def _summary(record: Activity) -> str:
    where = f"，{record.place}" if record.place else ""
    about = f"，议题：{' '.join(record.agenda.split())}" if record.agenda else ""
    return f"{record.day} {record.type}{where}{about}。"


KIND = Kind(
    name="activities",
    label="组织生活",
    model=Activity,
    folder=Path(__file__).parent,
    facts=facts,
    rules=rules,
    rules_together=rules_together,
    events=events,
    calendars=("例会与组织生活",),
    day=lambda record: record.day,
    summary=_summary,
    branches=lambda record: (record.branch,),
    overview=lambda context: matrix(context, context.as_of.year),
    state_labels=STATES,
    messages=MESSAGES,
)
