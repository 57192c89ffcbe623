"""组织生活: 三会一课, 主题党日, 组织生活会, 民主评议 of a branch. Planned until 实到 is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from generator.fields import BranchRef, Clock, Count, Day, In, Line, Markdown, Named, Text, ThemeRef
from generator.parts import Picture
from generator.record import Part, Record, many, optional, required


class GradeCount(Part):
    """民主评议 by numbers only: members are never named or ranked."""

    derived_keys: ClassVar[Mapping[str, str]] = {"比例": "由各等次人数算出"}

    grade: Line = required("等次", "优秀、合格、基本合格、不合格", "优秀")
    people: Count = required("人数", "多少人", "8")


class Activity(Record):
    kind: ClassVar[str] = "activities"
    derived_keys: ClassVar[Mapping[str, str]] = {
        "状态": "由“日期”和“实到”得出",
        "出勤率": "由“实到”“应到”算出",
        "到会率": "由“实到”“应到”算出",
        "缺席": "由“实到”“应到”算出",
    }

    type: Annotated[Named, In("activity_types")] = required(
        "类型", "主题党日、党员大会、支委会等，可选值在 policy.yml 的“组织生活类型”里", "主题党日"
    )
    branch: BranchRef = required("支部", "哪个支部（编号）", "shili-zhibu")
    day: Day = required("日期", "哪一天", "2026-03-10")
    clock: Clock | None = optional("时间", "几点开始", "15:00")
    place: Line | None = optional("地点", "在哪里", "支部活动室")
    chair: Line | None = optional("主持", "谁主持", "支部书记")
    expected: Count | None = optional("应到", "应到多少人", "32")
    present: Count | None = optional("实到", "实到多少人；还没有开展就不写", "30")
    agenda: Text | None = optional("议题", "议题，可以写几行", "学习安全生产重要论述")
    content: Markdown | None = optional("内容", "开展了什么")
    review: tuple[GradeCount, ...] = many("评议结果", "民主评议各等次的人数，只写人数、不写姓名")
    pictures: tuple[Picture, ...] = many("图片", "现场图片，每张都要写说明")
    theme: ThemeRef | None = optional("主题", "属于哪个融合主题实践（编号）", "anquan-zhuti")
