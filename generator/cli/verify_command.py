"""gongkai verify: every published file hashed again."""

from __future__ import annotations

from typing import Annotated

import typer

from generator.cli import console
from generator.cli.publish_command import TargetArgument


def verify(
    target: TargetArgument,
    release: Annotated[
        str, typer.Option("--release", help="核对哪个版本，默认正在用的", metavar="版本")
    ] = "",
) -> int:
    """逐个文件核对已发布的网站：改过的、多出的、缺少的都列出来。"""
    from generator.cli.publishing import publishing
    from generator.publish.verify import verify as compare

    with publishing():
        found = [one.as_finding() for one in compare(target, release or None)]
    if found:
        console.print_findings(found)
        return console.CONTENT_ERRORS
    print("逐个文件核对完毕，和发布时一致。")
    return console.DONE


app = console.app(verify)
