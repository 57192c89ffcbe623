"""Who leads what: unit × duty, of the duties in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.kinds.duties.model import Duty
from generator.record import Context, state_name


@dataclass(frozen=True, slots=True)
class Line:
    """`roles`, one a duty: `lead`, `help` or empty."""

    unit: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    duties: tuple[Duty, ...]
    lines: tuple[Line, ...]


def overview(context: Context) -> Overview:
    """Units in the order of how much they lead, then of first appearance."""
    states = context.pieces("state", context.records("duties"), state_name)
    duties = [one for one, state in states if state == "active"]
    units = list(
        dict.fromkeys([one.lead for one in duties] + [unit for one in duties for unit in one.helpers])
    )
    units.sort(key=lambda unit: -sum(one.lead == unit for one in duties))
    return Overview(tuple(duties), tuple(Line(unit, _roles(unit, duties)) for unit in units))


def _roles(unit: str, duties: Sequence[Duty]) -> tuple[str, ...]:
    return tuple("lead" if one.lead == unit else "help" if unit in one.helpers else "" for one in duties)
