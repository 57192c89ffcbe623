"""What is derived from a ledger item on a day: its deadline in force, its state, the chain it belongs to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.kinds.ledgers.model import LedgerItem
from generator.record import Context, Facts, State

STATE_LABELS = {
    "open": "整改中",
    "due_soon": "临期",
    "overdue": "逾期",
    "submitted": "待验收",
    "returned": "退回",
    "done": "已销号",
}
NEXT = {"问题": "任务", "任务": "责任"}
"""What each list must lead to."""


@dataclass(frozen=True, slots=True)
class LedgerFacts(Facts):
    deadline: dt.date | None = None
    """The deadline in force: the last approved 延期, else 完成时间."""
    extended: bool = False
    days_left: int | None = None
    """Days until the deadline, negative when past; None when struck off."""
    overdue: bool = False
    """Past the deadline and not struck off; what was submitted in time is not overdue while it waits."""
    days_overdue: int = 0
    percent: Decimal | None = None
    """完成度 of the newest progress entry that says one; 100 when struck off."""
    closed_on: dt.date | None = None
    closed_late: bool = False
    days_open: int = 0
    supervised: bool = False
    leads_to: tuple[str, ...] = ()
    """Keys (`ledgers/…`) of the items one step further down the chain, whichever side names them."""
    comes_from: tuple[str, ...] = ()
    """Keys of the items one step up."""
    warn_days: int = 0


def ledger_facts(record: LedgerItem, context: Context) -> LedgerFacts:
    as_of = context.as_of
    deadline = deadline_in_force(record, as_of)
    warn = context.policy.number("临期天数")
    closed = closed_on(record, as_of)
    submitted = submitted_on(record, as_of)
    late = closed is None and (submitted or as_of) > deadline
    until = closed or as_of
    return LedgerFacts(
        state=state_of(record, deadline, warn, as_of),
        deadline=deadline,
        extended=deadline != record.deadline,
        days_left=None if closed else (deadline - as_of).days,
        overdue=late,
        days_overdue=(as_of - deadline).days if late else 0,
        percent=_percent(record, closed, as_of),
        closed_on=closed,
        closed_late=closed is not None and closed > deadline,
        days_open=max(0, (until - record.opened_on).days),
        supervised=record.supervision is not None and record.supervision.day <= as_of,
        leads_to=tuple(item.key for item in below(record, context)),
        comes_from=tuple(item.key for item in above(record, context)),
        warn_days=warn,
    )


def deadline_in_force(record: LedgerItem, as_of: dt.date) -> dt.date:
    granted = [extension for extension in record.extensions if extension.day <= as_of]
    return granted[-1].deadline if granted else record.deadline


def closed_on(record: LedgerItem, as_of: dt.date) -> dt.date | None:
    """The day of the accepting 验收, once it has come."""
    found = record.acceptance
    return found.day if found and found.conclusion == "同意" and found.day <= as_of else None


def returned_on(record: LedgerItem, as_of: dt.date) -> dt.date | None:
    found = record.acceptance
    return found.day if found and found.conclusion == "退回" and found.day <= as_of else None


def submitted_on(record: LedgerItem, as_of: dt.date) -> dt.date | None:
    """The day of a 销号申请 that waits for a verdict: a return settles it, a later application waits anew."""
    found = record.strike_off
    if found is None or found.day > as_of:
        return None
    returned = returned_on(record, as_of)
    return None if returned and found.day <= returned else found.day


def state_of(record: LedgerItem, deadline: dt.date, warn: int, as_of: dt.date) -> State:
    def state(name: str, since: dt.date) -> State:
        return State(name, STATE_LABELS[name], since=since)

    if closed := closed_on(record, as_of):
        return state("done", closed)
    if submitted := submitted_on(record, as_of):
        return state("submitted", submitted)
    if returned := returned_on(record, as_of):
        return state("returned", returned)
    left = (deadline - as_of).days
    name = "overdue" if left < 0 else "due_soon" if left <= warn else "open"
    return State(name, STATE_LABELS[name], since=record.opened_on, until=deadline, warn=warn)


def _percent(record: LedgerItem, closed: dt.date | None, as_of: dt.date) -> Decimal | None:
    if closed:
        return Decimal(100)
    said = [entry.percent for entry in record.progress if entry.percent is not None and entry.day <= as_of]
    return said[-1] if said else None


def below(record: LedgerItem, context: Context) -> list[LedgerItem]:
    """Items one step down the chain 问题→任务→责任, named here or naming this one."""
    wanted = NEXT.get(record.list_type)
    return [item for item in _linked(record, context) if item.list_type == wanted]


def above(record: LedgerItem, context: Context) -> list[LedgerItem]:
    """Items one step up the chain."""
    return [item for item in _linked(record, context) if NEXT.get(item.list_type) == record.list_type]


def _linked(record: LedgerItem, context: Context) -> Iterable[LedgerItem]:
    named: Sequence[LedgerItem | None] = [context.get("ledgers", ref) for ref in record.leads_to]
    naming = [
        one for one in context.backlinks(record, "ledgers") if one.key != record.key and _names(one, record)
    ]
    found = {item.key: item for item in (*named, *naming) if item is not None and item.key != record.key}
    return found.values()


def _names(item: LedgerItem, record: LedgerItem) -> bool:
    """Whether `item` lists `record` under 对应 (a 来源 that names it is another matter)."""
    return any(ref in (record.slug, record.id) for ref in item.leads_to)
