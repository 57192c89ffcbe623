"""Each type of 例会: how often it should be, how often it was, what is missing, what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from generator.kinds.meetings.model import Meeting
from generator.kinds.meetings.rules import missing
from generator.periods import Period
from generator.policy import Recurring
from generator.record import Context


@dataclass(frozen=True, slots=True)
class TypeOverview:
    name: str
    every: str | None
    basis: str
    held_this_year: int
    last: Meeting | None
    next: Meeting | None
    missing: tuple[Period, ...]
    """Of the last 12 months, see `rules.missing`."""


def overview(context: Context) -> tuple[TypeOverview, ...]:
    """Every type that policy names, in its order; those without any meeting are left out."""
    found = [_of_type(entry, context) for entry in context.policy.meeting_types]
    return tuple(one for one in found if one.last or one.next)


def _of_type(entry: Recurring, context: Context) -> TypeOverview:
    all_of_type = [one for one in context.records("meetings") if one.type == entry.name]
    held = [one for one in all_of_type if one.day <= context.as_of]
    ahead = [one for one in all_of_type if one.day > context.as_of]
    gaps = missing(entry.every, held, context) if entry.every and held else []
    return TypeOverview(
        name=entry.name,
        every=entry.every,
        basis=entry.basis,
        held_this_year=sum(one.day.year == context.as_of.year for one in held),
        last=held[0] if held else None,
        next=ahead[-1] if ahead else None,
        missing=tuple(gaps),
    )
