"""协同分工: who leads a piece of work and who helps, from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from generator.fields import Day, Line, Markdown
from generator.record import Record, many, optional, required


class Duty(Record):
    kind: ClassVar[str] = "duties"
    derived_keys: ClassVar[Mapping[str, str]] = {"状态": "由“生效”“废止”和当天日期算出"}

    lead: Line = required("牵头", "牵头的单位，只写一个", "党委工作部")
    helpers: tuple[Line, ...] = many("配合", "配合的单位，逐个写", "安全监察部")
    duty: Markdown = required("职责", "各自做什么，可分条写")
    basis: Line | None = optional("依据", "依据哪份文件", "党建与中心工作融合实施意见")
    effective: Day = required("生效", "从哪一天起", "2026-01-01")
    repealed: Day | None = optional("废止", "从哪一天起不再执行；还在执行就不写", "2026-12-31")
