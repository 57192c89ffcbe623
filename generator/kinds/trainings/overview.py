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
    year = context.as_of.year
    records = [
        one for one in context.records("trainings") if one.day.year == year and one.day <= context.as_of
    ]
    hours = tuple(_hours(entry, records) for entry in context.policy.hours)
    people = sum(context.facts(one).people for one in records)
    return Overview(year, hours, people)


def _hours(entry: Quantity, records: Sequence[Training]) -> Hours:
    """A training counts for a group when one of the group's words is in one of its 对象, or when it is for all."""
    words = [word for word in _AND.split(entry.name) if word] + list(_FOR_ALL)
    offered = sum(
        (one.hours for one in records if one.hours and any(w in who for w in words for who in one.learners)),
        Decimal(0),
    )
    return Hours(entry.name, entry.value, offered, entry.basis)
