"""联系指导: a 班子成员's 联系点 or a 政工干部's 指导点, and the visits paid there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import model_validator

from generator.fields import BranchRef, Day, LedgerRef, Line, Text
from generator.record import Part, Record, many, optional, required


class Official(Part):
    name: Line = required("姓名", "姓名", "张建国")
    post: Line = required("职务", "职务", "党委副书记、纪委书记")


class Visit(Part):
    day: Day = required("日期", "哪一天去的，要在联系期间之内", "2026-03-12")
    manner: Literal["指导党建", "参加组织生活", "了解工作"] = required("方式", "这次去做什么", "参加组织生活")
    content: Text | None = optional("内容", "做了什么、谈了什么", "以普通党员身份参加主题党日，讲专题党课。")
    problems: tuple[LedgerRef, ...] = many("发现问题", "发现的问题已经挂账的，写清单编号", "2026/wenti-01")


class Liaison(Record):
    kind: ClassVar[str] = "liaisons"
    derived_keys: ClassVar[Mapping[str, str]] = {
        "状态": "由“开始”“结束”和当天日期算出",
        "最近走访": "取“走访”里最近的日期",
        "走访次数": "由“走访”数出",
    }

    title: Line = optional(
        "标题", "页面的标题；不写就由职务、姓名和类型拼成", "党委副书记张建国的联系点", default=""
    )
    person: Official = required("人员", "谁联系（指导）")
    type: Literal["联系点", "指导点"] = required("类型", "班子成员写联系点，政工干部写指导点", "联系点")
    branch: BranchRef = required("支部", "联系（指导）的支部（编号）", "shili-zhibu")
    start: Day = required("开始", "从哪一天起", "2026-01-05")
    end: Day | None = optional("结束", "到哪一天为止；还在联系就不写", "2026-12-31")
    visits: tuple[Visit, ...] = many("走访", "每次去的记录")

    @model_validator(mode="before")
    @classmethod
    def _title_from_person(cls, values: Any) -> Any:
        if not isinstance(values, Mapping) or values.get("title") or values.get("标题"):
            return values
        person = values.get("person") or values.get("人员")
        kind = values.get("type") or values.get("类型")
        return {**values, "title": _compose(person, kind)}


def _compose(person: Any, kind: Any) -> str:
    """Title of a record without one; whatever is missing is reported by its own field."""
    if not isinstance(person, Mapping):
        return ""
    name = person.get("name") or person.get("姓名") or ""
    post = person.get("post") or person.get("职务") or ""
    return f"{post}{name}的{kind}"[:200].replace("\n", " ")
