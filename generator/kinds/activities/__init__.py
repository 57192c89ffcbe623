"""组织生活: 三会一课, 主题党日 and the yearly meetings of each branch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.kinds.activities.facts import STATES, events, facts
from generator.kinds.activities.matrix import matrix
from generator.kinds.activities.model import Activity
from generator.kinds.activities.rules import MESSAGES, rules, rules_together
from generator.record import Context, Kind

__all__ = ["KIND", "matrix"]


def _summary(record: Activity) -> str:
    where = f"，{record.place}" if record.place else ""
    about = f"，议题：{' '.join(record.agenda.split())}" if record.agenda else ""
    return f"{record.day} {record.type}{where}{about}。"


def _picks(record: Activity, context: Context) -> Mapping[str, str | int]:
    branch = context.get("branches", record.branch)
    return {
        "type": str(record.type),
        "branch": str(branch.name) if branch else "",
        "year": record.day.year,
        "state": context.facts(record).state.label,
    }


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
    picks=_picks,
    overview=lambda context: matrix(context, context.as_of.year),
    state_labels=STATES,
    messages=MESSAGES,
)
