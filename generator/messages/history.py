"""What may not happen to a published record behind its readers' backs."""

from __future__ import annotations

from generator.messages import ERROR, REMINDER, Message

MESSAGES = {
    "history.silent-change": Message(
        ERROR,
        "公示自 {start} 起已经公布，{day} 改动了“{key}”（{where}），却没有写更正。",
        "在“更正”里加一项：写明日期、改了什么、为什么；或把内容改回去。",
    ),
    "history.removed": Message(
        ERROR,
        "已经发布的记录在 {day} 被直接删除（{commit}），旧地址 /{address}/ 会打不开。",
        "恢复文件（git checkout {commit}^ -- 文件），再写“撤下日期”；如果是改名，在新记录里写“别名: {address}”的编号部分。",
    ),
    "history.shallow": Message(
        REMINDER, "git 只取了最近一段历史，更早的改动没有检查。", "用 git fetch --unshallow 取回全部历史。"
    ),
}
