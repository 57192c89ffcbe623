"""What the list page of the ledgers shows over all items: totals, closing rates, the three lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generator.kinds.ledgers.model import LedgerItem
from generator.record import Context

_LISTS = (("问题", "problems"), ("任务", "tasks"), ("责任", "duties"))
_MOST_MONTHS = 12
_URGENCY = {"overdue": 0, "returned": 1, "due_soon": 2, "open": 3, "submitted": 4, "done": 5}

Rate = tuple[str, int, int]
"""A label, how many were opened, how many of those are struck off."""


@dataclass(frozen=True, slots=True)
class ItemList:
    name: str
    anchor: str
    records: tuple[LedgerItem, ...]
    """Overdue first, then by deadline; those struck off last."""
    branches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    total: int
    done: int
    due_soon: int
    overdue: int
    by_month: tuple[Rate, ...]
    """By the month of 挂账, the last twelve that have any."""
    by_branch: tuple[Rate, ...]
    """In the order of the branches; those with items only."""
    lists: tuple[ItemList, ...]


def overview(context: Context) -> Overview:
    records: Sequence[LedgerItem] = context.records("ledgers")
    facts = [context.facts(one) for one in records]
    lists = [_list(name, anchor, records, context) for name, anchor in _LISTS]
    return Overview(
        total=len(records),
        done=sum(one.closed_on is not None for one in facts),
        due_soon=sum(one.state.name == "due_soon" for one in facts),
        overdue=sum(one.overdue for one in facts),
        by_month=tuple(_by_month(records, context)[-_MOST_MONTHS:]),
        by_branch=tuple(_by_branch(records, context)),
        lists=tuple(one for one in lists if one.records),
    )


def _list(name: str, anchor: str, records: Sequence[LedgerItem], context: Context) -> ItemList:
    found = sorted((one for one in records if one.list_type == name), key=lambda one: urgency(one, context))
    branches = [context.get("branches", one.branch) for one in found]
    return ItemList(name, anchor, tuple(found), tuple(dict.fromkeys(one.name for one in branches if one)))


def urgency(record: LedgerItem, context: Context) -> Any:
    """Sort key: what presses most comes first."""
    facts = context.facts(record)
    if facts.closed_on is not None:
        return (_URGENCY["done"], -facts.closed_on.toordinal(), record.id)
    return (0 if facts.overdue else _URGENCY[facts.state.name], facts.deadline.toordinal(), record.id)


def _rate(label: str, records: Sequence[LedgerItem], context: Context) -> Rate:
    return label, len(records), sum(context.facts(one).closed_on is not None for one in records)


def _by_month(records: Sequence[LedgerItem], context: Context) -> list[Rate]:
    months = sorted({(one.opened_on.year, one.opened_on.month) for one in records})
    return [
        _rate(
            f"{year}年{month}月",
            [one for one in records if (one.opened_on.year, one.opened_on.month) == (year, month)],
            context,
        )
        for year, month in months
    ]


def _by_branch(records: Sequence[LedgerItem], context: Context) -> list[Rate]:
    groups: dict[str, list[LedgerItem]] = {}
    for record in records:
        branch = context.get("branches", record.branch)
        if branch is not None:
            groups.setdefault(branch.key, []).append(record)
    return [
        _rate(branch.name, groups[branch.key], context)
        for branch in context.records("branches")
        if branch.key in groups
    ]
