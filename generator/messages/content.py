"""What can be wrong with the content folder, and with what all records share."""

from __future__ import annotations

from generator.messages import ERROR, REMINDER, Message

MESSAGES = {
    "content.missing": Message(
        ERROR,
        "找不到内容文件夹“{name}”。",
        "检查路径，或用 --content 指明文件夹；里面至少要有 site.yml 和一条记录。",
    ),
    "content.no-site": Message(
        ERROR, "内容文件夹里没有 site.yml。", "新建 site.yml，至少写“单位名称”“站点名称”“监督渠道”三项。"
    ),
    "content.empty": Message(
        ERROR, "内容文件夹里一条记录也没有。", "用“gongkai new notices --title 标题”新建第一条。"
    ),
    "content.unreadable": Message(ERROR, "读不了：{reason}。", "检查文件的权限，或是否被别的程序占用。"),
    "content.too-large": Message(
        ERROR, "文件太大：{size} 字节，一条记录最多 {most} 字节。", "把长的内容或图片改成附件。"
    ),
    "content.not-a-file": Message(
        ERROR, "这不是普通文件（快捷链接、管道等），不读取。", "把真正的文件放进来，不要用链接。"
    ),
    "content.leftover": Message(REMINDER, "这是办公软件或系统留下的临时文件，不会发布。", "删去它。"),
    "content.stray-file": Message(
        ERROR, "这个文件不属于任何栏目。", "是不是想写“{guess}”？记录要放进对应栏目的文件夹。"
    ),
    "content.unknown-folder": Message(ERROR, "没有这个栏目。{guess}", "文件夹只能是：{known}。"),
    "content.wrong-suffix": Message(ERROR, "记录的文件名要以 .yml 结尾。", "把后缀改成小写的 .yml。"),
    "content.unreferenced": Message(
        REMINDER, "这个文件没有被任何记录用到，不会发布。", "在记录里引用它，或删去它。"
    ),
    "content.no-index": Message(
        ERROR,
        "文件夹“{name}”里没有 index.yml。",
        "一条记录带图片时，文件夹里要有 index.yml；年份文件夹写四位数字。",
    ),
    "content.bad-id": Message(
        ERROR,
        "编号“{name}”只能用小写字母、数字和减号。",
        "把文件名改成“{guess}”这样；编号就是网页地址，定了就不要再改。",
    ),
    "content.same-id": Message(ERROR, "编号“{name}”和 {other} 重复。", "两条记录改掉其中一条的文件名。"),
    "files.no-folder": Message(
        ERROR,
        "这条记录不是文件夹，放不了“{name}”。",
        "新建文件夹 {folder}，把记录移进去改名为 index.yml，再把文件放在它旁边。",
    ),
    "files.not-a-picture": Message(ERROR, "“{name}”不是图片。", "这里要放图片：jpg、png、webp 或 gif。"),
    "record.audience": Message(
        ERROR, "公开范围“{typed}”不在 site.yml 列出的范围里。{guess}", "只能写：{choices}。"
    ),
    "record.withdraw-before-publish": Message(
        ERROR, "撤下日期 {withdraw} 早于发布日期 {publish}。", "撤下日期应当在发布日期之后。"
    ),
    "record.needs-approval": Message(
        REMINDER,
        "没有走完审批，这条记录不会发布。",
        "补齐“审批”：提出、审核（保密审查: 通过）、审批，各写人和日期。",
    ),
    "record.needs-withdrawal": Message(
        REMINDER, "没有写撤下日期，这条记录不会发布。", "这类公告默认不公开，须经审批并写明撤下日期。"
    ),
    "record.approval-order": Message(
        ERROR,
        "审批的日期次序不对：{later}（{later_day}）早于{earlier}（{earlier_day}）。",
        "次序应为提出、审核、审批。",
    ),
    "record.ref-nothing": Message(
        ERROR, "“{field}”写的“{typed}”不存在。{guess}", "写{kinds}的编号（文件名去掉 .yml）。"
    ),
    "record.ref-wrong-kind": Message(
        ERROR, "“{field}”写的“{typed}”是{actual}，这里要写{kinds}的编号。", "换成{kinds}的编号。"
    ),
    "record.ref-narrower": Message(
        ERROR,
        "这条记录比它引用的“{typed}”公开范围更宽，会泄露后者的存在。",
        "收窄这条记录的公开范围，或不引用它。",
    ),
    "record.ref-self": Message(ERROR, "“{field}”引用了这条记录自己。", "改成别的记录，或删去。"),
    "record.not-in-policy": Message(
        ERROR, "“{field}”没有“{typed}”这一种。{guess}", "可以写：{choices}；要新增就写进 policy.yml。"
    ),
    "record.alias-bad": Message(
        ERROR, "别名“{typed}”不能作地址。", "写这条记录以前的编号，例如 2025/jiu-ming。"
    ),
    "record.alias-taken": Message(ERROR, "别名“{typed}”和现有记录 {other} 的地址相同。", "删去这个别名。"),
    "record.alias-twice": Message(
        ERROR, "别名“{typed}”在 {other} 里已经用过。", "一个旧地址只能转到一处，删去其中一个。"
    ),
    "record.correction-before": Message(ERROR, "更正日期 {day} 早于发布日期 {publish}。", "检查两个日期。"),
    "record.stale-column": Message(
        REMINDER, "“{label}”栏目已经 {months} 个月没有新内容。", "有新的工作就补一条；不再用就从菜单去掉。"
    ),
}
