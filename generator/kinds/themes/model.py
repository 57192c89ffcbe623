"""融合主题实践: Party work tied to one piece of the mine's central work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from generator.fields import BranchRef, Day, In, Line, Markdown, Named, Text
from generator.parts import Change, Picture
from generator.record import Record, many, optional, required

ThemeForm = Annotated[Named, In("theme_forms")]


class Theme(Record):
    kind: ClassVar[str] = "themes"
    derived_keys: ClassVar[Mapping[str, str]] = {
        "状态": "由“开始”“结束”两个日期得出",
        "活动": "由组织生活记录里的“主题”汇总",
        "场次": "由组织生活记录里的“主题”汇总",
    }

    title: Line = required("标题", "主题的名称", "“单进突破”党员攻坚")
    form: ThemeForm = required("形式", "可选值在 policy.yml 的“主题形式”里", "主题实践")
    central_work: Line = required("中心工作", "服务的中心工作：安全、质量、单进等", "单进")
    branches: tuple[BranchRef, ...] = required("支部", "参加的支部，写编号，一行一个")
    start: Day = required("开始", "第一天", "2026-04-01")
    end: Day = required("结束", "最后一天", "2026-06-30")
    goal: Text | None = optional("目标", "要达到的目标", "二季度平均单进提高一成。")
    measures: tuple[Text, ...] = many("举措", "主要做法，一条一项")
    indicators: tuple[Change, ...] = many("指标", "用来衡量的指标，前后两个数")
    result: Markdown | None = optional("成效", "结束以后写取得的成效")
    pictures: tuple[Picture, ...] = many("图片", "活动照片，每张都要说明")
