"""What can be wrong with an activity, and branches without this month's 主题党日."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from generator.kinds.activities.model import Activity
from generator.messages import ERROR, REMINDER, Message
from generator.periods import period_of
from generator.policy import Grade
from generator.record import Context, Fault, Record, fault

MESSAGES = {
    "activities.more-than-expected": Message(
        ERROR, "实到 {present} 人，多于应到 {expected} 人。", "核对两个人数；列席人员不计入实到。"
    ),
    "activities.present-too-early": Message(
        REMINDER, "日期 {day} 还没有到，就写了实到。", "核对“日期”；到那一天之前，页面仍显示为计划。"
    ),
    "activities.unreported": Message(
        REMINDER,
        "日期 {day} 已过，还没有写实到，页面仍显示为计划。",
        "开展了就补上“实到”；改期了就改“日期”。",
    ),
    "activities.unknown-grade": Message(ERROR, "评议等次没有“{grade}”。", "可以写的等次：{known}。"),
    "activities.grade-twice": Message(ERROR, "评议等次“{grade}”写了两次。", "合并成一项。"),
    "activities.grade-over-share": Message(
        ERROR,
        "“{grade}”{people} 人，占参评 {total} 人的 {share}%，超过规定的 {limit}%（{basis}）。",
        "核对各等次人数；这里最多 {most} 人。",
    ),
    "activities.no-party-day": Message(
        REMINDER,
        "“{branch}”{month}还没有主题党日，既没有开展，也没有计划{fixed}。",
        "在 activities 里加一条“类型: 主题党日”的记录；还没有开展就先不写“实到”。",
    ),
    "activities.off-fixed-day": Message(
        REMINDER,
        "计划在 {day} 的主题党日不是支部的固定日（每月 {fixed} 日）。",
        "确要改期就不用管；写错了就改“日期”，固定日变了就改支部记录里的“主题党日”。",
    ),
}
PARTY_DAY = "主题党日"


def rules(record: Activity, context: Context) -> Iterator[Fault]:
    yield from _attendance(record, context)
    yield from _fixed_day(record, context)
    yield from _grades(record, context)


def _attendance(record: Activity, context: Context) -> Iterator[Fault]:
    if record.present is None:
        if record.day < context.as_of:
            yield fault("activities.unreported", "day", day=record.day)
        return
    if record.expected is not None and record.present > record.expected:
        yield fault(
            "activities.more-than-expected", "present", present=record.present, expected=record.expected
        )
    if record.day > context.as_of:
        yield fault("activities.present-too-early", "present", day=record.day)


def _fixed_day(record: Activity, context: Context) -> Iterator[Fault]:
    """A 主题党日 still ahead that is not on the branch's fixed day; past ones cannot be moved any more."""
    branch = context.get("branches", record.branch)
    if record.type != PARTY_DAY or record.day < context.as_of or branch is None or branch.theme_day is None:
        return
    last = period_of("月", record.day).end.day
    if record.day.day != min(branch.theme_day, last):
        yield fault("activities.off-fixed-day", "day", day=record.day, fixed=branch.theme_day)


def _grades(record: Activity, context: Context) -> Iterator[Fault]:
    known = {grade.name: grade for scale in context.policy.review_grades for grade in scale.grades}
    seen: set[str] = set()
    for n, one in enumerate(record.review):
        at = ("review", n, "grade")
        if one.grade not in known:
            yield fault("activities.unknown-grade", *at, grade=one.grade, known="、".join(known))
        elif one.grade in seen:
            yield fault("activities.grade-twice", *at, grade=one.grade)
        else:
            yield from _share(record, n, known[one.grade], context)
        seen.add(one.grade)


def _share(record: Activity, n: int, grade: Grade, context: Context) -> Iterator[Fault]:
    total = sum(one.people for one in record.review)
    people, limit = record.review[n].people, grade.at_most_share
    if limit is None or not total or Decimal(people) * 100 <= limit * total:
        return
    basis = next(s.basis for s in context.policy.review_grades if grade in s.grades)
    yield fault(
        "activities.grade-over-share",
        *("review", n, "people"),
        grade=grade.name,
        people=people,
        total=total,
        share=(Decimal(people) * 100 / total).quantize(Decimal("0.1")),
        limit=limit,
        basis=basis,
        most=int(limit * total / 100),
    )


def _party_day_of(record: Activity, context: Context) -> str:
    """The branch whose 主题党日 of this month an activity is; nothing of another one."""
    if record.type != PARTY_DAY or not period_of("月", context.as_of).holds(record.day):
        return ""
    branch = context.get("branches", record.branch)
    return branch.id if branch is not None else ""


def rules_together(context: Context) -> Iterator[tuple[Record | None, Fault]]:
    """DOMAIN §2: a branch without this month's 主题党日; told at the branch, as there is no activity to tell it at."""
    entry = context.policy.entry("activity_types", PARTY_DAY)
    if entry is None:
        return
    month = period_of("月", context.as_of)
    there = {
        branch for _, branch in context.pieces("party day", context.records("activities"), _party_day_of)
    }
    for branch in context.records("branches"):
        if branch.id not in there:
            fixed = f"（固定日是每月 {branch.theme_day} 日）" if branch.theme_day else ""
            about = {"branch": branch.title, "month": month.label, "fixed": fixed}
            yield branch, fault("activities.no-party-day", "title", **about)
