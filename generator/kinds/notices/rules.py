"""What can be wrong with one notice."""

from __future__ import annotations

from collections.abc import Iterator

from generator.kinds.notices.masking import is_name_column, masked_name, names_in
from generator.kinds.notices.model import Notice, Period
from generator.kinds.notices.period import WAYS, Span, first_day_counts, floor_ends, span, ways_typed
from generator.policy import NoticeType
from generator.record import Context, Fault, fault
from generator.regex import regex
from generator.workdays import MAX_DAYS

_WRONG_BRACKETS = regex(r"[\[\(（【［{｛<＜《]\s*(\d{4})\s*[\]\)）】］}｝>＞》]")
_NUMBER = regex(r"[^〔〕\s]+〔\d{4}〕[1-9]\d*号")
_NUMBER_LOOSE = regex(r"^(.*?)(〔\d{4}〕)\s*第?\s*0*(\d+)\s*号?$")
_EXAMPLE_NUMBER = "示矿党〔2026〕12号"
_DEFAULT_FLOOR = 5


def notice_rules(record: Notice, context: Context) -> Iterator[Fault]:
    kind = context.policy.notice_type(record.type)
    yield from _number(record)
    yield from _rows(record)
    if kind is None:
        return
    if kind.masked:
        yield from _names_in_clear(record)
    if kind.publicity:
        yield from _publicity(record, kind, context)
    else:
        yield from _plain(record)


def _plain(record: Notice) -> Iterator[Fault]:
    if record.period is not None:
        yield fault("notices.period-unexpected", "period", type=record.type)
    if record.outcome is not None:
        yield fault("notices.outcome-unexpected", "outcome", type=record.type)


def _publicity(record: Notice, kind: NoticeType, context: Context) -> Iterator[Fault]:
    if record.contact is None:
        yield fault("notices.no-contact", "type", type=record.type)
    elif not (record.contact.phone or record.contact.mailbox or record.contact.address):
        yield fault("notices.contact-unreachable", "contact")
    if record.period is None:
        yield fault("notices.no-period", "type", type=record.type, floor=kind.floor_days or _DEFAULT_FLOOR)
        return
    found = span(record.period, context.policy, context.calendar)
    if found is None:
        yield from _unsound(record.period)
        return
    yield from _floor(record, kind, found, context)
    yield from _provisional(found, context)
    yield from _around(record, found)
    yield from _outcome(record, found, context)


def _unsound(period: Period) -> Iterator[Fault]:
    """Why a period has no end."""
    ways = ways_typed(period)
    if not ways:
        yield fault("notices.period-open-ended", "period")
    elif len(ways) > 1:
        typed = "和".join(f"“{WAYS[name]}”" for name in ways)
        yield fault("notices.period-twice", "period", ways[-1], ways=typed)
    elif period.end is None:
        yield fault("notices.period-days", "period", ways[0], days=getattr(period, ways[0]), most=MAX_DAYS)
    elif period.end < period.start:
        yield fault("notices.period-reversed", "period", "end", start=period.start, end=period.end)
    else:
        yield fault("notices.period-endless", "period", "end", start=period.start, end=period.end)


def _floor(record: Notice, kind: NoticeType, found: Span, context: Context) -> Iterator[Fault]:
    floor = kind.floor_days
    ends = floor_ends(found.start, floor, context.calendar) if floor else None
    if not floor or ends is None:
        return
    inclusively = first_day_counts(context.policy)
    days = found.working_days if inclusively else found.working_days_exclusive
    both = {"floor": floor, "start": found.start, "end": found.end} | {
        "inclusive": ends.inclusive_end,
        "exclusive": ends.exclusive_end,
    }
    at = ("period", ways_typed(record.period)[0] if record.period else "start")
    if days < floor:
        counted = "计入" if inclusively else "不计"
        yield fault(
            "notices.period-too-short",
            *at,
            type=record.type,
            days=days,
            counted=counted,
            basis=kind.basis,
            **both,
        )
    elif found.working_days_exclusive < floor:
        yield fault(
            "notices.period-only-inclusive",
            *at,
            inclusive_days=found.working_days,
            exclusive_days=found.working_days_exclusive,
            **both,
        )


def _provisional(found: Span, context: Context) -> Iterator[Fault]:
    if found.provisional:
        touched = range(found.start.year, max(found.end, found.exclusive_end).year + 1)
        years = "、".join(str(year) for year in touched if year not in context.calendar.years)
        yield fault("notices.period-provisional", "period", "start", years=years)


def _around(record: Notice, found: Span) -> Iterator[Fault]:
    """Dates outside the period that must not cut into it."""
    if record.publish_on and record.publish_on > found.start:
        yield fault("notices.published-late", "publish_on", publish=record.publish_on, start=found.start)
    cancelled = record.outcome is not None and record.outcome.conclusion == "撤销"
    if record.withdraw_on and record.withdraw_on <= found.end and not cancelled:
        yield fault("notices.withdrawn-early", "withdraw_on", withdraw=record.withdraw_on, end=found.end)
    if record.day > found.start:
        yield fault("notices.dated-after-start", "day", day=record.day, start=found.start)


def _outcome(record: Notice, found: Span, context: Context) -> Iterator[Fault]:
    outcome = record.outcome
    if outcome is None:
        if context.as_of > found.end:
            yield fault("notices.no-outcome", "period", end=found.end)
        return
    if outcome.conclusion != "撤销" and outcome.day < found.end:
        yield fault("notices.outcome-early", "outcome", "day", day=outcome.day, end=found.end)
    if outcome.conclusion != "无异议" and not outcome.note:
        yield fault("notices.outcome-unexplained", "outcome", "conclusion", conclusion=outcome.conclusion)


def _rows(record: Notice) -> Iterator[Fault]:
    """Rows whose columns differ from the first row's: mostly a misspelt column."""
    for index, row in enumerate(record.rows[1:], start=1):
        extra = [f"多了“{column}”" for column in row if column not in record.rows[0]]
        missing = [f"少了“{column}”" for column in record.rows[0] if column not in row]
        if extra or missing:
            yield fault(
                "notices.uneven-rows", "rows", index, row=index + 1, difference="，".join(extra + missing)
            )


def _names_in_clear(record: Notice) -> Iterator[Fault]:
    """Masking a table is no use when the text beside it has the names, or when nobody can tell which column has them."""
    if record.rows and not any(is_name_column(column) for row in record.rows for column in row):
        yield fault("notices.no-name-column", "rows", type=record.type)
    for name in names_in(record.rows):
        for at, text in _texts(record):
            if name in "".join(text.split()):
                yield fault("notices.name-in-clear", *at, type=record.type, masked=masked_name(name))


def _texts(record: Notice) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What of a notice is shown beside its table."""
    yield ("title",), record.title
    yield ("basis",), record.basis or ""
    yield ("body",), record.body
    if record.outcome:
        yield ("outcome", "note"), record.outcome.note or ""
    for index, correction in enumerate(record.corrections):
        yield ("corrections", index, "content"), correction.content


def _number(record: Notice) -> Iterator[Fault]:
    typed = record.number
    if not typed or _NUMBER.fullmatch(typed):
        return
    if _WRONG_BRACKETS.search(typed):
        better = _WRONG_BRACKETS.sub(r"〔\1〕", typed)
        yield fault("notices.number-brackets", "number", typed=typed, better=_better_number(better))
        return
    yield fault("notices.number-form", "number", typed=typed, better=_better_number(typed))


def _better_number(typed: str) -> str:
    match = _NUMBER_LOOSE.match(typed)
    return f"{match[1].strip()}{match[2]}{match[3]}号" if match and match[1].strip() else _EXAMPLE_NUMBER
