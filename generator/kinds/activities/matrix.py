"""组织生活 of a year as tables: branch × period for every type, each cell in words."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.kinds.activities.facts import is_held
from generator.kinds.activities.model import Activity
from generator.periods import Every, Period, period_of, periods
from generator.policy import Recurring
from generator.record import Context

WORDS = {"done": "已开展", "planned": "计划", "missing": "缺", "due": "应开展", "none": "—"}
"""What a cell says. `due`: the period runs and has nothing yet; `none`: not asked for, or before records began."""

Activities = Mapping[tuple[str, str], Sequence[Activity]]


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is short, `title` a whole sentence; `activity` is the id of the one to link to."""

    state: str
    text: str
    title: str
    activity: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    branch: Any
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One type: its periods (months; quarters or the year where policy asks for less) × branches."""

    type: str
    every: Every
    basis: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    def count(self, state: str) -> int:
        return sum(cell.state == state for line in self.lines for cell in line.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    year: int
    grids: tuple[Grid, ...]


def matrix(context: Context, year: int) -> Matrix:
    """Every type that policy gives a 频次, for all branches in their order."""
    found = _by_branch_and_type(context)
    first = min((record.day for record in context.records("activities")), default=context.as_of)
    # A quarter that was half over when records began is not held against anybody.
    began = period_of("月", first).start
    entries = [entry for entry in context.policy.activity_types if entry.every]
    return Matrix(year, tuple(_grid(entry, year, found, began, context) for entry in entries))


def _by_branch_and_type(context: Context) -> Activities:
    groups: dict[tuple[str, str], list[Activity]] = defaultdict(list)
    for record in context.records("activities"):
        branch = context.get("branches", record.branch)
        if branch is not None:
            groups[branch.id, record.type].append(record)
    return groups


def _grid(entry: Recurring, year: int, found: Activities, began: dt.date, context: Context) -> Grid:
    # Weeks would make 53 columns that nobody reads; a month's cell then says how many times.
    every: Every = "月" if entry.every in (None, "周") else entry.every
    spans = list(periods(every, dt.date(year, 1, 1), dt.date(year, 12, 31)))
    lines = [
        Line(branch, tuple(_cell(span, entry, branch, found, began, context) for span in spans))
        for branch in context.records("branches")
    ]
    columns = tuple(span.label.removeprefix(f"{year}年") or "全年" for span in spans)
    return Grid(entry.name, every, entry.basis, columns, tuple(lines))


def _cell(
    span: Period, entry: Recurring, branch: Any, found: Activities, began: dt.date, context: Context
) -> Cell:
    here = sorted(
        (record for record in found.get((branch.id, entry.name), ()) if span.holds(record.day)),
        key=lambda record: (record.day, record.id),
    )
    held = [record for record in here if is_held(record, context)]
    state = _state(span, bool(held), bool(here), began, context.as_of)
    shown = held or here
    text = f"{WORDS[state]} {len(held)} 次" if len(held) > 1 else WORDS[state]
    return Cell(state, text, _title(span, entry, branch, shown, state), shown[-1].id if shown else None)


def _state(span: Period, held: bool, planned: bool, began: dt.date, as_of: dt.date) -> str:
    if held:
        return "done"
    if planned:
        return "planned"
    if span.end < began or span.start > as_of:
        return "none"
    if span.end >= as_of:
        return "due"
    return "missing" if span.start >= began else "none"


def _title(span: Period, entry: Recurring, branch: Any, shown: Sequence[Activity], state: str) -> str:
    days = "、".join(f"{record.day.month}月{record.day.day}日" for record in shown)
    what = {
        "done": f"已开展 {len(shown)} 次（{days}）",
        "planned": f"计划 {days} 开展",
        "missing": "没有开展的记录",
        "due": "应当开展，还没有计划",
        "none": "无记录",
    }[state]
    return f"{branch.title}{span.label}{entry.name}：{what}"
