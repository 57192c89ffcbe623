"""What can be wrong with a finished site, found just before it goes live."""

from __future__ import annotations

from generator.messages import ERROR, Message

MESSAGES = {
    "site.link": Message(ERROR, "{reason}。", "这是生成出来的页面里的问题，按地址找到对应的记录改正。"),
    "site.personal": Message(
        ERROR,
        "生成的文件里有像个人信息的内容：{masked}。",
        "找到对应的记录，删去号码；确实可以公开的写“豁免”。",
    ),
    "build.audience": Message(ERROR, "没有“{typed}”这个公开范围。", "只能写 site.yml 里列出的：{choices}。"),
}
