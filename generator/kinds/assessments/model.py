"""考核: how branches were assessed, what came of it. Totals, ranks and grades are derived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from generator.fields import (
    BranchRef,
    Day,
    Flag,
    In,
    LedgerRef,
    Line,
    Markdown,
    Named,
    NoticeRef,
    Number,
    Text,
)
from generator.record import Part, Record, many, optional, required

AssessmentType = Annotated[Named, In("assessment_types")]
Scale = Annotated[Named, In("grade_scales")]

_DERIVED: Mapping[str, str] = {
    "总分": "由各项得分、权重、加分、扣分算出",
    "得分": "由各项得分、权重、加分、扣分算出；各项的分写在“各项得分”里",
    "名次": "由总分排出，同分同名次",
    "排名": "由总分排出，同分同名次",
    "等次": "由总分和等次标准得出",
}


class Way(Part):
    """方式: one way of assessing and its weight."""

    name: Line = required("名称", "考核方式的名称", "日常考核")
    weight: Number = required("权重", "占百分之几，各项合计 100", "40")


class Score(Part):
    """成绩: one branch's line."""

    derived_keys: ClassVar[Mapping[str, str]] = _DERIVED

    branch: BranchRef = required("支部", "支部的编号", "shili-zhibu")
    points: dict[str, Number] | None = optional("各项得分", "每种方式的得分，满分 100；名称与“方式”一致")
    bonus: Number | None = optional("加分", "在加权总分之外加的分", "2")
    deduction: Number | None = optional("扣分", "在加权总分之外扣的分，写正数", "1.5")
    veto: Flag = optional("一票否决", "写“是”就直接定为最低等次，不排名", "否", default=False)
    group: Line | None = optional("分组", "分组排名时写组名", "采掘组")
    absent: Flag = optional("未参加", "没有参加这次考核就写“是”，不写得分", "否", default=False)
    note: Text | None = optional("说明", "加分、扣分、否决或未参加的原因", "新成立支部，下季度起参加")


class Use(Part):
    """结果运用: what the result was used for."""

    matter: Line = required("事项", "用在哪里：评先评优、职务升迁、绩效等", "评先评优")
    target: Line | None = optional("对象", "用于谁（单位或岗位）", "综采一队党支部")
    note: Text | None = optional("说明", "怎样运用的", "推荐为公司先进党支部。")


class Assessment(Record):
    kind: ClassVar[str] = "assessments"
    derived_keys: ClassVar[Mapping[str, str]] = _DERIVED

    title: Line = required("标题", "考核的标题", "2026年三季度党建考核结果")
    type: AssessmentType = required("考核类型", "可选值在 policy.yml 的“考核类型”里", "党建考核")
    period: Line = required("周期", "哪一年、哪半年、哪一季或哪一月", "2026年三季度")
    target: Literal["支部", "书记"] = optional(
        "对象类别", "考核的是支部还是书记；书记只评等次、不排名", "支部", default="支部"
    )
    basis: Text | None = optional("依据", "根据哪份文件", "《党建考核办法》")
    ways: tuple[Way, ...] = required("方式", "考核方式和权重，权重合计 100")
    scores: tuple[Score, ...] = required("成绩", "每个支部一项；没有参加的写“未参加: 是”")
    scale: Scale | None = optional("等次标准", "不写就用考核类型规定的等次标准", "述职评议考核")
    practices: Markdown | None = optional("先进做法", "值得推广的做法")
    problems: tuple[Text, ...] = many("存在问题", "共性问题，一条一项")
    rectifications: tuple[LedgerRef, ...] = many("整改", "由此挂账的清单台账编号")
    uses: tuple[Use, ...] = many("结果运用", "评先评优、职务升迁等")
    feedback_on: Day | None = optional("反馈日期", "向支部反馈结果的日期", "2026-10-12")
    notice: NoticeRef | None = optional("公示", "结果公示的公告编号", "2026-q3-kaohe-gongshi")
