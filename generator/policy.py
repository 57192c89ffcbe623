"""What a unit decides: `policy.yml`, `site.yml`, `calendar.yml`. Policy is data, each entry with its basis (依据)."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Literal

from generator.fields import Count, Day, Flag, Image, Line, Number, Year
from generator.parts import Contact
from generator.record import Part, many, optional, required

BasisKind = Literal["法规", "本单位", "默认"]
Every = Literal["周", "月", "季", "年"]


class Entry(Part):
    """A name that records may use, and the document it comes from."""

    name: Line = required("名称", "记录里写的名称")
    basis: Line = required("依据", "出自哪份文件", "《中国共产党支部工作条例（试行）》")
    basis_kind: BasisKind = required("依据类型", "法规、本单位或默认", "法规")


class BrandType(Entry):
    review_months: Count | None = optional("复核月数", "命名以后多少个月复核一次", "12")


class NoticeType(Entry):
    """公告类型. `publicity` types have a 公示期 with a floor; others are plain notices."""

    publicity: Flag = optional("公示", "是不是公示类（要有公示期和受理）", "是", default=False)
    floor_days: Count | None = optional("最短工作日", "公示期不得少于几个工作日", "5")
    masked: Flag = optional("遮盖姓名", "姓名是否只显示姓", "否", default=False)
    gated: Flag = optional("须审批", "没有审批就不发布", "否", default=False)
    needs_withdrawal: Flag = optional("须写撤下日期", "不写撤下日期就不发布", "否", default=False)
    personal: Flag = optional("含个人信息", "名单是否按保留天数到期撤下", "否", default=False)


class Recurring(Entry):
    every: Every | None = optional("频次", "应当多久一次：周、月、季、年；不写就不检查", "月")


class Grade(Part):
    name: Line = required("等次", "等次名称", "好")
    at_least: Number | None = optional("总分不低于", "总分达到多少评为此等次；不写就是其余", "90")
    at_most_share: Number | None = optional("比例不超过", "占全部的百分之几以内；不写就不限", "33.34")


class GradeScale(Entry):
    grades: tuple[Grade, ...] = required("等次", "从高到低")


class AssessmentType(Entry):
    scale: Line = required("等次标准", "用哪一套等次", "述职评议考核")


class Quantity(Entry):
    value: Number = required("数值", "多少")


class Gate(Entry):
    """`name` is a kind's folder name whose records need an approval."""


class Policy(Part):
    """All sections; one left out of the unit's policy.yml keeps its shipped default."""

    branch_types: tuple[Entry, ...] = many("支部类型", "党支部的类型")
    brand_types: tuple[BrandType, ...] = many("品牌类型", "支部品牌的类型")
    theme_forms: tuple[Entry, ...] = many("主题形式", "融合主题实践的形式")
    notice_types: tuple[NoticeType, ...] = many("公告类型", "公示公告的类型")
    assessment_types: tuple[AssessmentType, ...] = many("考核类型", "考核的类型")
    grade_scales: tuple[GradeScale, ...] = many("等次标准", "考核等次")
    ledger_sources: tuple[Entry, ...] = many("清单来源", "问题从哪里来")
    pledge_types: tuple[Entry, ...] = many("责任状类型", "责任状、军令状、任务书")
    meeting_types: tuple[Recurring, ...] = many("例会类型", "例会及其频次")
    activity_types: tuple[Recurring, ...] = many("组织生活类型", "组织生活及其频次")
    review_grades: tuple[GradeScale, ...] = many("民主评议等次", "民主评议党员的等次")
    training_categories: tuple[Entry, ...] = many("培训类别", "学习培训的类别")
    hours: tuple[Quantity, ...] = many("学时", "每年应学的学时，名称是对象")
    gates: tuple[Gate, ...] = many("审批", "哪些栏目没有审批不发布")
    numbers: tuple[Quantity, ...] = many("数值", "临期天数、个人信息保留天数、停滞月数、首日计入（1 或 0）")

    @cached_property
    def _names(self) -> dict[str, dict[str, Entry]]:
        return {section: {e.name: e for e in getattr(self, section)} for section in type(self).model_fields}

    def entry(self, section: str, name: str | None) -> Entry | None:
        """The entry of that name in a section (English field name), or None."""
        return self._names[section].get(name or "")

    def names(self, section: str) -> list[str]:
        return list(self._names[section])

    def notice_type(self, name: str) -> NoticeType | None:
        found = self.entry("notice_types", name)
        return found if isinstance(found, NoticeType) else None

    def scale(self, name: str) -> GradeScale | None:
        found = self.entry("grade_scales", name)
        return found if isinstance(found, GradeScale) else None

    def number(self, name: str) -> int:
        """One of 数值, as a whole number.

        Raises:
            KeyError: neither the unit's policy nor the shipped one has it.
        """
        found = self._names["numbers"][name]
        assert isinstance(found, Quantity)
        return int(found.value)

    def gated(self, kind: str) -> bool:
        return kind in self._names["gates"]


class Section(Part):
    """栏目: order and names of the site's sections."""

    kind: Line = required("目录", "content 下的文件夹名", "notices")
    name: Line = required("名称", "菜单里的名称", "公示公告")


class Site(Part):
    unit: Line = required("单位名称", "发布单位的全称", "示范能源有限公司示范矿党委")
    name: Line = required("站点名称", "网站的名称", "示范矿党建公开")
    url: Line | None = optional("站点地址", "读者在浏览器里输入的地址", "http://dj.shifankuang.example/")
    audiences: tuple[Line, ...] = many("公开范围", "从宽到窄列出；第一个是默认，后一个看得到前面的", "全员")
    supervision: tuple[Contact, ...] = required("监督渠道", "监督举报渠道，每页都有")
    sample: Flag = optional("示例数据", "是示例就在每页标明", "否", default=False)
    emblem: Image | None = optional("标识", "本单位自己的标识文件，放在 content 下", "logo.svg")
    sections: tuple[Section, ...] = many("栏目", "菜单的次序和名称")
    source_url: Line | None = optional(
        "源记录地址", "记录在 git 网页上的地址，{path} 代表文件路径", "http://git.example/{path}"
    )

    @property
    def default_audience(self) -> str:
        return self.audiences[0] if self.audiences else "全员"

    def sees(self, audience: str, record_audience: str | None) -> bool:
        """Whether the site for `audience` shows a record meant for `record_audience`.

        Audiences are listed from wide to narrow; each site shows what is meant for it and for wider ones.
        """
        order = self.audiences or ("全员",)
        meant = record_audience or order[0]
        if meant not in order or audience not in order:
            return False
        return order.index(meant) <= order.index(audience)


class DayRange(Part):
    start: Day = required("起", "第一天", "2027-01-01")
    end: Day | None = optional("止", "最后一天；不写就是一天", "2027-01-03")
    name: Line | None = optional("名称", "节日名", "元旦")

    @property
    def days(self) -> list[dt.date]:
        last = self.end or self.start
        return [self.start + dt.timedelta(days=n) for n in range((last - self.start).days + 1)]


class CalendarYear(Part):
    year: Year = required("年份", "哪一年", "2027")
    basis: Line = required("依据", "国务院办公厅通知的文号", "国办发明电〔2026〕7号")
    off: tuple[DayRange, ...] = many("放假", "放假的日子（含周末可不写）")
    work: tuple[DayRange, ...] = many("上班", "调休上班的周末")


class CalendarFile(Part):
    years: tuple[CalendarYear, ...] = many("年份", "每年一项")


class SynonymGroup(Part):
    words: tuple[Line, ...] = required("词", "意思相同的几个词，搜索其中一个时也找其余的", "隐患")


class SynonymFile(Part):
    """`synonyms.yml`: words that readers use for the same thing."""

    groups: tuple[SynonymGroup, ...] = many("同义词", "一组一项")
