"""党支部: the hub that every other record points to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from generator.fields import Count, Day, Image, In, Line, Markdown, Named, Phone
from generator.record import Part, Record, many, optional, required
from generator.regex import regex

_MONTH_DAY = regex(r"(?:每月)?\s*(\d{1,2})\s*[日号]?", re.ASCII)

BranchType = Annotated[Named, In("branch_types")]


def _parse_month_day(value: object) -> int:
    """A day of the month, typed as `15`, `15日` or `每月15日`."""
    if isinstance(value, int):
        return value
    text = str(value).strip()
    match = _MONTH_DAY.fullmatch(text)
    if not match or not 1 <= int(match[1]) <= 31:
        raise PydanticCustomError(
            "branches.not-a-month-day", "branches.not-a-month-day", {"typed": text[:40]}
        )
    return int(match[1])


MonthDay = Annotated[int, BeforeValidator(_parse_month_day)]


class Secretary(Part):
    name: Line = required("姓名", "书记姓名", "王某某")
    since: Day | None = optional("任职日期", "从哪一天起任职", "2024-05-06")


class Member(Part):
    name: Line = required("姓名", "委员姓名", "李某某")
    post: Line | None = optional("职务", "在支部委员会里的分工", "组织委员")
    since: Day | None = optional("任职日期", "从哪一天起任职", "2024-05-06")


class Branch(Record):
    kind: ClassVar[str] = "branches"
    derived_keys: ClassVar[Mapping[str, str]] = {
        "得分": "取自最近一次考核",
        "名次": "取自最近一次考核",
        "等次": "取自最近一次考核",
        "品牌": "由支部品牌记录里的“支部”汇总",
        "在办事项": "由清单台账汇总",
        "逾期事项": "由清单台账汇总",
        "委员人数": "由“委员”的人数算出",
    }

    title: Line = required("名称", "党支部全称", "综采一队党支部")
    short: Line | None = optional("简称", "列表和图表里用的短名", "综采一队")
    type: BranchType = required("类型", "支部类型，可选值在 policy.yml 的“支部类型”里", "生产一线采掘")
    number: Count | None = optional("序号", "支部排列的次序，全矿不重复", "1")
    secretary: Secretary = required("书记", "现任书记")
    members: tuple[Member, ...] = many("委员", "支部委员会委员，按排名写")
    party_members: Count | None = optional("党员人数", "党员总数", "46")
    groups: Count | None = optional("党小组数", "党小组个数", "4")
    theme_day: MonthDay | None = optional("主题党日", "每月固定哪一天，写几号", "15")
    phone: Phone | None = optional("办公电话", "支部办公室的座机，不写个人手机", "0571-8800211")
    about: Markdown | None = optional("简介", "支部情况，可以分段")
    photo: Image | None = optional("照片", "支部照片的文件名，放在记录自己的文件夹里", "zhibu.jpg")

    @property
    def name(self) -> str:
        """The short name where there is one: for tables and charts."""
        return self.short or self.title
