"""gongkai rollback: back to the release before, or to a named one."""

from __future__ import annotations

from typing import Annotated

import typer

from generator.cli import console
from generator.cli.publish_command import TargetArgument, WaitOption


def rollback(
    target: TargetArgument,
    to: Annotated[str, typer.Option("--to", help="退回到哪个版本，默认上一个", metavar="版本")] = "",
    wait: WaitOption = 0,
) -> int:
    """退回上一个版本；退回之前先逐个文件核对那个版本。"""
    from generator.cli.publishing import publishing
    from generator.publish.release import rollback as switch_back

    with publishing():
        done = switch_back(target, stamp=console.now(), to=to or None, wait=wait)
    print(f"已退回 {done.name}（内容截至 {done.about.as_of or '不详'}）。")
    return console.DONE


app = console.app(rollback)
