"""协同分工: who leads, who helps."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.kinds.duties.matrix import overview
from generator.kinds.duties.model import Duty
from generator.messages import ERROR, REMINDER, Message
from generator.record import Context, Facts, Fault, Kind, Record, State, fault

STATES = {"planned": "未生效", "active": "执行中", "ended": "已废止"}

MESSAGES = {
    "duties.ends-before-start": Message(
        ERROR, "废止日期 {repealed} 不晚于生效日期 {effective}。", "核对“生效”和“废止”两个日期。"
    ),
    "duties.lead-helps": Message(
        ERROR, "“{unit}”已经是牵头单位，不能又列为配合单位。", "从“配合”里删去这一项。"
    ),
    "duties.helper-twice": Message(ERROR, "配合单位“{unit}”写了两次。", "删去重复的一项。"),
    "duties.overlap": Message(
        REMINDER,
        "与 {other} 标题相同、执行时间重叠（对方从 {start} 起{until}）。",
        "新的分工代替旧的，就在旧记录里写“废止”；不是一回事，就把标题写得不同。",
    ),
}
_FOREVER = dt.date.max
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DutyFacts(Facts):
    units: int = 0
    """Leading and helping units together."""


def facts(record: Duty, context: Context) -> DutyFacts:
    return DutyFacts(state=_state(record, context.as_of), units=1 + len(record.helpers))


def _state(record: Duty, as_of: dt.date) -> State:
    last = record.repealed - _ONE_DAY if record.repealed else None
    if as_of < record.effective:
        return State(
            "planned", STATES["planned"], None, record.effective - _ONE_DAY, ("active", STATES["active"])
        )
    if record.repealed and as_of >= record.repealed:
        return State("ended", STATES["ended"], since=record.repealed)
    then = ("ended", STATES["ended"]) if last else None
    return State("active", STATES["active"], record.effective, last, then)


def rules(record: Duty, context: Context) -> Iterator[Fault]:
    if record.repealed and record.repealed <= record.effective:
        yield fault(
            "duties.ends-before-start", "repealed", repealed=record.repealed, effective=record.effective
        )
    yield from _units(record)


def _units(record: Duty) -> Iterator[Fault]:
    seen: set[str] = set()
    for n, unit in enumerate(record.helpers):
        if unit == record.lead:
            yield fault("duties.lead-helps", "helpers", n, unit=unit)
        elif unit in seen:
            yield fault("duties.helper-twice", "helpers", n, unit=unit)
        seen.add(unit)


def rules_together(context: Context) -> Iterator[tuple[Record | None, Fault]]:
    """Two duties of one title at a time; of each pair only the later one is told."""
    seen: dict[str, list[Duty]] = defaultdict(list)
    for record in sorted(context.records("duties"), key=lambda one: (one.effective, one.id)):
        for other in seen[record.title]:
            if (other.repealed or _FOREVER) > record.effective:
                until = f"，{other.repealed} 废止" if other.repealed else "，没有写废止"
                yield (
                    record,
                    fault("duties.overlap", "title", other=other.path, start=other.effective, until=until),
                )
        seen[record.title].append(record)


def _summary(record: Duty) -> str:
    helpers = f"，{'、'.join(record.helpers)}配合" if record.helpers else ""
    return f"{record.lead}牵头{helpers}。"


def _news(record: Duty, as_of: dt.date) -> Iterator[dt.date]:
    """What is in force is not stale, however long ago it was laid down."""
    yield record.effective
    if record.effective <= as_of:
        yield min(as_of, record.repealed or as_of)


KIND = Kind(
    name="duties",
    label="协同分工",
    model=Duty,
    folder=Path(__file__).parent,
    facts=facts,
    rules=rules,
    rules_together=rules_together,
    day=lambda record: record.effective,
    news=_news,
    summary=_summary,
    overview=overview,
    state_labels=STATES,
    messages=MESSAGES,
)
