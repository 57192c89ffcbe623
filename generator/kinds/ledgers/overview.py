"""What the list page of the ledgers shows over all items: totals, closing rates, the three lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from generator.kinds.ledgers.model import LedgerItem
from generator.record import Context

T = TypeVar("T")
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


class _Item(NamedTuple):
    """An item, and what is counted of it."""

    record: LedgerItem
    list_type: str
    branch: str
    """Key of the branch; empty when it is not there."""
    opened: tuple[int, int]
    """Year and month."""
    closed: bool
    due_soon: bool
    overdue: bool
    urgency: tuple[int, int]


def overview(context: Context) -> Overview:
    told = context.pieces("item", context.records("ledgers"), _told)
    items = [_Item(record, *values) for record, values in told]
    names = {branch.key: branch.name for branch in context.records("branches")}
    lists = [_list(name, anchor, items, names) for name, anchor in _LISTS]
    return Overview(
        total=len(items),
        done=sum(one.closed for one in items),
        due_soon=sum(one.due_soon for one in items),
        overdue=sum(one.overdue for one in items),
        by_month=_by_month(items)[-_MOST_MONTHS:],
        by_branch=_by_branch(items, names),
        lists=tuple(one for one in lists if one.records),
    )


def _told(
    record: LedgerItem, context: Context
) -> tuple[str, str, tuple[int, int], bool, bool, bool, tuple[int, int]]:
    """The values of an `_Item`, plain."""
    facts = context.facts(record)
    branch = context.get("branches", record.branch)
    return (
        str(record.list_type),
        branch.key if branch is not None else "",
        (record.opened_on.year, record.opened_on.month),
        facts.closed_on is not None,
        facts.state.name == "due_soon",
        facts.overdue,
        _urgency(facts),
    )


def _urgency(facts: Any) -> tuple[int, int]:
    """Sort key: what presses most comes first."""
    if facts.closed_on is not None:
        return _URGENCY["done"], -facts.closed_on.toordinal()
    return 0 if facts.overdue else _URGENCY[facts.state.name], facts.deadline.toordinal()


def _list(name: str, anchor: str, items: Sequence[_Item], names: Mapping[str, str]) -> ItemList:
    found = sorted(
        (one for one in items if one.list_type == name), key=lambda one: (one.urgency, one.record.id)
    )
    branches = dict.fromkeys(names[one.branch] for one in found if one.branch)
    return ItemList(name, anchor, tuple(one.record for one in found), tuple(branches))


def _rate(label: str, items: Sequence[_Item]) -> Rate:
    return label, len(items), sum(one.closed for one in items)


def _by_month(items: Sequence[_Item]) -> tuple[Rate, ...]:
    groups = _grouped(items, lambda one: one.opened)
    return tuple(_rate(f"{year}年{month}月", groups[year, month]) for year, month in sorted(groups))


def _by_branch(items: Sequence[_Item], names: Mapping[str, str]) -> tuple[Rate, ...]:
    groups = _grouped(items, lambda one: one.branch)
    return tuple(_rate(name, groups[key]) for key, name in names.items() if key in groups)


def _grouped(items: Sequence[_Item], by: Callable[[_Item], T]) -> dict[T, list[_Item]]:
    groups: dict[T, list[_Item]] = {}
    for one in items:
        groups.setdefault(by(one), []).append(one)
    return groups
