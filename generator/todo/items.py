"""Finding what there is to do: from the states of records, and from the reminders of `check` that somebody can act on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from generator.binding import label_of
from generator.kinds import all_kinds
from generator.kinds.activities.matrix import Grid, matrix
from generator.library.gates import gate
from generator.library.library import Library
from generator.library.rules import stale_column
from generator.messages import catalogue
from generator.periods import period_of
from generator.record import Fault, Record

Urgency = Literal["now", "soon", "later"]
LABELS: Mapping[str, str] = {"now": "马上办", "soon": "近期办", "later": "有空办"}

ENDING_DAYS = 3
"""A 公示期 that ends within so many days is to be done soon, on its last day now."""
PRESSING_DAYS = 2
_NAMED = 6
_SHIPPED = "默认"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do. `day` is the day it is (or was) due; `record` is None for what no record is about."""

    urgency: Urgency
    kind: str
    what: str
    act: str
    basis: str
    code: str
    record: Record | None = None
    day: dt.date | None = None
    command: str = ""
    """What to run, when it is not the record's file that is to be changed."""

    @property
    def title(self) -> str:
        return self.record.title if self.record else all_kinds()[self.kind].label


@dataclass(frozen=True, slots=True)
class _Reminder:
    """How a reminder of `check` becomes something to do."""

    urgency: Urgency
    basis: str
    command: str = ""


# Reminders about style (gaps in a table, odd numbers) are for `check`; these are work that waits for somebody.
_REMINDERS = {
    "notices.no-outcome": _Reminder("now", "公告类型"),
    "notices.period-provisional": _Reminder("later", "国务院办公厅节假日安排"),
    "notices.contact-unreachable": _Reminder("soon", "公告类型"),
    "activities.unreported": _Reminder("soon", "组织生活类型"),
    "activities.no-party-day": _Reminder("soon", "组织生活类型", "gongkai new activities"),
    "meetings.missing": _Reminder("soon", "例会类型", "gongkai new meetings"),
    "brands.review-due": _Reminder("now", "品牌类型"),
    "brands.outcome-waits": _Reminder("soon", "品牌类型"),
    "brands.gaps": _Reminder("later", "品牌类型"),
    "brands.no-notice": _Reminder("soon", "品牌类型"),
    "brands.emblem": _Reminder("soon", "《中国共产党党徽党旗条例》"),
    "assessments.not-approved": _Reminder("soon", "考核类型"),
    "assessments.approval-open": _Reminder("soon", "考核类型"),
    "pledges.no-fulfilment": _Reminder("soon", "责任状类型"),
    "themes.no-result": _Reminder("soon", "主题形式"),
    "themes.indicator-open": _Reminder("later", "主题形式"),
    "themes.no-activity": _Reminder("later", "主题形式"),
    "ledgers.returned-without-reason": _Reminder("soon", "临期天数"),
    "ledgers.closed-before-parts": _Reminder("soon", "临期天数"),
    "liaisons.gap": _Reminder("soon", "联系点、指导点制度"),
    "trainings.basis-repealed": _Reminder("soon", "依据文件已经废止"),
    "trainings.basis-repealed-elsewhere": _Reminder("soon", "依据文件已经废止"),
    "record.stale-column": _Reminder("later", "停滞月数"),
}
_SECTIONS = {
    "公告类型": ("notice_types", "type"),
    "组织生活类型": ("activity_types", "type"),
    "例会类型": ("meeting_types", "type"),
    "品牌类型": ("brand_types", "brand_type"),
    "考核类型": ("assessment_types", "type"),
    "责任状类型": ("pledge_types", "type"),
    "主题形式": ("theme_forms", "form"),
}
_PARTY_DAY = "主题党日"


def todo(library: Library) -> list[Item]:
    """Everything that waits for staff on the library's day, the most urgent first."""
    found = [
        *_notices(library),
        *_ledgers(library),
        *_activities(library),
        *_gated(library),
        *_superseded(library),
        *_reminders(library),
    ]
    order = list(LABELS)
    return sorted(
        found,
        key=lambda one: (
            order.index(one.urgency),
            one.day or dt.date.max,
            one.kind,
            one.record.id if one.record else "",
        ),
    )


def _basis(library: Library, section: str, name: str | None) -> str:
    """The document that policy names for an entry."""
    entry = library.policy.entry(section, name)
    return entry.basis if entry else _SHIPPED


def _notices(library: Library) -> Iterator[Item]:
    """公示 that end within days: opinions must be gathered and an outcome prepared."""
    for record in library.records("notices"):
        facts = library.facts(record)
        if facts.state.name != "open" or facts.end is None:
            continue
        left = (facts.end - library.as_of).days
        if left <= ENDING_DAYS:
            yield Item(
                "now" if left <= 1 else "soon",
                "notices",
                f"公示期 {facts.end} 结束，{_left(left)}。",
                "汇总收到的意见；结束以后写“结果”（结论、日期、收到意见）。",
                _basis(library, "notice_types", record.type),
                "todo.notice-ending",
                record,
                facts.end,
            )


def _left(days: int) -> str:
    return "今天是最后一天" if days == 0 else "明天是最后一天" if days == 1 else f"还剩 {days} 天"


def _ledgers(library: Library) -> Iterator[Item]:
    """临期, 逾期, 待验收 and 退回 items."""
    for record in library.records("ledgers"):
        facts = library.facts(record)
        if made := _ledger_words(record, facts):
            urgency, what, act = made
            basis = _basis(library, "numbers", "临期天数")
            yield Item(
                urgency,
                "ledgers",
                what,
                act,
                basis,
                f"todo.ledger-{facts.state.name}",
                record,
                facts.deadline,
            )


def _ledger_words(record: Any, facts: Any) -> tuple[Urgency, str, str] | None:
    who = f"{record.responsible.unit}（{record.responsible.person}）"
    late = f"，已逾期 {facts.days_overdue} 天" if facts.overdue else ""
    match facts.state.name:
        case "overdue":
            what = f"{who}负责，{facts.deadline} 到期{late}。"
            return "now", what, "催办，写“进展”；确需推迟的经批准写“延期”；必要时写“督办”。"
        case "due_soon":
            urgency: Urgency = "now" if (facts.days_left or 0) <= PRESSING_DAYS else "soon"
            what = f"{who}负责，{facts.deadline} 到期，{_left(facts.days_left)}。"
            return urgency, what, "核对进展；完成了就写“销号申请”和证明。"
        case "returned":
            return "now", f"验收退回{late}，{who}要重新整改。", "写整改“进展”，完成后重新申请销号。"
        case "submitted":
            what = f"已申请销号，等{record.supervisor}验收{late}。"
            return "soon", what, "请考核部门验收，写“验收”（日期、部门、结论）。"
    return None


def _activities(library: Library) -> Iterator[Item]:
    """三会一课 and the like that the last whole period lacks; 主题党日 of this month has a reminder of its own."""
    for year in {library.as_of.year, (library.as_of.replace(day=1) - dt.timedelta(days=1)).year}:
        for grid in matrix(library, year).grids:
            yield from _missing(grid, year, library)


def _missing(grid: Grid, year: int, library: Library) -> Iterator[Item]:
    before = period_of(grid.every, period_of(grid.every, library.as_of).start - dt.timedelta(days=1))
    label = before.label.removeprefix(f"{year}年") or "全年"
    if before.start.year != year or label not in grid.columns:
        return
    at = grid.columns.index(label)
    missing = [line.branch for line in grid.lines if line.cells[at].state == "missing"]
    if missing:
        yield Item(
            "soon",
            "activities",
            f"{before.label}{grid.type}：{len(missing)} 个支部没有记录（{_some(missing)}）。",
            "开展过的补上记录；没有开展的按规定补开。",
            grid.basis,
            "todo.activity-missing",
            command="gongkai new activities",
        )


def _some(branches: Iterable[Any]) -> str:
    names = [
        branch.short_title if hasattr(branch, "short_title") else branch.short or branch.title
        for branch in branches
    ]
    return "、".join(names[:_NAMED]) + (f"等 {len(names)} 个" if len(names) > _NAMED else "")


def _gated(library: Library) -> Iterator[Item]:
    """What is written but not published for want of an approval or a withdrawal date."""
    for record in library.all_records():
        code = None if record.draft else gate(record, library.policy)
        if code:
            message = catalogue()[code]
            basis = (
                _basis(library, "notice_types", getattr(record, "type", None))
                if record.kind == "notices"
                else ""
            )
            yield Item(
                "soon",
                record.kind,
                message.text,
                message.hint,
                basis or _basis(library, "gates", record.kind),
                code,
                record,
                record.publish_on,
            )


def _superseded(library: Library) -> Iterator[Item]:
    """Superseded trainings that are still listed without a day on which they go."""
    for record in library.records("trainings"):
        facts = library.facts(record)
        if facts.state.name == "superseded" and record.withdraw_on is None:
            newer = library.get("trainings", facts.superseded_by)
            yield Item(
                "later",
                "trainings",
                f"已被“{newer.title if newer else ''}”取代，页面上已经自动注明。",
                "不再需要就写“撤下日期”；还要留作对照就不用管。",
                "有了新的规定或教材",
                "todo.training-superseded",
                record,
            )


def _reminders(library: Library) -> Iterator[Item]:
    """Reminders of the rules that wait for an action."""
    for record, found in _faults(library):
        rule = _REMINDERS.get(found.code)
        if rule is None:
            continue
        message = catalogue()[found.code]
        params = {"field": label_of(type(record), found.at) if record else "", **found.params}
        yield Item(
            _urgency(rule, found, library.as_of),
            record.kind if record else "branches",
            message.text.format(**params),
            message.hint.format(**params),
            _rule_basis(rule, record, found, library),
            found.code,
            record,
            _day(found),
            rule.command,
        )


def _urgency(rule: _Reminder, found: Fault, as_of: dt.date) -> Urgency:
    """This month's 主题党日 becomes urgent in the month's last week."""
    if found.code == "activities.no-party-day" and (period_of("月", as_of).end - as_of).days <= 7:
        return "now"
    return rule.urgency


def _faults(library: Library) -> Iterator[tuple[Record | None, Fault]]:
    for kind in all_kinds().values():
        for record in library.records(kind.name):
            for one in kind.rules(record, library):
                yield record, one
        yield from kind.rules_together(library)
    for kind in all_kinds().values():
        yield from stale_column(kind, library)


def _rule_basis(rule: _Reminder, record: Record | None, found: Fault, library: Library) -> str:
    if rule.basis in ("临期天数", "停滞月数"):
        return _basis(library, "numbers", rule.basis)
    if rule.basis not in _SECTIONS:
        return rule.basis
    section, attribute = _SECTIONS[rule.basis]
    name = _PARTY_DAY if found.code == "activities.no-party-day" else getattr(record, attribute, None)
    return _basis(library, section, name)


def _day(found: Fault) -> dt.date | None:
    """The day that the reminder is about, where it says one."""
    for name in ("end", "due", "day", "repealed"):
        if isinstance(value := found.params.get(name), dt.date):
            return value
    return None
