"""学时: how much was offered this year to each group that policy asks hours of. Never per person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.kinds.trainings.model import Training
from generator.policy import Quantity
from generator.record import Context
from generator.regex import regex

_FOR_ALL = ("党员", "全体", "全员")
_AND = regex(r"[和、，,及与]")
Offer = tuple[str, tuple[str, ...], int]
"""学时 as text, 对象, and how many came."""


@dataclass(frozen=True, slots=True)
class Hours:
    group: str
    required: Decimal
    offered: Decimal
    basis: str


@dataclass(frozen=True, slots=True)
class Overview:
    year: int
    hours: tuple[Hours, ...]
    people: int
    """参训人次 of the year's 班次."""


def overview(context: Context) -> Overview:
    told = [one for _, some in context.pieces("offered", context.records("trainings"), _told) for one in some]
    hours = tuple(_hours(entry, told) for entry in context.policy.hours)
    return Overview(context.as_of.year, hours, sum(people for _, _, people in told))


def _told(record: Training, context: Context) -> tuple[Offer, ...]:
    """What a training of this year offers; nothing for others."""
    if record.day.year != context.as_of.year or record.day > context.as_of:
        return ()
    learners = tuple(map(str, record.learners))
    return ((str(record.hours or ""), learners, context.facts(record).people),)


def _hours(entry: Quantity, offers: Sequence[Offer]) -> Hours:
    """A training counts for a group when one of the group's words is in one of its 对象, or when it is for all."""
    words = [word for word in _AND.split(entry.name) if word] + list(_FOR_ALL)
    offered = sum(
        (
            Decimal(hours)
            for hours, learners, _ in offers
            if hours and any(w in who for w in words for who in learners)
        ),
        Decimal(0),
    )
    return Hours(entry.name, entry.value, offered, entry.basis)
