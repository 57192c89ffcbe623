"""清单台账: 问题→任务→责任, opened, followed up and struck off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from generator.fields import AnyRef, BranchRef, Day, File, In, LedgerRef, Line, Markdown, Named, Number, Text
from generator.record import Part, Record, many, optional, required

SourceName = Annotated[Named, In("ledger_sources")]

_BY_DATES = "由期限、申请、验收和今天的日期得出"


class Source(Part):
    """来源: where an item came from."""

    type: SourceName = required("类型", "可选值在 policy.yml 的“清单来源”里", "考核")
    record: AnyRef | None = optional("记录", "来源记录，写“栏目/编号”", "assessments/2026-q3")
    note: Text | None = optional("说明", "补充说明", "三季度考核反馈第 2 条")


class Responsible(Part):
    """责任主体: the unit and the person that answer for it."""

    unit: Line = required("单位", "责任单位", "综采一队")
    person: Line = required("责任人", "责任人姓名或岗位", "队长")


class Progress(Part):
    day: Day = required("日期", "哪一天的进展", "2026-04-10")
    content: Text = required("内容", "做了什么", "完成排查，更换支架 3 架。")
    percent: Number | None = optional("完成度", "完成百分之几，0 到 100", "60")


class Extension(Part):
    reason: Text = required("原因", "为什么延期", "配件到货推迟")
    deadline: Day = required("新期限", "延到哪一天", "2026-05-31")
    approver: Line = required("批准人", "谁批准的", "分管领导")
    day: Day = required("日期", "批准的日期", "2026-04-25")


class StrikeOff(Part):
    """销号申请: asking for the item to be struck off, with evidence."""

    day: Day = required("日期", "申请日期", "2026-05-20")
    note: Text | None = optional("说明", "完成情况", "已全部整改到位。")
    evidence: tuple[File, ...] = many("证明", "证明材料的文件名，放在记录自己的文件夹里", "zhenggai.jpg")


class Acceptance(Part):
    """验收: the supervising side's verdict."""

    day: Day = required("日期", "验收日期", "2026-05-25")
    department: Line = required("部门", "验收部门", "安全监察部")
    conclusion: Literal["同意", "退回"] = required("结论", "同意（销号）或退回", "同意")
    opinion: Text | None = optional("意见", "验收意见；退回要写明原因", "现场核实，符合标准。")


class Supervision(Part):
    """督办: a leader's order to press on."""

    number: Line = required("单号", "督办单号", "督〔2026〕8号")
    person: Line = required("督办人", "谁督办", "矿纪委")
    day: Day = required("日期", "督办日期", "2026-05-06")


class LedgerItem(Record):
    kind: ClassVar[str] = "ledgers"
    derived_keys: ClassVar[Mapping[str, str]] = {
        "状态": _BY_DATES,
        "逾期": _BY_DATES,
        "逾期天数": _BY_DATES,
        "剩余天数": _BY_DATES,
        "是否销号": "由“销号申请”和“验收”得出",
        "完成度": "取最后一条进展的完成度",
    }

    title: Line = required("标题", "一句话说清是什么事", "综采一队顶板管理台账不全")
    list_type: Literal["问题", "任务", "责任"] = required("清单", "问题、任务或责任", "问题")
    content: Markdown = required("内容", "具体情况或要求")
    source: Source | None = optional("来源", "从哪里来：考核、巡察、组织生活会、群众意见等")
    branch: BranchRef = required("支部", "责任支部的编号", "shili-zhibu")
    measures: Markdown | None = optional("措施", "准备怎么做")
    deadline: Day = required("完成时间", "最后期限；要推迟请写“延期”，不要改这里", "2026-04-30")
    responsible: Responsible = required("责任主体", "责任单位和责任人")
    standard: Text = required("工作标准", "做到什么程度算完成", "台账齐全，抽查 20 处无缺项。")
    supervisor: Line = required("考核部门", "谁来考核验收，不能是责任单位自己", "安全监察部")
    leads_to: tuple[LedgerRef, ...] = many("对应", "问题写对应的任务，任务写对应的责任；写编号，一行一个")
    opened_on: Day = required("挂账日期", "哪一天挂账", "2026-03-20")
    progress: tuple[Progress, ...] = many("进展", "按日期先后写")
    extensions: tuple[Extension, ...] = many("延期", "经批准的延期，按先后写")
    strike_off: StrikeOff | None = optional("销号申请", "整改完成以后申请销号，要有证明")
    acceptance: Acceptance | None = optional("验收", "考核部门验收")
    supervision: Supervision | None = optional("督办", "上了督办单才写")
