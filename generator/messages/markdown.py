"""What is wrong with Markdown: text that would cost too much, or would not be seen."""

from __future__ import annotations

from generator.messages import ERROR, REMINDER, Message

MESSAGES = {
    "markdown.brackets": Message(
        ERROR,
        "这一段里有 {count} 个方括号或圆括号没有配对（最多 {most} 个）。",
        "补上另一半；要照原样显示，在前面加反斜杠“\\”。",
    ),
    "markdown.too-deep": Message(
        ERROR, "这一行缩进或引用太深，超过 {most} 层。", "减少开头的空格、“>”或“-”；列表最多用两三层。"
    ),
    "markdown.too-much": Message(
        ERROR, "这一段太长、符号太多，无法排版。", "每隔一段空一行；大段的数据改放到附件里。"
    ),
    "markdown.surplus-cells": Message(
        ERROR,
        "表格的这一行有 {cells} 格，表头只有 {columns} 格，多出来的不会显示。",
        "补上表头，或者去掉多余的竖线；竖线要照原样显示就写成“\\|”。",
    ),
    "markdown.dead-link": Message(
        REMINDER,
        "链接的地址“{target}”点不开，页面上只会显示文字。",
        "写完整的地址，以 http:// 或 https:// 开头；指向附件的，写到“附件”里。",
    ),
    "markdown.picture": Message(
        REMINDER, "正文里不能插图片，这里只会显示文字。", "图片写到“图片”或“附件”里，页面会自动排好。"
    ),
    "markdown.fence-word": Message(REMINDER, "代码块开头的“{word}”不会显示。", "需要显示的，写到下一行去。"),
}
