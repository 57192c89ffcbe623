"""Groups of fields that several kinds use."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from generator.fields import (
    Count,
    Day,
    Image,
    Line,
    Mailbox,
    Number,
    Phone,
    Text,
)
from generator.record import Part, many, optional, required


class Picture(Part):
    file: Image = required("文件", "图片文件名，放在记录自己的文件夹里", "tu1.jpg")
    caption: Line = required("说明", "图片说明，也是读屏软件念的文字", "党员突击队在工作面检修支架")


class Change(Part):
    """指标 with its value before and after; the change % is derived."""

    derived_keys = {"变化": "由“前”“后”两个数算出", "变化率": "由“前”“后”两个数算出"}

    name: Line = required("指标", "指标名称", "月度单进")
    unit: Line | None = optional("单位", "计量单位", "米")
    before: Number | None = optional("前", "实施之前的数", "120")
    after: Number | None = optional("后", "实施之后的数", "156")

    @property
    def percent(self) -> Decimal | None:
        """(后 − 前) ÷ |前| in per cent, one decimal, half up; None when a number is missing or 前 is 0."""
        if self.before is None or self.after is None or not self.before:
            return None
        exact = (self.after - self.before) * 100 / abs(self.before)
        return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


class SeriesPoint(Part):
    period: Line = required("时间", "年、季或月", "2026-03")
    value: Number = required("值", "当期的数", "132.5")


class MeasuredChange(Change):
    series: tuple[SeriesPoint, ...] = many("逐期值", "各期的数，会画成趋势图")


class Honour(Part):
    name: Line = required("名称", "荣誉名称", "先进基层党组织")
    level: Line | None = optional("级别", "国家级、省部级、集团级、公司级、矿级", "公司级")
    granted_by: Line | None = optional("授予单位", "谁授予的", "示范能源公司党委")
    day: Day | None = optional("日期", "授予日期", "2026-06-28")


class Contact(Part):
    """受理 / 监督渠道: an office that answers. The only places where phone numbers and mailboxes may stand."""

    office: Line = required("部门", "受理部门", "党委工作部")
    phone: Phone | None = optional("电话", "办公电话，不写个人手机", "0571-8800123")
    mailbox: Mailbox | None = optional("邮箱", "公用邮箱", "dw@shifankuang.example")
    address: Line | None = optional("地址", "办公地点", "办公楼 305 室")
    requirements: Text | None = optional("要求", "对反映问题的要求", "以单位名义反映的须加盖公章。")


class DayCount(Part):
    """How a period's end is given: a count of working days or of calendar days."""

    working_days: Count | None = optional("工作日", "公示几个工作日（含调休）", "5")
    calendar_days: Count | None = optional("自然日", "公示几个自然日", "7")
