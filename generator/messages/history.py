"""What may not happen to a published record behind its readers' backs."""

from __future__ import annotations

from generator.messages import ERROR, REMINDER, Message

MESSAGES = {
    "history.silent-change": Message(
        ERROR,
        "公示自 {start} 起已经公布，{day} 改动了“{key}”（{where}），却没有写更正。",
        "在“更正”里加一项：写明日期、改了什么、为什么；还没有提交的修改也可以改回去。",
    ),
    "history.removed": Message(
        ERROR,
        "已经发布的记录在 {day} 被直接删除（{where}），旧地址 /{address}/ 会打不开。",
        "恢复文件（git checkout {before} -- {file}），再写“撤下日期”；如果是改名，在新记录里写“别名: [{id}]”。",
    ),
    "history.unpublished": Message(
        ERROR,
        "已经发布的记录在 {day} 改了“{key}”，页面会无声消失，旧地址打不开。",
        "恢复原来的“{key}”，再写“撤下日期”：到那一天只留标题、期限和结果。确实没有对外发布过的，保留草稿并写上过去的“撤下日期”。",
    ),
    "history.untrusted": Message(
        REMINDER,
        "这个文件夹属于另一个用户，git 不肯读它的历史：没有更新记录，也没有检查公示发布后的改动。",
        "运行 git config --global --add safe.directory '*'（或写这个文件夹），或换回原来的用户。",
    ),
    "history.unreadable": Message(
        REMINDER,
        "git 没有给出历史：没有更新记录，也没有检查公示发布后的改动。",
        "运行 git fsck 看看仓库是否完整，然后再试。",
    ),
    "history.shallow": Message(
        REMINDER, "git 只取了最近一段历史，更早的改动没有检查。", "用 git fetch --unshallow 取回全部历史。"
    ),
}
