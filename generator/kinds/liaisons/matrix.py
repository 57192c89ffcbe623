"""Who is linked with which branch today, and when they were last there: person × branch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generator.kinds.liaisons.model import Liaison
from generator.record import Context, state_name


@dataclass(frozen=True, slots=True)
class Cell:
    """`liaison` is None where the person has nothing to do with the branch."""

    liaison: Liaison | None = None
    last_visit: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    person: str
    post: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One type (联系点 or 指导点); `branches` are only those that somebody is linked with."""

    type: str
    branches: tuple[Any, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    grids: tuple[Grid, ...]
    without: tuple[Any, ...]
    """Branches that nobody is linked with."""


def overview(context: Context) -> Overview:
    """The liaisons that run at `as_of`."""
    states = context.pieces("state", context.records("liaisons"), state_name)
    running = [one for one, state in states if state == "active"]
    linked = {branch.id for one in running if (branch := context.get("branches", one.branch)) is not None}
    grids = [
        _grid(name, [one for one in running if one.type == name], context) for name in ("联系点", "指导点")
    ]
    without = [branch for branch in context.records("branches") if branch.id not in linked]
    return Overview(tuple(grid for grid in grids if grid.lines), tuple(without))


def _grid(name: str, running: Sequence[Liaison], context: Context) -> Grid:
    found = {
        (one.person.name, branch.id): one
        for one in running
        if (branch := context.get("branches", one.branch))
    }
    ids = {branch for _, branch in found}
    branches = tuple(branch for branch in context.records("branches") if branch.id in ids)
    people = dict.fromkeys((one.person.name, one.person.post) for one in running)
    lines = [
        Line(person, post, tuple(_cell(found.get((person, branch.id)), context) for branch in branches))
        for person, post in people
    ]
    return Grid(name, branches, tuple(lines))


def _cell(liaison: Liaison | None, context: Context) -> Cell:
    return Cell(liaison, context.facts(liaison).last_visit) if liaison else Cell()
