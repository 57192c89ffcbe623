"""责任状、军令状、任务书: what a branch promised, by which figures, along which 路线图."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from generator.fields import BranchRef, Day, File, In, Line, Markdown, Named, Number, Text, Year
from generator.record import Part, Record, many, optional, required

HIGHER, LOWER = "越高越好", "越低越好"


class Measurement(Part):
    day: Day = required("日期", "这个数是哪一天的", "2026-06-30")
    value: Number = required("值", "到这一天为止的完成数", "860")


class Indicator(Part):
    """指标: target and what was reached; the last 完成 counts."""

    derived_keys: ClassVar[Mapping[str, str]] = {
        "进度": "由“目标”和最近一次“完成”算出",
        "完成率": "由“目标”和最近一次“完成”算出",
        "完成值": "取最近一次“完成”的值",
    }

    name: Line = required("名称", "指标名称", "掘进进尺")
    unit: Line | None = optional("单位", "计量单位", "米")
    target: Number = required("目标", "全年要达到的数", "1800")
    direction: Literal["越高越好", "越低越好"] = optional(
        "方向", "数越大越好还是越小越好；不写就是越高越好", "越低越好", default=HIGHER
    )
    points: tuple[Measurement, ...] = many("完成", "各次完成情况，按日期先后写")


class Milestone(Part):
    """里程碑: done when it has a 完成日期; overdue is derived."""

    derived_keys: ClassVar[Mapping[str, str]] = {
        "状态": "由“计划日期”“完成日期”和当天日期算出",
        "逾期天数": "由“计划日期”和当天日期算出",
    }

    name: Line = required("里程碑", "到这一步要做成什么", "完成支护工艺改进")
    planned_on: Day = required("计划日期", "计划哪一天做成，要在本年度之内", "2026-04-30")
    done_on: Day | None = optional("完成日期", "实际做成的日期；没有做成就不写", "2026-04-26")


class Fulfilment(Part):
    conclusion: Literal["兑现", "未兑现"] = required("结论", "兑现或未兑现", "兑现")
    day: Day = required("日期", "认定的日期", "2027-01-15")
    note: Text | None = optional("说明", "认定的依据、奖惩", "全部指标达到目标。")


class Pledge(Record):
    kind: ClassVar[str] = "pledges"
    derived_keys: ClassVar[Mapping[str, str]] = {
        "状态": "由路线图、兑现和当天日期算出",
        "进度": "由各项指标的完成情况算出",
        "完成率": "由各项指标的完成情况算出",
        "逾期天数": "由路线图和当天日期算出",
    }

    type: Annotated[Named, In("pledge_types")] = required(
        "类型", "责任状、军令状、任务书等，可选值在 policy.yml 的“责任状类型”里", "责任状"
    )
    year: Year = required("年度", "哪一年的", "2026")
    branch: BranchRef = required("支部", "签订的支部（编号）", "shili-zhibu")
    signer: Line = required("签订人", "代表支部签订的人", "李春林")
    countersigner: Line | None = optional("监签人", "监督签订的人", "党委书记")
    signed_on: Day = required("签订日期", "哪一天签的", "2026-01-10")
    promise: Markdown = required("承诺", "承诺做到什么，可分段、分条", "全年不发生轻伤以上事故。")
    indicators: tuple[Indicator, ...] = many("指标", "用数字衡量的目标")
    roadmap: tuple[Milestone, ...] = many("路线图", "分几步走，每一步的计划日期")
    fulfilment: Fulfilment | None = optional("兑现", "年底认定的结论；没有认定就不写")
    scan: File | None = optional("扫描件", "签字后的扫描件，放在记录自己的文件夹里", "saomiao.pdf")
