"""What can be wrong with one brand, or thin."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from generator.kinds.brands.facts import BrandFacts, gaps_of
from generator.kinds.brands.model import Brand, Stage
from generator.kinds.brands.stages import FOLLOWING, PATH, skipped
from generator.record import Context, Fault, fault

LONGEST_METHOD = 300
_EMBLEM_WORDS = ("党徽", "党旗", "镰刀", "锤头", "镰锤", "党的标志")


def brand_rules(record: Brand, context: Context) -> Iterator[Fault]:
    yield from _history(record)
    for index, stage in enumerate(record.history):
        yield from _notice(record, index, stage, context)
    yield from _review(record, context)
    yield from _method(record)
    yield from _emblem(record)
    yield from _results(record)
    gaps = gaps_of(record)
    if gaps and record.history[-1].stage != "摘牌":
        yield fault("brands.gaps", "title", gaps="、".join(gaps))


def _history(record: Brand) -> Iterator[Fault]:
    first = record.history[0].stage
    if first != "申报":
        missing = PATH[: PATH.index(first)] if first in PATH else PATH
        yield fault("brands.history-start", "history", 0, "stage", skipped="、".join(missing))
    for index, (before, stage) in enumerate(pairwise(record.history), start=1):
        at = ("history", index)
        if stage.day < before.day:
            yield fault(
                "brands.history-days",
                *at,
                "day",
                stage=stage.stage,
                day=stage.day,
                before=before.stage,
                before_day=before.day,
            )
        elif stage.stage not in FOLLOWING[before.stage]:
            yield _step_fault(at, before.stage, stage.stage)


def _step_fault(at: tuple[str | int, ...], before: str, stage: str) -> Fault:
    """Going forward past a stage is thin; going anywhere else is wrong."""
    if left_out := skipped(before, stage):
        return fault(
            "brands.history-skips", *at, "stage", before=before, stage=stage, skipped="、".join(left_out)
        )
    allowed = "、".join(FOLLOWING[before])
    return fault("brands.history-step", *at, "stage", before=before, stage=stage, allowed=allowed)


def _notice(record: Brand, index: int, stage: Stage, context: Context) -> Iterator[Fault]:
    at = ("history", index)
    if stage.stage != "公示":
        if stage.notice:
            yield fault("brands.notice-elsewhere", *at, "notice", stage=stage.stage)
        return
    if not stage.notice:
        yield fault("brands.no-notice", *at, "stage")
        return
    notice = context.get("notices", stage.notice)
    kind = context.policy.notice_type(notice.type) if notice else None
    if notice is None or kind is None:
        return
    if not kind.publicity:
        yield fault("brands.notice-not-publicity", *at, "notice", title=notice.title, type=notice.type)
        return
    following = record.history[index + 1] if index + 1 < len(record.history) else None
    if following is None:
        yield from _waiting(index, notice, context)
    elif following.stage == "命名":
        yield from _naming(index + 1, following, notice, context)


def _waiting(index: int, notice: Any, context: Context) -> Iterator[Fault]:
    """The 公示 has its outcome, and the 历程 does not say what follows from it."""
    outcome = notice.outcome
    if outcome is not None and outcome.day <= context.as_of:
        found = {"title": notice.title, "conclusion": outcome.conclusion, "day": outcome.day}
        yield fault("brands.outcome-waits", "history", index, "stage", **found)


def _naming(index: int, naming: Stage, notice: object, context: Context) -> Iterator[Fault]:
    facts = context.facts(notice)  # type: ignore[arg-type]
    title = getattr(notice, "title", "")
    if facts.state.name == "cancelled":
        yield fault("brands.named-after-cancel", "history", index, "stage", title=title)
    elif facts.end is not None and naming.day <= facts.end:
        yield fault(
            "brands.named-in-period", "history", index, "day", day=naming.day, title=title, end=facts.end
        )


def _review(record: Brand, context: Context) -> Iterator[Fault]:
    facts: BrandFacts = context.facts(record)
    if facts.review_due:
        yield fault("brands.review-due", "history", len(record.history) - 1, "day", due=facts.review_on)


def _method(record: Brand) -> Iterator[Fault]:
    length = len("".join((record.method or "").split()))
    if length > LONGEST_METHOD:
        yield fault("brands.method-too-long", "method", count=length, most=LONGEST_METHOD)


def _emblem(record: Brand) -> Iterator[Fault]:
    meaning = record.logo.meaning if record.logo else None
    for word in _EMBLEM_WORDS:
        if word in (meaning or ""):
            yield fault("brands.emblem", "logo", "meaning", word=word)
            return


def _results(record: Brand) -> Iterator[Fault]:
    for index, result in enumerate(record.results):
        if (result.before is None or result.after is None) and not result.series:
            yield fault("brands.result-empty", "results", index, "name", name=result.name)
        seen: set[str] = set()
        for at, point in enumerate(result.series):
            if point.period in seen:
                yield fault(
                    "brands.series-twice", "results", index, "series", at, "period", period=point.period
                )
            seen.add(point.period)
