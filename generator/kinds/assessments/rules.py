"""What can be wrong with one assessment, given the branches."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from generator.kinds.assessments.model import Assessment, Score
from generator.kinds.assessments.period import parse_period
from generator.record import Context, Fault, Record, fault
from generator.words import did_you_mean


def assessment_rules(record: Assessment, context: Context) -> Iterator[Fault]:
    yield from _ways(record)
    for index, score in enumerate(record.scores):
        yield from _score(record, index, score, context)
    yield from _groups(record, context)
    yield from _twice(record, context)
    yield from _coverage(record, context)
    yield from _period(record)
    yield from _notice(record, context)
    yield from _approval(record)


def _ways(record: Assessment) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, way in enumerate(record.ways):
        if way.name in seen:
            yield fault("assessments.way-twice", "ways", index, "name", name=way.name)
        seen.add(way.name)
        if not 0 < way.weight <= 100:
            yield fault("assessments.weight", "ways", index, "weight", weight=way.weight)
    total = sum((way.weight for way in record.ways), Decimal(0))
    if total != 100:
        yield fault("assessments.weights", "ways", total=total.normalize() if total else 0)


def _title(ref: str, context: Context) -> str:
    branch = context.get("branches", ref)
    return branch.title if branch else ref


def _score(record: Assessment, index: int, score: Score, context: Context) -> Iterator[Fault]:
    at = ("scores", index)
    title = _title(score.branch, context)
    if score.absent:
        if score.points or score.bonus or score.deduction:
            yield fault("assessments.absent-with-points", *at, "absent", title=title)
    elif not score.points:
        if not score.veto:
            yield fault("assessments.no-points", *at, "branch", title=title)
    else:
        yield from _points(record, at, score.points)
    for name in ("bonus", "deduction"):
        typed = getattr(score, name)
        if typed is not None and typed < 0:
            yield fault("assessments.negative", *at, name, typed=typed)
    if score.veto and not score.note:
        yield fault("assessments.veto-unexplained", *at, "veto", title=title)


def _points(record: Assessment, at: tuple[str | int, ...], points: dict[str, Decimal]) -> Iterator[Fault]:
    names = [way.name for way in record.ways]
    every = "、".join(names)
    for name, value in points.items():
        if name not in names:
            guess = did_you_mean(name, names)
            said = f"是不是想写“{guess}”？" if guess else ""
            yield fault("assessments.points-unknown", *at, "points", name, typed=name, guess=said, all=every)
        elif not 0 <= value <= 100:
            yield fault("assessments.points-range", *at, "points", name, name=name, points=value)
    missing = [name for name in names if name not in points]
    # A misspelt name is one fault, not an unknown and a missing one.
    if len(missing) > sum(name not in names for name in points):
        yield fault("assessments.points-missing", *at, "points", names="、".join(missing), all=every)


def _groups(record: Assessment, context: Context) -> Iterator[Fault]:
    if not any(score.group for score in record.scores):
        return
    for index, score in enumerate(record.scores):
        if not score.group and not score.absent:
            title = _title(score.branch, context)
            yield fault("assessments.group-missing", "scores", index, "branch", title=title)


def _twice(record: Assessment, context: Context) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, score in enumerate(record.scores):
        branch = context.get("branches", score.branch)
        key = branch.key if branch else score.branch
        if key in first:
            title = _title(score.branch, context)
            yield fault(
                "assessments.branch-twice", "scores", index, "branch", title=title, first=first[key] + 1
            )
        first.setdefault(key, index)


def _coverage(record: Assessment, context: Context) -> Iterator[Fault]:
    """One 考核 covers every branch or says 未参加."""
    found = (context.get("branches", score.branch) for score in record.scores)
    there = {branch.key for branch in found if branch is not None}
    missing = [
        one.title
        for one in context.records("branches")
        if one.key not in there and _existed(one, record) and _as_public(one, record, context)
    ]
    if missing:
        yield fault("assessments.branches-missing", "scores", count=len(missing), titles="、".join(missing))


def _as_public(branch: Record, record: Record, context: Context) -> bool:
    """Whether all who may read the assessment may know of the branch: naming any other would be an error itself."""
    return context.site.sees(record.audience or context.site.default_audience, branch.audience)


def _existed(branch: Any, record: Assessment) -> bool:
    """Whether the branch was there in the period: not a draft, not published after it, not withdrawn before it."""
    span = parse_period(record.period)
    if branch.draft:
        return False
    if span is None:
        return True
    started = branch.publish_on is None or branch.publish_on <= span.end
    return started and (branch.withdraw_on is None or branch.withdraw_on > span.start)


def _period(record: Assessment) -> Iterator[Fault]:
    span = parse_period(record.period)
    if span is None:
        yield fault("assessments.period-unclear", "period", typed=record.period)
    elif record.feedback_on and record.feedback_on < span.start:
        yield fault("assessments.feedback-early", "feedback_on", day=record.feedback_on, start=span.start)


def _notice(record: Assessment, context: Context) -> Iterator[Fault]:
    notice = context.get("notices", record.notice) if record.notice else None
    kind = context.policy.notice_type(notice.type) if notice else None
    if notice is not None and kind is not None and not kind.publicity:
        yield fault("assessments.notice-not-publicity", "notice", title=notice.title, type=notice.type)


def _approval(record: Assessment) -> Iterator[Fault]:
    if record.approval is None:
        yield fault("assessments.not-approved", "title")
    elif not record.approval.complete:
        yield fault("assessments.approval-open", "approval")


def assessments_together(context: Context) -> Iterator[tuple[Record | None, Fault]]:
    first: dict[tuple[str, str, str], Assessment] = {}
    for record in sorted(context.records("assessments"), key=lambda one: one.id):
        key = (record.type, record.period, record.target)
        other = first.setdefault(key, record)
        if other is not record:
            yield record, fault("assessments.same-twice", "period", other=other.title)
