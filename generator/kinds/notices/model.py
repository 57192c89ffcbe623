"""公示公告: publicity with its period, plain notices, and results made known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import PrivateAttr

from generator.fields import BranchRef, Count, Day, In, Line, Markdown, Named, Text
from generator.parts import Contact
from generator.record import Part, Record, many, optional, required

NoticeType = Annotated[Named, In("notice_types")]
Conclusion = Literal["无异议", "有异议已核查", "撤销"]

_BY_PERIOD = "由“公示期”和日历算出"


class Period(Part):
    """公示期: a start and exactly one way to say where it ends."""

    derived_keys: ClassVar[Mapping[str, str]] = {
        "状态": "由今天的日期和公示期得出",
        "剩余天数": "由今天的日期和公示期得出",
        "天数": "由开始和结束的日期算出；要规定天数请写“工作日”或“自然日”",
    }

    start: Day = required("开始", "公示第一天", "2026-03-02")
    end: Day | None = optional("结束", "公示最后一天（含当天）；写了结束就不再写天数", "2026-03-06")
    working_days: Count | None = optional("工作日", "公示几个工作日（系统按调休算出结束日期）", "5")
    calendar_days: Count | None = optional("自然日", "公示几个自然日", "7")


class Outcome(Part):
    """结果: what became of the publicity."""

    conclusion: Conclusion = required("结论", "无异议、有异议已核查或撤销", "无异议")
    day: Day = required("日期", "得出结论的日期，不早于公示期结束（撤销除外）", "2026-03-09")
    opinions: Line | None = optional("收到意见", "收到几条意见；没有就写“无”", "无")
    note: Text | None = optional("说明", "核查情况或撤销原因")


class Notice(Record):
    kind: ClassVar[str] = "notices"
    derived_keys: ClassVar[Mapping[str, str]] = {
        "状态": _BY_PERIOD,
        "公示状态": _BY_PERIOD,
        "剩余天数": _BY_PERIOD,
        "截止日期": "由“公示期”算出；要写明最后一天请写在“公示期”的“结束”里",
        "是否结束": _BY_PERIOD,
    }

    title: Line = required("标题", "公示公告的标题", "关于拟表彰先进党支部的公示")
    type: NoticeType = required("类型", "可选值在 policy.yml 的“公告类型”里", "评优公示")
    number: Line | None = optional("文号", "发文字号，年份用六角括号", "示矿党〔2026〕12号")
    basis: Text | None = optional("依据", "根据哪份文件", "根据《评优评先管理办法》")
    body: Markdown = required("正文", "公示公告的正文，分段书写")
    rows: tuple[dict[str, Text], ...] = many("对象", "名单或表格：一行一项，列名自己定，各行列名要一致")
    branches: tuple[BranchRef, ...] = many("支部", "与哪些支部有关，写编号；会显示在支部页面上")
    period: Period | None = optional("公示期", "公示类必填：开始，以及结束、工作日、自然日三者之一")
    scope: Line | None = optional("公示范围", "在什么范围公示", "全矿")
    contact: Contact | None = optional("受理", "公示类必填：向谁反映意见")
    issuer: Line = required("落款", "发文单位", "示范矿党委工作部")
    day: Day = required("成文日期", "落款的日期", "2026-03-02")
    outcome: Outcome | None = optional("结果", "公示结束以后补写")

    _withheld: bool = PrivateAttr(default=False)

    @property
    def withheld(self) -> bool:
        """Whether personal parts were taken out of this copy because their time is over."""
        return self._withheld
