"""What the rules of brands say."""

from __future__ import annotations

from generator.messages import ERROR, REMINDER, Message

MESSAGES = {
    "brands.history-days": Message(
        ERROR,
        "历程要按日期先后写：“{stage}” {day} 排在“{before}” {before_day} 后面。",
        "调整先后，或改正写错的日期。",
    ),
    "brands.history-step": Message(
        ERROR, "历程从“{before}”不能到“{stage}”。", "“{before}”以后只能是：{allowed}。"
    ),
    "brands.history-skips": Message(
        REMINDER, "历程从“{before}”直接到“{stage}”，中间缺少：{skipped}。", "补上缺少的阶段和日期。"
    ),
    "brands.history-start": Message(
        REMINDER, "历程不是从“申报”开始，前面缺少：{skipped}。", "补上前面的阶段和日期。"
    ),
    "brands.no-notice": Message(
        REMINDER, "公示阶段没有写“公示”，看不到是哪一次公示。", "在这一项下面补上“公示”，写公示公告的编号。"
    ),
    "brands.notice-elsewhere": Message(
        ERROR, "“{stage}”阶段不写“公示”。", "把“公示”移到“阶段: 公示”那一项下面。"
    ),
    "brands.notice-not-publicity": Message(
        ERROR, "“公示”写的“{title}”是{type}，不是公示。", "改成公示类公告的编号。"
    ),
    "brands.named-in-period": Message(
        REMINDER,
        "命名日期 {day} 时，公示“{title}”还没有结束（到 {end}）。",
        "公示期满无异议再命名；核对日期。",
    ),
    "brands.named-after-cancel": Message(
        ERROR, "公示“{title}”已经撤销，不能再命名。", "删去“命名”，或写上重新公示的那一次。"
    ),
    "brands.outcome-waits": Message(
        REMINDER,
        "公示“{title}”{day} 已有结果（{conclusion}），历程还停在“公示”。",
        "无异议的，补上“命名”；撤销的，补上“培育”，从头来过。",
    ),
    "brands.review-due": Message(
        REMINDER,
        "品牌应在 {due} 复核，还没有复核记录。",
        "复核以后，在“历程”里补上“复核”和结论（保持、升级、限期整改、摘牌）。",
    ),
    "brands.gaps": Message(REMINDER, "品牌页面还缺：{gaps}。", "逐步补齐；缺的部分页面上不显示空标题。"),
    "brands.method-too-long": Message(
        ERROR, "方法论有 {count} 字，最多 {most} 字。", "压缩到 {most} 字以内；详细内容写在“案例”里。"
    ),
    "brands.emblem": Message(
        REMINDER,
        "标识的“释义”提到{word}，需要人工审核：党徽党旗不能与其他图形组合成标识。",
        "对照《中国共产党党徽党旗条例》核对图案；没有使用党徽党旗图案的，请改写释义。",
    ),
    "brands.series-twice": Message(ERROR, "逐期值的“{period}”写了两遍。", "每一期只写一个数。"),
    "brands.result-empty": Message(
        REMINDER, "成效“{name}”没有写全“前”“后”两个数，画不出对比。", "补上“前”和“后”，或写“逐期值”。"
    ),
}
