"""例会: weekly, monthly and quarterly Party-work meetings and what they decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from generator.fields import Clock, Day, In, LedgerRef, Line, Markdown, Named, Text
from generator.record import Part, Record, many, optional, required


class Decision(Part):
    derived_keys: ClassVar[Mapping[str, str]] = {"状态": "由所列清单的状态得出"}

    content: Text = required("内容", "议定了什么", "各支部 3 月底前完成党员身份信息核对。")
    ledger: LedgerRef | None = optional(
        "清单", "已经列入清单的，写清单编号；落实状态自动带出", "2026/renwu-03"
    )


class Meeting(Record):
    kind: ClassVar[str] = "meetings"
    derived_keys: ClassVar[Mapping[str, str]] = {"状态": "由“日期”和当天日期算出"}

    type: Annotated[Named, In("meeting_types")] = required(
        "类型", "周例会、月度党建例会等，可选值在 policy.yml 的“例会类型”里", "月度党建例会"
    )
    day: Day = required("日期", "哪一天开", "2026-03-05")
    clock: Clock | None = optional("时间", "几点开", "14:30")
    place: Line | None = optional("地点", "在哪里开", "办公楼二楼会议室")
    chair: Line | None = optional("主持", "谁主持", "党委书记")
    agenda: tuple[Line, ...] = many("议题", "逐条写", "研究支部品牌复核安排")
    decisions: tuple[Decision, ...] = many("议定事项", "逐条写；已列入清单的带上清单编号")
    review: Markdown | None = optional(
        "回看",
        "上次议定的事项落实得怎样；有清单编号的会自动列出状态，这里只写补充",
        "上次议定的 3 项已完成 2 项。",
    )
