"""gongkai check: everything that is wrong, at once; writes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from generator.cli import console


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="只看这些文件或文件夹的结果", metavar="路径")
    ] = None,
    content: console.ContentOption = console.DEFAULT_CONTENT,
    as_of: console.AsOfOption = "",
    style: Annotated[Literal["text", "json"], typer.Option("--format", help="text 或 json")] = "text",
    jobs: console.JobsOption = 0,
) -> int:
    """检查全部记录，一次列出所有问题，不写任何文件。有错误时退出码为 1，只有提醒时为 0。"""
    from generator.git import read_history
    from generator.library import check as check_content
    from generator.pool import workers

    day = console.day_of(as_of)
    with workers(jobs) as executor:
        checked = check_content(content.absolute(), day, executor, read_history(content, day))
    shown = [f for f in checked.findings if not paths or _is_under(f.path, paths, content)]
    console.print_findings(shown, style)
    return console.CONTENT_ERRORS if any(f.is_error for f in shown) else console.DONE


def _is_under(path: str, asked: list[Path], content: Path) -> bool:
    full = content.absolute().parent / path
    return any(full.is_relative_to(one.absolute()) for one in asked)


app = console.app(check)
