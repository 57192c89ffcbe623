"""What can be wrong with a pledge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from generator.kinds.pledges.model import Indicator, Pledge
from generator.messages import ERROR, REMINDER, Message
from generator.record import Context, Fault, fault

MESSAGES = {
    "pledges.milestone-outside-year": Message(
        ERROR,
        "里程碑“{name}”的计划日期 {day} 不在 {year} 年度之内。",
        "路线图只排本年度：改成 {year}-01-01 至 {year}-12-31 之间的日期，或改“年度”。",
    ),
    "pledges.done-before-signing": Message(
        ERROR,
        "里程碑“{name}”的完成日期 {day} 早于签订日期 {signed}。",
        "核对这两个日期；签订之前就做成的事不列入路线图。",
    ),
    "pledges.points-not-ascending": Message(
        ERROR,
        "指标“{name}”的完成情况没有按日期先后写：{day} 排在 {before} 之后。",
        "按日期从早到晚排列，同一天只写一次。",
    ),
    "pledges.indicator-twice": Message(
        ERROR, "指标“{name}”写了两次。", "合并成一项；各次的数写在同一项的“完成”里。"
    ),
    "pledges.fulfilled-before-signing": Message(
        ERROR, "兑现日期 {day} 早于签订日期 {signed}。", "核对“兑现”里的日期和“签订日期”。"
    ),
    "pledges.signed-outside-year": Message(
        REMINDER, "签订日期 {day} 不在 {year} 年度，也不在上一年。", "核对“年度”和“签订日期”。"
    ),
    "pledges.no-fulfilment": Message(
        REMINDER, "{year} 年度已经结束，还没有写“兑现”。", "认定以后补上“兑现”：结论、日期、说明。"
    ),
    "pledges.kept-but-unmet": Message(
        REMINDER,
        "结论是兑现，但指标“{name}”还没有达到目标：最近一次是 {value}，目标是 {target}。",
        "补上最后一次“完成”的数，或在“兑现”的说明里写明原因。",
    ),
}


def rules(record: Pledge, context: Context) -> Iterator[Fault]:
    yield from _signing(record)
    yield from _roadmap(record)
    yield from _indicators(record)
    yield from _fulfilment(record, context)


def _signing(record: Pledge) -> Iterator[Fault]:
    if record.signed_on.year not in (record.year - 1, record.year):
        yield fault("pledges.signed-outside-year", "signed_on", day=record.signed_on, year=record.year)


def _roadmap(record: Pledge) -> Iterator[Fault]:
    for n, one in enumerate(record.roadmap):
        if one.planned_on.year != record.year:
            yield fault(
                "pledges.milestone-outside-year",
                *("roadmap", n, "planned_on"),
                name=one.name,
                day=one.planned_on,
                year=record.year,
            )
        if one.done_on and one.done_on < record.signed_on:
            yield fault(
                "pledges.done-before-signing",
                *("roadmap", n, "done_on"),
                name=one.name,
                day=one.done_on,
                signed=record.signed_on,
            )


def _indicators(record: Pledge) -> Iterator[Fault]:
    seen: set[str] = set()
    for n, one in enumerate(record.indicators):
        if one.name in seen:
            yield fault("pledges.indicator-twice", "indicators", n, "name", name=one.name)
        seen.add(one.name)
        yield from _ascending(one, n)


def _ascending(indicator: Indicator, n: int) -> Iterator[Fault]:
    before: dt.date | None = None
    for m, point in enumerate(indicator.points):
        if before and point.day <= before:
            at = ("indicators", n, "points", m, "day")
            yield fault(
                "pledges.points-not-ascending", *at, name=indicator.name, day=point.day, before=before
            )
        before = point.day


def _fulfilment(record: Pledge, context: Context) -> Iterator[Fault]:
    done = record.fulfilment
    if done is None:
        if context.as_of > dt.date(record.year, 12, 31):
            yield fault("pledges.no-fulfilment", "year", year=record.year)
        return
    if done.day < record.signed_on:
        yield fault(
            "pledges.fulfilled-before-signing", "fulfilment", "day", day=done.day, signed=record.signed_on
        )
    if done.conclusion == "兑现" and done.day <= context.as_of:
        yield from _unmet(record, context)


def _unmet(record: Pledge, context: Context) -> Iterator[Fault]:
    for n, (one, known) in enumerate(zip(record.indicators, context.facts(record).indicators, strict=True)):
        if known.value is not None and not known.met:
            yield fault(
                "pledges.kept-but-unmet",
                *("indicators", n, "name"),
                name=one.name,
                value=known.value,
                target=one.target,
            )
