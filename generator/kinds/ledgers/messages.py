"""What the rules of ledgers say."""

from __future__ import annotations

from generator.messages import ERROR, REMINDER, Message

MESSAGES = {
    "ledgers.chain-broken": Message(
        ERROR,
        "这条“{list}”没有对应的“{next}”：每个{list}都要落到{next}。",
        "在“对应”里写上{next}记录的编号，或在那条{next}的“对应”里写上本条“{slug}”。",
    ),
    "ledgers.wrong-link": Message(
        ERROR,
        "“{list}”不能对应“{other}”：只能按 问题→任务→责任 一级一级对应（“{title}”是{other}）。",
        "换成{allowed}记录的编号。",
    ),
    "ledgers.own-supervisor": Message(
        ERROR,
        "考核部门“{supervisor}”就是责任主体自己的单位，不能自己考核自己。",
        "考核部门写业务主管部门，例如安全监察部、党委工作部。",
    ),
    "ledgers.own-acceptance": Message(
        ERROR,
        "验收部门“{department}”就是责任主体自己的单位，不能自己验收自己。",
        "由考核部门“{supervisor}”验收。",
    ),
    "ledgers.deadline-before-opening": Message(
        ERROR, "完成时间 {deadline} 早于挂账日期 {opened}。", "检查两个日期，改正写错的一个。"
    ),
    "ledgers.before-opening": Message(
        ERROR, "“{what}”的日期 {day} 早于挂账日期 {opened}。", "检查两个日期，改正写错的一个。"
    ),
    "ledgers.out-of-order": Message(
        ERROR, "“{what}”要按日期先后写：{day} 排在 {before} 后面。", "调整先后，或改正写错的日期。"
    ),
    "ledgers.extension-not-later": Message(
        ERROR,
        "延期的新期限 {deadline} 不晚于原来的期限 {before}。",
        "新期限要晚于原期限；期限提前的请直接改“完成时间”。",
    ),
    "ledgers.extension-too-late": Message(
        REMINDER, "延期在 {day} 批准，那时原期限 {before} 已经过了。", "延期要在到期以前批准；核对批准日期。"
    ),
    "ledgers.percent": Message(
        ERROR, "完成度 {percent} 不在 0 到 100 之间。", "写 0 到 100 的数，不带百分号。"
    ),
    "ledgers.percent-falls": Message(
        REMINDER, "完成度从 {before} 退到了 {percent}。", "核对数字；确实退步的请在“内容”里说明。"
    ),
    "ledgers.no-evidence": Message(
        ERROR, "销号申请没有“证明”。", "在“销号申请”下面补上“证明:”，列出证明材料的文件名。"
    ),
    "ledgers.acceptance-without-request": Message(
        ERROR, "写了“验收”，却没有“销号申请”。", "先补上“销号申请:”（日期、说明、证明），再写验收。"
    ),
    "ledgers.acceptance-early": Message(
        ERROR, "验收日期 {day} 早于销号申请日期 {requested}。", "检查两个日期；先申请、后验收。"
    ),
    "ledgers.returned-without-reason": Message(
        REMINDER, "验收结论是“退回”，没有写“意见”。", "在“验收”下面补上“意见”，写明还差什么。"
    ),
    "ledgers.closed-before-parts": Message(
        REMINDER,
        "这条“{list}”已经销号，但它对应的“{title}”还没有销号。",
        "核对两条记录；先销下级、再销上级。",
    ),
}
