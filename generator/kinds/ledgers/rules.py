"""What can be wrong with one ledger item, given the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import pairwise

from generator.kinds.ledgers.facts import NEXT, below, closed_on
from generator.kinds.ledgers.model import LedgerItem
from generator.record import Context, Fault, fault

_ALLOWED = {"问题": ("任务",), "任务": ("问题", "责任"), "责任": ("任务",)}
_SUFFIXES = ("党总支", "党支部", "支部", "党组织")


def ledger_rules(record: LedgerItem, context: Context) -> Iterator[Fault]:
    yield from _chain(record, context)
    yield from _independence(record)
    yield from _deadline(record)
    yield from _extensions(record)
    yield from _progress(record)
    yield from _strike_off(record)
    yield from _closing_order(record, context)


def _chain(record: LedgerItem, context: Context) -> Iterator[Fault]:
    """问题 → 任务 → 责任, each step named from either side."""
    named = [context.get("ledgers", ref) for ref in record.leads_to]
    for index, other in enumerate(named):
        if (
            other is not None
            and other.key != record.key
            and other.list_type not in _ALLOWED[record.list_type]
        ):
            yield fault(
                "ledgers.wrong-link",
                "leads_to",
                index,
                list=record.list_type,
                other=other.list_type,
                title=other.title,
                allowed="或".join(_ALLOWED[record.list_type]),
            )
    wanted = NEXT.get(record.list_type)
    # A reference to nothing, or a wrong link, is reported itself; the gap it leaves is no second fault.
    sound = all(other is not None and other.list_type in _ALLOWED[record.list_type] for other in named)
    if wanted and sound and not below(record, context):
        yield fault("ledgers.chain-broken", "list_type", list=record.list_type, next=wanted, slug=record.slug)


def _unit(name: str) -> str:
    """A unit's name without blanks and without the Party organisation's suffix: 综采一队党支部 is 综采一队's own."""
    bare = "".join(name.split())
    for suffix in _SUFFIXES:
        if bare.endswith(suffix) and bare != suffix:
            return bare.removesuffix(suffix)
    return bare


def _independence(record: LedgerItem) -> Iterator[Fault]:
    own = _unit(record.responsible.unit)
    if _unit(record.supervisor) == own:
        yield fault("ledgers.own-supervisor", "supervisor", supervisor=record.supervisor)
    if record.acceptance and _unit(record.acceptance.department) == own:
        yield fault(
            "ledgers.own-acceptance",
            "acceptance",
            "department",
            department=record.acceptance.department,
            supervisor=record.supervisor,
        )


def _deadline(record: LedgerItem) -> Iterator[Fault]:
    if record.deadline < record.opened_on:
        yield fault(
            "ledgers.deadline-before-opening", "deadline", deadline=record.deadline, opened=record.opened_on
        )
    for what, at, day in _dated(record):
        if day < record.opened_on:
            yield fault("ledgers.before-opening", *at, what=what, day=day, opened=record.opened_on)


def _dated(record: LedgerItem) -> Iterator[tuple[str, tuple[str | int, ...], dt.date]]:
    """Every dated step after the opening: its name, place and day."""
    for index, entry in enumerate(record.progress):
        yield "进展", ("progress", index, "day"), entry.day
    for index, extension in enumerate(record.extensions):
        yield "延期", ("extensions", index, "day"), extension.day
    if record.strike_off:
        yield "销号申请", ("strike_off", "day"), record.strike_off.day
    if record.acceptance:
        yield "验收", ("acceptance", "day"), record.acceptance.day
    if record.supervision:
        yield "督办", ("supervision", "day"), record.supervision.day


def _in_order(what: str, name: str, days: Iterable[dt.date]) -> Iterator[Fault]:
    for index, (before, day) in enumerate(pairwise(days), start=1):
        if day < before:
            yield fault("ledgers.out-of-order", name, index, "day", what=what, day=day, before=before)


def _extensions(record: LedgerItem) -> Iterator[Fault]:
    yield from _in_order("延期", "extensions", (extension.day for extension in record.extensions))
    before = record.deadline
    for index, extension in enumerate(record.extensions):
        at = ("extensions", index)
        if extension.deadline <= before:
            yield fault(
                "ledgers.extension-not-later", *at, "deadline", deadline=extension.deadline, before=before
            )
        elif extension.day > before:
            yield fault("ledgers.extension-too-late", *at, "day", day=extension.day, before=before)
        before = extension.deadline


def _progress(record: LedgerItem) -> Iterator[Fault]:
    yield from _in_order("进展", "progress", (entry.day for entry in record.progress))
    best = None
    for index, entry in enumerate(record.progress):
        percent = entry.percent
        if percent is None:
            continue
        at = ("progress", index, "percent")
        if not 0 <= percent <= 100:
            yield fault("ledgers.percent", *at, percent=percent)
        elif best is not None and percent < best:
            yield fault("ledgers.percent-falls", *at, before=best, percent=percent)
        best = percent


def _strike_off(record: LedgerItem) -> Iterator[Fault]:
    """销号: an application with evidence, then an accepting 验收, in that order."""
    request, verdict = record.strike_off, record.acceptance
    if request and not request.evidence:
        yield fault("ledgers.no-evidence", "strike_off")
    if verdict is None:
        return
    if request is None:
        yield fault("ledgers.acceptance-without-request", "acceptance")
    elif verdict.conclusion == "同意" and verdict.day < request.day:
        # After a 退回 the application is typed anew and is then later than the verdict.
        yield fault("ledgers.acceptance-early", "acceptance", "day", day=verdict.day, requested=request.day)
    if verdict.conclusion == "退回" and not verdict.opinion:
        yield fault("ledgers.returned-without-reason", "acceptance", "conclusion")


def _closing_order(record: LedgerItem, context: Context) -> Iterator[Fault]:
    if closed_on(record, context.as_of) is None:
        return
    for item in below(record, context):
        if closed_on(item, context.as_of) is None:
            yield fault("ledgers.closed-before-parts", "acceptance", list=record.list_type, title=item.title)
