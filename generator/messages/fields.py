"""What can be wrong with a key or a value, before any rule looks at what it means."""

from __future__ import annotations

from generator.messages import ERROR, Message

MESSAGES = {
    "field.unknown-key": Message(
        ERROR, "没有“{field}”这个字段。是不是想写“{guess}”？", "把“{field}”改成“{guess}”。"
    ),
    "field.unknown-key-no-guess": Message(ERROR, "没有“{field}”这个字段。", "可以写的字段：{known}。"),
    "field.derived": Message(
        ERROR, "“{field}”由系统算出，不能手工填写（{how}）。", "删去这一行；页面上会自动显示。"
    ),
    "field.two-names": Message(
        ERROR, "“{field}”写了两遍：第 {line} 行已经写过（英文名是 {english}）。", "只留一处。"
    ),
    "field.missing": Message(ERROR, "缺少必填的“{field}”。", "补上一行，例如“{field}: {example}”。"),
    "field.not-a-list": Message(
        ERROR, "“{field}”应当是一个列表。", "每一项另起一行，以“- ”（减号加空格）开头。"
    ),
    "field.not-a-group": Message(ERROR, "“{field}”下面应当再分字段来写。", "可以写的字段：{known}。"),
    "field.not-a-table-row": Message(
        ERROR, "“{field}”的每一行应当写成“列名: 内容”。", "例如“姓名: 某某”，一列一行。"
    ),
    "field.not-text": Message(
        ERROR, "“{field}”应当是一段文字，这里却写成了列表或分项。", "写在冒号后面的同一行。"
    ),
    "field.empty-item": Message(ERROR, "“{field}”的列表里有一项是空的。", "补上内容，或删去这一行。"),
    "field.not-a-choice": Message(ERROR, "“{field}”不能写“{typed}”。{guess}", "只能写：{choices}。"),
    "field.not-one-line": Message(ERROR, "“{field}”只能写一行。", "把换行删去，写在同一行。"),
    "field.too-long": Message(
        ERROR, "“{field}”太长：{count} 字，最多 {most} 字。", "删减文字，或把长的内容放进附件。"
    ),
    "field.not-a-day": Message(
        ERROR, "“{field}”写的“{typed}”不是日期。", "写成 2026-03-01、2026/3/1 或 2026年3月1日，用半角数字。"
    ),
    "field.impossible-day": Message(
        ERROR, "“{field}”写的“{typed}”这一天不存在。", "查一下日历，改成真实的日期。"
    ),
    "field.not-a-clock": Message(
        ERROR, "“{field}”写的“{typed}”不是时间。", "写成 14:30 这样，用半角数字和冒号。"
    ),
    "field.not-a-count": Message(
        ERROR, "“{field}”应当是整数，写的却是“{typed}”。", "只写半角数字，不带单位，例如 12。"
    ),
    "field.not-a-year": Message(ERROR, "“{field}”写的“{typed}”不是年份。", "写四位数字，例如 2026。"),
    "field.not-a-number": Message(
        ERROR,
        "“{field}”应当是数，写的却是“{typed}”。",
        "只写半角数字和小数点，不带单位、逗号和百分号，例如 98.50。",
    ),
    "field.not-a-flag": Message(ERROR, "“{field}”只能写“是”或“否”，写的却是“{typed}”。", "改成“是”或“否”。"),
    "field.not-a-phone": Message(
        ERROR,
        "“{field}”写的“{typed}”不像电话号码。",
        "写办公电话，例如 0571-8800123；转分机写“0571-8800123转8012”。",
    ),
    "field.not-a-mailbox": Message(
        ERROR, "“{field}”写的“{typed}”不像邮箱地址。", "例如 dw@shifankuang.example。"
    ),
}
