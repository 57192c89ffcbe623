"""What can be wrong with a liaison: its dates, its visits, and two points of one person at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from generator.kinds.liaisons.model import Liaison
from generator.messages import ERROR, REMINDER, Message
from generator.record import Context, Fault, Record, fault

MESSAGES = {
    "liaisons.ends-before-start": Message(
        ERROR, "结束日期 {end} 早于开始日期 {start}。", "核对“开始”和“结束”两个日期。"
    ),
    "liaisons.visit-outside": Message(
        ERROR,
        "走访日期 {day} 不在联系期间（{start} 至{end}）之内。",
        "核对走访日期；不是这一期间的走访，写到当时的那条记录里。",
    ),
    "liaisons.overlap": Message(
        ERROR,
        "{name}同一时间有两个{type}：{path_here}（{start_here} 至{end_here}）和 {path_other}（{start_other} 至{end_other}）。",
        "一人同一时间只有一个{type}：给前一条写上“结束”；如果是同名的两个人，在姓名后注明部门。",
    ),
    "liaisons.gap": Message(
        REMINDER,
        "{name}从 {first} 到 {last} 没有{type}：上一个记在 {other}，{end} 结束。",
        "漏记的补一条记录；确实没有安排的可以不管。",
    ),
}
_FOREVER = dt.date.max


def rules(record: Liaison, context: Context) -> Iterator[Fault]:
    if record.end and record.end < record.start:
        yield fault("liaisons.ends-before-start", "end", end=record.end, start=record.start)
        return
    for n, visit in enumerate(record.visits):
        if not record.start <= visit.day <= (record.end or _FOREVER):
            at = ("visits", n, "day")
            yield fault("liaisons.visit-outside", *at, day=visit.day, start=record.start, end=_until(record))


def rules_together(context: Context) -> Iterator[tuple[Record | None, Fault]]:
    """DOMAIN §2: one 联系点 (指导点) of a person at a time; the later record of a pair is told."""
    for terms in _terms(context.records("liaisons")):
        for n, later in enumerate(terms):
            for earlier in terms[:n]:
                if later.start < (earlier.end or _FOREVER) or later.start == earlier.start:
                    yield later, _overlap(later, earlier)
        for earlier, later in pairwise(terms):
            if earlier.end and (later.start - earlier.end).days > 1:
                yield later, _gap(later, earlier)


def _terms(records: Sequence[Liaison]) -> Iterator[list[Liaison]]:
    """The liaisons of each person and type, by start; those with impossible dates are left to their own error."""
    groups: dict[tuple[str, str], list[Liaison]] = defaultdict(list)
    for record in records:
        if not record.end or record.end >= record.start:
            groups[record.person.name, record.type].append(record)
    for key in sorted(groups):
        yield sorted(groups[key], key=lambda record: (record.start, record.id))


def _overlap(later: Liaison, earlier: Liaison) -> Fault:
    return fault(
        "liaisons.overlap",
        "start",
        name=later.person.name,
        type=later.type,
        path_here=later.path,
        start_here=later.start,
        end_here=_until(later),
        path_other=earlier.path,
        start_other=earlier.start,
        end_other=_until(earlier),
    )


def _gap(later: Liaison, earlier: Liaison) -> Fault:
    assert earlier.end
    one_day = dt.timedelta(days=1)
    return fault(
        "liaisons.gap",
        "start",
        name=later.person.name,
        type=later.type,
        first=earlier.end + one_day,
        last=later.start - one_day,
        other=earlier.path,
        end=earlier.end,
    )


def _until(record: Liaison) -> str:
    return f" {record.end}" if record.end else "今"
