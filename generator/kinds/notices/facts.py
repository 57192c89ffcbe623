"""What is derived from a notice on a day: its period, its state, the table as readers may see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from generator.kinds.notices.masking import shown_rows, withhold_on
from generator.kinds.notices.model import Notice
from generator.kinds.notices.period import Span, counted_days, span
from generator.policy import NoticeType
from generator.record import Context, Facts, State

STATE_LABELS = {
    "planned": "未开始",
    "open": "公示中",
    "ended": "已结束",
    "concluded": "已有结果",
    "cancelled": "已撤销",
    "published": "已发布",
}


@dataclass(frozen=True, slots=True)
class NoticeFacts(Facts):
    publicity: bool = False
    """Whether the type has a 公示期."""
    start: dt.date | None = None
    end: dt.date | None = None
    """Last day, inclusive, as the policy counts."""
    inclusive_end: dt.date | None = None
    exclusive_end: dt.date | None = None
    working_days: int | None = None
    """Working days of the period with its first day; `working_days_exclusive` without it."""
    working_days_exclusive: int | None = None
    calendar_days: int | None = None
    provisional: bool = False
    """暂算: a year of the period has no holiday plan yet."""
    workdays: tuple[dt.date, ...] = ()
    days_left: int | None = None
    """Working days left, today included; None when not 公示中."""
    columns: tuple[str, ...] = ()
    shown_rows: tuple[tuple[str, ...], ...] = ()
    """The table as readers may see it, cell by cell in the order of `columns`; empty when withheld."""
    masked: bool = False
    """Whether names are masked by the type's policy."""
    withhold_on: dt.date | None = None
    """From this day on the personal parts are down."""
    table_withheld: bool = False


def columns_of(rows: tuple[dict[str, str], ...]) -> tuple[str, ...]:
    """Every column of a table, in the order in which it first appears."""
    return tuple(dict.fromkeys(column for row in rows for column in row))


def state_of(record: Notice, found: Span | None, publicity: bool, as_of: dt.date) -> State:
    outcome = record.outcome
    if outcome is not None and outcome.day <= as_of:
        name = "cancelled" if outcome.conclusion == "撤销" else "concluded"
        return State(name, STATE_LABELS[name], since=outcome.day)
    if not publicity or found is None:
        return State("published", STATE_LABELS["published"], since=record.publish_on or record.day)
    name = "planned" if as_of < found.start else "open" if as_of <= found.end else "ended"
    return State(name, STATE_LABELS[name], since=found.start, until=found.end)


def notice_facts(record: Notice, context: Context) -> NoticeFacts:
    kind = context.policy.notice_type(record.type)
    publicity = kind is not None and kind.publicity
    found = span(record.period, context.policy, context.calendar) if publicity else None
    until = withhold_on(record, context.policy, context.calendar)
    withheld = record.withheld or (until is not None and context.as_of >= until and bool(record.rows))
    columns, lines = _table(record, kind, withheld)
    facts = NoticeFacts(
        state=state_of(record, found, publicity, context.as_of),
        publicity=publicity,
        columns=columns,
        shown_rows=lines,
        masked=kind is not None and kind.masked,
        withhold_on=until,
        table_withheld=withheld,
    )
    return _with_period(facts, found, context) if found else facts


def _with_period(facts: NoticeFacts, found: Span, context: Context) -> NoticeFacts:
    workdays = counted_days(found, context.calendar)
    is_open = facts.state is not None and facts.state.name == "open"
    return replace(
        facts,
        start=found.start,
        end=found.end,
        inclusive_end=found.inclusive_end,
        exclusive_end=found.exclusive_end,
        working_days=found.working_days,
        working_days_exclusive=found.working_days_exclusive,
        calendar_days=found.calendar_days,
        provisional=found.provisional,
        workdays=workdays,
        days_left=sum(day >= context.as_of for day in workdays) if is_open else None,
    )


def _table(
    record: Notice, kind: NoticeType | None, withheld: bool
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    if withheld:
        return (), ()
    columns = columns_of(record.rows)
    return columns, tuple(
        tuple(row.get(column, "") for column in columns) for row in shown_rows(record, kind)
    )
