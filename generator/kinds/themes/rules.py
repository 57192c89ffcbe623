"""What can be wrong with one theme, or thin; and what is said about it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.kinds.themes.model import Theme
from generator.messages import ERROR, REMINDER, Message
from generator.record import Context, Fault, fault

MESSAGES = {
    "themes.reversed": Message(ERROR, "结束 {end} 早于开始 {start}。", "检查两个日期，改正写错的一个。"),
    "themes.branch-twice": Message(ERROR, "支部“{title}”写了两遍。", "只留一处。"),
    "themes.no-result": Message(
        REMINDER, "主题实践已于 {end} 结束，还没有写“成效”。", "补上“成效”，并把“指标”的“后”补齐。"
    ),
    "themes.indicator-open": Message(
        REMINDER, "主题实践已经结束，指标“{name}”还没有“后”。", "补上结束以后的数。"
    ),
    "themes.no-activity": Message(
        REMINDER,
        "主题实践已经开始，还没有一次组织生活写明属于这个主题。",
        "在组织生活记录里写“主题: {slug}”。",
    ),
}


def theme_rules(record: Theme, context: Context) -> Iterator[Fault]:
    if record.end < record.start:
        yield fault("themes.reversed", "end", start=record.start, end=record.end)
    yield from _branches(record, context)
    yield from _ended(record, context)
    if record.start <= context.as_of and not context.backlinks(record, "activities"):
        yield fault("themes.no-activity", "start", slug=record.slug)


def _branches(record: Theme, context: Context) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, ref in enumerate(record.branches):
        branch = context.get("branches", ref)
        key = branch.key if branch else ref
        if key in seen:
            yield fault("themes.branch-twice", "branches", index, title=branch.title if branch else ref)
        seen.add(key)


def _ended(record: Theme, context: Context) -> Iterator[Fault]:
    if context.as_of <= record.end:
        return
    if not record.result:
        yield fault("themes.no-result", "end", end=record.end)
    for index, indicator in enumerate(record.indicators):
        if indicator.after is None:
            yield fault("themes.indicator-open", "indicators", index, "name", name=indicator.name)
