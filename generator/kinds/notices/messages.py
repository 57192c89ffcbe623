"""What the rules of notices say."""

from __future__ import annotations

from generator.messages import ERROR, REMINDER, Message

MESSAGES = {
    "notices.no-period": Message(
        ERROR,
        "“{type}”是公示类，必须写“公示期”。",
        "补上“公示期:”，下面写“开始”，再写“结束”或“工作日”，例如“工作日: {floor}”。",
    ),
    "notices.no-contact": Message(
        ERROR,
        "“{type}”是公示类，必须写“受理”，让职工知道向谁反映。",
        "补上“受理:”，下面写“部门”和“电话”（办公电话）。",
    ),
    "notices.contact-unreachable": Message(
        REMINDER,
        "“受理”只写了部门，没有电话、邮箱或地址，职工无从反映。",
        "至少补上办公电话、公用邮箱、办公地点中的一项。",
    ),
    "notices.period-open-ended": Message(
        ERROR, "公示期只有开始，不知道哪天结束。", "补上“结束”“工作日”“自然日”三者之一。"
    ),
    "notices.period-twice": Message(
        ERROR, "公示期同时写了{ways}，只能写一种。", "只留一种，其余删去；通常留“工作日”。"
    ),
    "notices.period-days": Message(
        ERROR, "公示期写的“{field}: {days}”不合适，天数应为 1 到 {most}。", "改成实际的天数。"
    ),
    "notices.period-reversed": Message(
        ERROR, "公示期的结束 {end} 早于开始 {start}。", "检查两个日期，改正写错的一个。"
    ),
    "notices.period-endless": Message(
        ERROR, "公示期从 {start} 到 {end} 超过十年，日期可能写错了。", "检查两个日期的年份。"
    ),
    "notices.period-too-short": Message(
        ERROR,
        "公示期不足：“{type}”至少 {floor} 个工作日，{start} 至 {end} 只有 {days} 个工作日（首日{counted}）。",
        "满 {floor} 个工作日：首日计入到 {inclusive}，首日不计到 {exclusive}。依据：{basis}。",
    ),
    "notices.period-only-inclusive": Message(
        REMINDER,
        "公示期只有把首日算进去才够 {floor} 个工作日（{start} 至 {end}，首日计入 {inclusive_days} 个，不计 {exclusive_days} 个）。",
        "满 {floor} 个工作日：首日计入到 {inclusive}，首日不计到 {exclusive}；稳妥起见可以公示到 {exclusive}。",
    ),
    "notices.period-provisional": Message(
        REMINDER,
        "公示期的结束是暂算：{years}年的放假安排还没有写进日历。",
        "国务院办公厅公布放假安排以后，写进 calendar.yml，结束日期会重新计算。",
    ),
    "notices.period-unexpected": Message(
        REMINDER,
        "“{type}”不是公示类，写了“公示期”也不起作用。",
        "如果是公示，把“类型”改成公示类；否则删去“公示期”。",
    ),
    "notices.published-late": Message(
        ERROR,
        "发布日期 {publish} 晚于公示期开始 {start}，公示不足期。",
        "把发布日期提前到 {start}，或推迟公示期。",
    ),
    "notices.withdrawn-early": Message(
        ERROR,
        "撤下日期 {withdraw} 在公示期结束 {end} 之前或当天，公示不足期。",
        "把撤下日期改到 {end} 以后。",
    ),
    "notices.dated-after-start": Message(
        REMINDER, "成文日期 {day} 晚于公示期开始 {start}。", "核对落款日期；一般不晚于公示开始那天。"
    ),
    "notices.outcome-unexpected": Message(
        REMINDER, "“{type}”不是公示类，不需要“结果”。", "如果是公示，把“类型”改成公示类；否则删去“结果”。"
    ),
    "notices.outcome-early": Message(
        ERROR,
        "结果的日期 {day} 早于公示期结束 {end}。",
        "公示期满才能下结论；中途停止的，结论写“撤销”。",
    ),
    "notices.outcome-unexplained": Message(
        REMINDER, "结论是“{conclusion}”，没有写“说明”。", "在“结果”下面补上“说明”，写清核查情况或撤销原因。"
    ),
    "notices.no-outcome": Message(
        REMINDER,
        "公示期已于 {end} 结束，还没有“结果”。",
        "补上“结果:”，下面写“结论”（无异议、有异议已核查、撤销）和“日期”。",
    ),
    "notices.uneven-rows": Message(
        REMINDER,
        "第 {row} 行的列与第 1 行不一样：{difference}。",
        "检查列名有没有写错；没有内容的格子写“无”或“—”。",
    ),
    "notices.no-name-column": Message(
        REMINDER,
        "“{type}”要遮盖姓名，“对象”里却没有“姓名”这一列，姓名不会被遮盖。",
        "把写姓名的那一列的列名改成“姓名”；表里没有姓名的不用管。",
    ),
    "notices.name-in-clear": Message(
        ERROR,
        "“{type}”要遮盖姓名，“{field}”里却写着全名（{masked}）。",
        "改成“{masked}”，或写成不含姓名的话。",
    ),
    "notices.number-brackets": Message(
        ERROR, "文号的年份应当用六角括号：写的是“{typed}”。", "改成“{better}”。"
    ),
    "notices.number-form": Message(
        REMINDER, "文号“{typed}”不像规范的发文字号。", "序号不加“第”、不编虚位，写成“{better}”。"
    ),
}
