"""党支部: the branches, in their typed order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.kinds.branches.facts import branch_facts
from generator.kinds.branches.model import Branch
from generator.kinds.branches.rules import MESSAGES, branch_rules, branches_together
from generator.record import Kind

_AFTER_ALL_NUMBERS = 10**9


def _summary(record: Branch) -> str:
    people = f"，党员 {record.party_members} 人" if record.party_members is not None else ""
    return f"{record.type}，书记{record.secretary.name}{people}"


def _branches(record: Branch) -> Sequence[str]:
    return (record.id,)


def _order(record: Branch) -> tuple[int, str]:
    return (_AFTER_ALL_NUMBERS if record.number is None else record.number, record.id)


KIND = Kind(
    name="branches",
    label="党支部",
    model=Branch,
    folder=Path(__file__).parent,
    facts=branch_facts,
    rules=branch_rules,
    rules_together=branches_together,
    summary=_summary,
    branches=_branches,
    order=_order,
    messages=MESSAGES,
)
