"""例会 that policy asks for and nobody recorded; two records of one meeting."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from generator.kinds.meetings.facts import newest_first, when
from generator.kinds.meetings.model import Meeting
from generator.messages import REMINDER, Message
from generator.periods import Every, Period, period_of, periods
from generator.policy import Recurring
from generator.record import Context, Fault, Record, fault

MESSAGES = {
    "meetings.missing": Message(
        REMINDER,
        "{type}应当每{every}一次（{basis}），近一年缺 {count} 次：{periods}。",
        "开过的补上记录；没有开的按制度补开。",
    ),
    "meetings.same-day": Message(
        REMINDER, "{other} 也是 {day} 的{type}。", "是同一次会就只留一条；一天确有两次，把“时间”写上。"
    ),
}
MOST_NAMED = 8
_ONE_DAY = dt.timedelta(days=1)


def rules(record: Meeting, context: Context) -> Iterator[Fault]:
    """Two records of one meeting, told at all but the first: those before it in the list at the same day and time are it."""
    first = record
    before = context.neighbours(record)[0]
    while before is not None:
        # Asked for by name, because its day and type count too, not only that it is there.
        found: Meeting | None = context.get("meetings", before.id)
        if found is None or newest_first(found)[:2] != newest_first(record)[:2]:
            break
        if (found.type, found.clock) == (record.type, record.clock):
            first = found
        before = context.neighbours(found)[0]
    if first is not record:
        yield fault("meetings.same-day", "day", other=first.path, day=record.day, type=record.type)


def rules_together(context: Context) -> Iterator[tuple[Record | None, Fault]]:
    """One reminder a type, at its latest meeting, so that years of gaps don't drown everything else."""
    by_type: dict[str, list[tuple[int, str, Meeting]]] = defaultdict(list)
    for record, (name, day) in context.pieces("when", context.records("meetings"), when):
        if day <= context.as_of.toordinal():
            by_type[name].append((day, record.id, record))
    for name, held in sorted(by_type.items()):
        entry = context.policy.entry("meeting_types", name)
        if not isinstance(entry, Recurring) or not entry.every:
            continue
        gaps = missing(entry.every, [dt.date.fromordinal(day) for day, _, _ in held], context)
        if gaps:
            yield max(held, key=lambda one: one[:2])[2], _missing_fault(entry, gaps)


def missing(every: Every, held: Iterable[dt.date], context: Context) -> list[Period]:
    """Periods without a meeting, given the days of all of a type: complete ones of the last 12 months, since the first.

    A week without a single working day (long holidays) asks for no meeting.
    """
    days = sorted(held)
    current = period_of(every, context.as_of)
    first = max(period_of(every, days[0]).start, _a_year_before(current.start))
    return [
        period
        for period in periods(every, first, current.start - _ONE_DAY)
        if not any(period.holds(day) for day in days)
        and context.calendar.count_between(period.start, period.end)
    ]


def _a_year_before(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=365)


def _missing_fault(entry: Recurring, gaps: Sequence[Period]) -> Fault:
    named = "、".join(period.label for period in gaps[-MOST_NAMED:])
    return fault(
        "meetings.missing",
        "type",
        type=entry.name,
        every={"月": "月", "季": "季度"}.get(entry.every or "", entry.every),
        basis=entry.basis,
        count=len(gaps),
        periods=f"{named}（只列最近 {MOST_NAMED} 次）" if len(gaps) > MOST_NAMED else named,
    )
