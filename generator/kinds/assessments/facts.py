"""What is derived from an assessment: totals, ranks, grades. Arithmetic is decimal and exact until the last rounding."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from generator.kinds.assessments.model import Assessment, Score
from generator.kinds.assessments.period import parse_period
from generator.policy import AssessmentType, Grade, GradeScale, Policy
from generator.record import Context, Facts, State

STATE_LABELS = {"pending": "待反馈", "reported": "已反馈"}

_CENT = Decimal("0.01")
_ZERO = Decimal(0)
# Numbers out of range are an error of their own; they must not also break the arithmetic.
_WIDE = decimal.Context(prec=60)


@dataclass(frozen=True, slots=True)
class Result:
    """One branch's line, derived. `index` is its place among the record's 成绩."""

    index: int
    branch: str
    group: str | None = None
    absent: bool = False
    veto: bool = False
    points: tuple[tuple[str, Decimal | None], ...] = ()
    """各项得分 in the order of 方式."""
    weighted: Decimal | None = None
    """Σ 得分 × 权重 ÷ 100, before 加分 and 扣分."""
    bonus: Decimal | None = None
    deduction: Decimal | None = None
    total: Decimal | None = None
    rank: int | None = None
    group_rank: int | None = None
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class AssessmentFacts(Facts):
    results: tuple[Result, ...] = ()
    """By rank; the vetoed after them, the absent last."""
    ranked: bool = False
    """Whether ranks are given: of branches only, and never from an approval that is not complete."""
    scale: str | None = None
    grades: tuple[tuple[str, int], ...] = ()
    """How many branches got each grade, from the best."""
    taking_part: int = 0
    absent: int = 0
    average: Decimal | None = None
    highest: Decimal | None = None
    lowest: Decimal | None = None
    period_start: dt.date | None = None
    period_end: dt.date | None = None


def rounded(number: Decimal) -> Decimal:
    """Two decimals, half up, as scores are printed."""
    return number.quantize(_CENT, ROUND_HALF_UP, _WIDE)


def weighted_total(record: Assessment, score: Score) -> Decimal | None:
    """Σ 得分 × 权重 ÷ 100 over the ways; None when a way's points are missing."""
    points = score.points or {}
    if score.absent or any(way.name not in points for way in record.ways):
        return None
    return sum((points[way.name] * way.weight for way in record.ways), _ZERO) / 100


def scale_of(record: Assessment, policy: Policy) -> GradeScale | None:
    """The record's own 等次标准, else the one its 考核类型 names."""
    entry = policy.entry("assessment_types", record.type)
    return policy.scale(record.scale or (entry.scale if isinstance(entry, AssessmentType) else ""))


def may_rank(record: Assessment) -> bool:
    """Ranks are of branches, never of persons, and not from an assessment whose approval is under way (DOMAIN §4)."""
    return record.target == "支部" and (record.approval is None or record.approval.complete)


def competition_ranks(totals: Sequence[Decimal]) -> list[int]:
    """Ranks of totals, highest first; equal totals share a rank and the next one is skipped: 1, 2, 2, 4."""
    ordered = sorted(totals, reverse=True)
    return [ordered.index(total) + 1 for total in totals]


def grades_for(totals: Sequence[Decimal], scale: GradeScale | None) -> list[str | None]:
    """The grade of each total: the best whose floor it reaches and whose share is not used up.

    Equal totals get equal grades: a tie that does not fit into a share as a whole goes to the next grade.
    """
    if scale is None:
        return [None] * len(totals)
    given: dict[Decimal, str] = {}
    used = place = 0
    for total in sorted(set(totals), reverse=True):
        tied = totals.count(total)
        before, place = place, _place(scale.grades[place:], total, tied, used, len(totals)) + place
        used = tied + (used if place == before else 0)
        given[total] = scale.grades[place].name
    return [given[total] for total in totals]


def _place(grades: Sequence[Grade], total: Decimal, tied: int, used: int, of: int) -> int:
    """Which of these grades a total gets; `used` others have the first already. A lower total never gets a better one."""
    for place, grade in enumerate(grades):
        crowd = tied if place else tied + used
        fits = grade.at_most_share is None or crowd * 100 <= grade.at_most_share * of
        if fits and (grade.at_least is None or total >= grade.at_least):
            return place
    return len(grades) - 1


def _result(record: Assessment, index: int, score: Score) -> Result:
    weighted = weighted_total(record, score)
    total = (
        None if weighted is None else rounded(weighted + (score.bonus or _ZERO) - (score.deduction or _ZERO))
    )
    return Result(
        index=index,
        branch=score.branch,
        group=score.group,
        absent=score.absent,
        veto=score.veto,
        points=tuple((way.name, (score.points or {}).get(way.name)) for way in record.ways),
        weighted=None if weighted is None else rounded(weighted),
        bonus=score.bonus,
        deduction=score.deduction,
        total=total,
    )


def results_of(record: Assessment, policy: Policy) -> tuple[Result, ...]:
    """Every line with total, rank, rank in its group and grade, ordered as they are shown."""
    lines = [_result(record, index, score) for index, score in enumerate(record.scores)]
    scale = scale_of(record, policy)
    standing = [line for line in lines if line.total is not None and not line.veto]
    graded = _graded(standing, scale, may_rank(record))
    vetoed = [replace(line, grade=scale.grades[-1].name if scale else None) for line in lines if line.veto]
    rest = [line for line in lines if line.total is None and not line.veto]
    if may_rank(record):
        graded.sort(key=lambda line: (line.rank or 0, line.index))
    return (*graded, *vetoed, *rest)


def _graded(standing: Sequence[Result], scale: GradeScale | None, ranked: bool) -> list[Result]:
    totals = [line.total for line in standing if line.total is not None]
    grades = grades_for(totals, scale)
    ranks = competition_ranks(totals)
    within = _group_ranks(standing)
    return [
        replace(
            line,
            grade=grade,
            rank=rank if ranked else None,
            group_rank=within.get(line.index) if ranked else None,
        )
        for line, grade, rank in zip(standing, grades, ranks, strict=True)
    ]


def _group_ranks(standing: Sequence[Result]) -> dict[int, int]:
    """Rank within the 分组, by index of the line."""
    found: dict[int, int] = {}
    for group in {line.group for line in standing if line.group}:
        members = [line for line in standing if line.group == group and line.total is not None]
        ranks = competition_ranks([line.total for line in members if line.total is not None])
        found.update((line.index, rank) for line, rank in zip(members, ranks, strict=True))
    return found


def assessment_facts(record: Assessment, context: Context) -> AssessmentFacts:
    results = results_of(record, context.policy)
    scale = scale_of(record, context.policy)
    totals = [line.total for line in results if line.total is not None]
    span = parse_period(record.period)
    return AssessmentFacts(
        state=_state(record, context.as_of),
        # Ranked among all, shown where the branch is: what this library does not show leaves no trace.
        results=tuple(line for line in results if context.get("branches", line.branch) is not None),
        ranked=may_rank(record),
        scale=scale.name if scale else None,
        grades=_grade_counts(results, scale),
        taking_part=sum(not line.absent for line in results),
        absent=sum(line.absent for line in results),
        average=rounded(sum(totals, _ZERO) / len(totals)) if totals else None,
        highest=max(totals, default=None),
        lowest=min(totals, default=None),
        period_start=span.start if span else None,
        period_end=span.end if span else None,
    )


def _grade_counts(results: Sequence[Result], scale: GradeScale | None) -> tuple[tuple[str, int], ...]:
    given = [line.grade for line in results]
    return tuple((grade.name, given.count(grade.name)) for grade in scale.grades) if scale else ()


def _state(record: Assessment, as_of: dt.date) -> State:
    told = record.feedback_on is not None and record.feedback_on <= as_of
    name = "reported" if told else "pending"
    return State(name, STATE_LABELS[name], since=record.feedback_on if told else None)
