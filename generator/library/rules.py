"""Rules that hold for records of every kind. Rules of one kind live with the kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from generator.kinds import all_kinds
from generator.library.gates import gate
from generator.library.library import Library
from generator.library.references import policy_names, references
from generator.library.scan import ID, YEAR
from generator.library.visible import standing
from generator.record import Fault, Kind, Record, fault
from generator.words import did_you_mean

_MONTH = 30.44
"""Days."""


def common_rules(record: Record, library: Library) -> Iterator[Fault]:
    """What is wrong with one record regardless of its kind."""
    yield from _audience(record, library)
    yield from _references(record, library)
    yield from _policy_names(record, library)
    yield from _approval(record, library)
    yield from _days(record)


def _guess(typed: str, known: Sequence[str]) -> str:
    guess = did_you_mean(typed, known)
    return f"是不是想写“{guess}”？" if guess else ""


def _audience(record: Record, library: Library) -> Iterator[Fault]:
    choices = library.site.audiences or (library.site.default_audience,)
    if record.audience and record.audience not in choices:
        yield fault(
            "record.audience",
            "audience",
            typed=record.audience,
            choices="、".join(choices),
            guess=_guess(record.audience, choices),
        )


def _references(record: Record, library: Library) -> Iterator[Fault]:
    for at, ref, to in references(record):
        target = library.target(ref, to.kinds)
        if target is None:
            if not _names_unreadable(ref, to.kinds, library):
                yield _no_target(at, ref, to.kinds, library)
        elif target is record:
            yield fault("record.ref-self", *at)
        elif not library.site.sees(_audience_of(record, library), target.audience):
            yield fault("record.ref-narrower", *at, typed=ref)


def _names_unreadable(ref: str, kinds: Sequence[str], library: Library) -> bool:
    return ref in library.unreadable or any(f"{kind}/{ref}" in library.unreadable for kind in kinds)


def _audience_of(record: Record, library: Library) -> str:
    return record.audience or library.site.default_audience


def _no_target(at: tuple[str | int, ...], ref: str, kinds: Sequence[str], library: Library) -> Fault:
    kinds = list(all_kinds()) if "*" in kinds else kinds
    labels = "或".join(all_kinds()[kind].label for kind in kinds) if len(kinds) < 4 else "“栏目/编号”形式"
    elsewhere = next((kind for kind in all_kinds() if kind not in kinds and library.get(kind, ref)), None)
    if elsewhere:
        actual = all_kinds()[elsewhere].label
        return fault("record.ref-wrong-kind", *at, typed=ref, kinds=labels, actual=actual)
    prefix = len(kinds) > 3
    known = [f"{k}/{r.slug}" if prefix else r.slug for k in kinds for r in library.records(k)]
    return fault("record.ref-nothing", *at, typed=ref, kinds=labels, guess=_guess(ref, known))


def _policy_names(record: Record, library: Library) -> Iterator[Fault]:
    for at, name, within in policy_names(record):
        if library.policy.entry(within.section, name) is None:
            choices = library.policy.names(within.section)
            yield fault(
                "record.not-in-policy",
                *at,
                typed=name,
                choices="、".join(choices),
                guess=_guess(name, choices),
            )


def _approval(record: Record, library: Library) -> Iterator[Fault]:
    if (code := gate(record, library.policy)) and not record.draft:
        yield fault(code, "approval")
    approval = record.approval
    if approval is None:
        return
    steps = [
        (name, label, step)
        for name, label, step in (
            ("proposed", "提出", approval.proposed),
            ("reviewed", "审核", approval.reviewed),
            ("approved", "审批", approval.approved),
        )
        if step
    ]
    for (_, earlier, before), (name, later, after) in pairwise(steps):
        if after.day < before.day:
            yield fault(
                "record.approval-order",
                "approval",
                name,
                "day",
                later=later,
                later_day=after.day,
                earlier=earlier,
                earlier_day=before.day,
            )


def _days(record: Record) -> Iterator[Fault]:
    publish, withdraw = record.publish_on, record.withdraw_on
    if publish and withdraw and withdraw <= publish:
        yield fault("record.withdraw-before-publish", "withdraw_on", withdraw=withdraw, publish=publish)
    for index, correction in enumerate(record.corrections):
        if publish and correction.day < publish:
            yield fault(
                "record.correction-before", "corrections", index, "day", day=correction.day, publish=publish
            )


def aliases_together(library: Library) -> Iterator[tuple[Record, Fault]]:
    """别名: old addresses must be addresses, free, and lead to one record only."""
    first: dict[tuple[str, str], Record] = {}
    for record in library.aliased():
        for index, alias in enumerate(record.aliases):
            at = ("aliases", index)
            other = library.get(record.kind, alias)
            if not all(ID.fullmatch(part) for part in alias.split("/")) or YEAR.fullmatch(alias):
                yield record, fault("record.alias-bad", *at, typed=alias)
            elif other is not None and other.id == alias:
                yield record, fault("record.alias-taken", *at, typed=alias, other=other.path)
            elif (seen := first.setdefault((record.kind, alias), record)) is not record:
                yield record, fault("record.alias-twice", *at, typed=alias, other=seen.path)


def stale_column(kind: Kind, library: Library) -> Iterator[tuple[Record | None, Fault]]:
    """A 栏目 with nothing new for as many months as the policy allows. Drafts and what is planned are not there yet."""
    allowed = library.policy.number("停滞月数") * _MONTH
    newest: dt.date | None = None
    for record in library.records(kind.name):
        days = [day for day in _news(kind, record, library.as_of) if day <= library.as_of]
        if days and standing(record, library.policy, library.as_of) in ("shown", "withdrawn"):
            newest = max(days) if newest is None else max(newest, *days)
            if (library.as_of - newest).days <= allowed:
                return  # the others cannot make it stale
    if newest is not None:
        months = int((library.as_of - newest).days / _MONTH)
        yield None, fault("record.stale-column", label=kind.label, months=months)


def _news(kind: Kind, record: Record, as_of: dt.date) -> Iterable[dt.date]:
    """Days by which a record keeps its column from being stale."""
    if kind.news is not None:
        return kind.news(record, as_of)
    day = kind.day(record)
    return (day,) if day else ()
