"""What is derived from a brand on a day: its stage, its review date, its gaps, its numbers' changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from generator.kinds.brands.model import Brand
from generator.kinds.brands.stages import PATH, STATE_NAMES, current, holds_name, review_on
from generator.policy import BrandType
from generator.record import Context, Facts, State

STATE_LABELS = {name: label for label, name in STATE_NAMES.items()}

GAPS = {
    "slogan": "口号",
    "logo": "标识",
    "goal": "目标",
    "method": "方法论",
    "cases": "案例",
    "results": "成效",
    "honours": "荣誉",
    "pictures": "图片",
    "focus": "融合点",
    "leader": "联系领导",
}
"""What a full brand page has, by English field name, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the stepper. `status`: done, now, next, bad."""

    label: str
    status: str
    day: dt.date | None = None
    note: str | None = None
    notice: str | None = None
    outcome: str | None = None
    """Where the 公示 of this step stands: the state of its notice, in words."""


@dataclass(frozen=True, slots=True)
class BrandFacts(Facts):
    stage: str = ""
    steps: tuple[Step, ...] = ()
    named_on: dt.date | None = None
    holds_name: bool = False
    review_on: dt.date | None = None
    review_due: bool = False
    gaps: tuple[str, ...] = ()
    """Chinese names of what the page lacks."""
    completeness: int = 0
    """Per cent of the optional parts of a brand page that are there."""
    changes: tuple[Decimal | None, ...] = ()
    """Change in per cent of each 成效, in the order of the record."""


def gaps_of(record: Brand) -> tuple[str, ...]:
    return tuple(label for name, label in GAPS.items() if not getattr(record, name))


def brand_facts(record: Brand, context: Context) -> BrandFacts:
    stage = current(record.history, context.as_of)
    entry = context.policy.entry("brand_types", record.brand_type)
    due = review_on(record.history, entry if isinstance(entry, BrandType) else None, context.as_of)
    gaps = gaps_of(record)
    named = [one.day for one in record.history if one.stage == "命名" and one.day <= context.as_of]
    name = STATE_NAMES[stage.stage]
    return BrandFacts(
        state=State(name, STATE_LABELS[name], since=stage.day),
        stage=stage.stage,
        steps=_steps(record, context),
        named_on=named[-1] if named else None,
        holds_name=holds_name(stage.stage),
        review_on=due,
        review_due=due is not None and context.as_of >= due,
        gaps=gaps,
        completeness=round(100 * (len(GAPS) - len(gaps)) / len(GAPS)),
        changes=tuple(result.percent for result in record.results),
    )


def _steps(record: Brand, context: Context) -> tuple[Step, ...]:
    """The stages so far and those of the path that still lie ahead; a 公示 only where this library shows it."""
    as_of = context.as_of
    now = current(record.history, as_of)
    typed = []
    for stage in record.history:
        bad = stage.stage in ("限期整改", "摘牌")
        status = "now" if stage is now else "next" if stage.day > as_of else "bad" if bad else "done"
        notice = context.get("notices", stage.notice)
        outcome = context.facts(notice).state.label if notice is not None else None
        shown = stage.notice if notice is not None else None
        typed.append(Step(stage.stage, status, stage.day, stage.note, shown, outcome))
    last = record.history[-1].stage
    ahead = PATH[PATH.index(last) + 1 :] if last in PATH[:4] else ()
    return (*typed, *(Step(label, "next") for label in ahead if label != "复核"))
