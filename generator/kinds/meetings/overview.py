"""Each type of 例会: how often it should be, how often it was, what is missing, what comes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from generator.kinds.meetings.facts import when
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
    meetings = list(context.pieces("when", context.records("meetings"), when))
    found = [
        _of_type(entry, [(one, day) for one, (name, day) in meetings if name == entry.name], context)
        for entry in context.policy.meeting_types
    ]
    return tuple(one for one in found if one.last or one.next)


def _of_type(entry: Recurring, meetings: list[tuple[Meeting, int]], context: Context) -> TypeOverview:
    today = context.as_of.toordinal()
    held = [one for one, day in meetings if day <= today]
    ahead = [one for one, day in meetings if day > today]
    days = [dt.date.fromordinal(day) for _, day in meetings if day <= today]
    gaps = missing(entry.every, days, context) if entry.every and days else []
    return TypeOverview(
        name=entry.name,
        every=entry.every,
        basis=entry.basis,
        held_this_year=sum(day.year == context.as_of.year for day in days),
        last=held[0] if held else None,
        next=ahead[-1] if ahead else None,
        missing=tuple(gaps),
    )
