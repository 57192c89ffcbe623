"""What the rules of assessments say."""

from __future__ import annotations

from generator.messages import ERROR, REMINDER, Message

MESSAGES = {
    "assessments.weights": Message(
        ERROR, "各种方式的权重合计是 {total}，应当是 100。", "调整“方式”里的“权重”，合计正好 100。"
    ),
    "assessments.weight": Message(
        ERROR, "权重 {weight} 不合适，应当大于 0、不超过 100。", "写百分数，例如 40。"
    ),
    "assessments.way-twice": Message(ERROR, "方式“{name}”写了两遍。", "合并成一项，或改成不同的名称。"),
    "assessments.branch-twice": Message(
        ERROR, "“{title}”的成绩写了两遍：第 {first} 项已经写过。", "只留一项。"
    ),
    "assessments.branches-missing": Message(
        ERROR,
        "还有 {count} 个支部没有成绩：{titles}。",
        "每个支部都要有一项；没有参加的写上“支部”和“未参加: 是”。",
    ),
    "assessments.no-points": Message(
        ERROR, "“{title}”没有写“各项得分”。", "补上各项得分；没有参加考核就写“未参加: 是”。"
    ),
    "assessments.points-missing": Message(ERROR, "“各项得分”少了：{names}。", "每种方式都要有得分：{all}。"),
    "assessments.points-unknown": Message(
        ERROR, "“方式”里没有“{typed}”这一项。{guess}", "得分的名称要与“方式”一致：{all}。"
    ),
    "assessments.points-range": Message(
        ERROR, "“{name}”的得分 {points} 不在 0 到 100 之间。", "每种方式都按满分 100 打分，权重由系统折算。"
    ),
    "assessments.negative": Message(
        ERROR, "“{field}”不能写负数：{typed}。", "写正数；加分、扣分由字段名区分。"
    ),
    "assessments.absent-with-points": Message(
        ERROR, "“{title}”写了“未参加”，又写了得分。", "没有参加就删去得分；参加了就删去“未参加”。"
    ),
    "assessments.veto-unexplained": Message(
        REMINDER, "“{title}”写了“一票否决”，没有写“说明”。", "补上“说明”，写清原因。"
    ),
    "assessments.group-missing": Message(
        REMINDER, "别的支部写了“分组”，“{title}”没有写，不参加分组排名。", "补上“分组”，或者都不写。"
    ),
    "assessments.period-unclear": Message(
        REMINDER,
        "周期“{typed}”看不出起止，趋势图里排不上队。",
        "写成“2026年”“2026年上半年”“2026年三季度”“2026年9月”这样。",
    ),
    "assessments.feedback-early": Message(
        ERROR, "反馈日期 {day} 早于周期开始 {start}。", "检查“反馈日期”和“周期”。"
    ),
    "assessments.notice-not-publicity": Message(
        ERROR, "“公示”写的“{title}”是{type}，不是公示。", "改成公示类公告的编号。"
    ),
    "assessments.not-approved": Message(
        REMINDER,
        "考核没有写“审批”，名次应以审批后的结果为准。",
        "补上“审批”：提出、审核（含保密审查）、审批各写人和日期。",
    ),
    "assessments.approval-open": Message(
        REMINDER,
        "考核的审批还没有走完，页面上不显示名次。",
        "审批完成后补齐“审核”（含保密审查: 通过）和“审批”。",
    ),
    "assessments.same-twice": Message(
        REMINDER,
        "与“{other}”是同一类型、同一周期、同一对象类别的考核。",
        "核对是不是重复录入；重复的删去一条。",
    ),
}
