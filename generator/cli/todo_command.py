"""gongkai todo: what staff must do today."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from generator.cli import console


def todo(
    content: console.ContentOption = console.DEFAULT_CONTENT,
    as_of: console.AsOfOption = "",
    style: Annotated[
        Literal["text", "json", "ics"], typer.Option("--format", help="text、json 或 ics（日历）")
    ] = "text",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="写到文件", metavar="文件")] = None,
) -> int:
    """按轻重缓急列出要办的事：哪条记录、依据什么、怎么办。总是以 0 退出（读不了内容时为 1）。"""
    from generator.library import check
    from generator.outputs.todo import as_ics
    from generator.todo import as_json_lines, as_text
    from generator.todo import todo as listed

    day = console.day_of(as_of)
    checked = check(content.absolute(), day)
    if checked.library is None:
        console.print_findings([one for one in checked.findings if one.is_error])
        return console.CONTENT_ERRORS
    items = listed(checked.library)
    if style == "ics":
        return _write(as_ics(items, checked.library), output)
    lines = as_json_lines(items, day) if style == "json" else as_text(items, day)
    text = "".join(f"{line}\n" for line in lines)
    if output is not None:
        return _write(text.encode(), output)
    print(text, end="")
    if style == "text" and (errors := sum(one.is_error for one in checked.findings)):
        print(f"另有 {errors} 处错误，网站发布不了：先运行 gongkai check。")
    return console.DONE


def _write(data: bytes, output: Path | None) -> int:
    from generator.writer import update

    target = (output or Path("gongkai-todo.ics")).absolute()
    update(target.parent, {target.name: data})
    print(f"已写出 {target}。")
    return console.DONE


app = console.app(todo)
