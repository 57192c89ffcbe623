"""gongkai status: is the live site fresh? Fails when it is not, so that a timer can raise the alarm."""

from __future__ import annotations

from typing import Annotated

import typer

from generator.cli import console


def status(
    where: Annotated[str, typer.Argument(help="网站地址或发布的目标文件夹", metavar="地址或目标")],
    older_than: Annotated[
        float, typer.Option("--older-than", help="超过多少小时没有更新算不正常", min=0)
    ] = 26,
) -> int:
    """看网站是不是按时更新；超过时限没有更新，退出码为 1。"""
    from generator.cli.publishing import publishing
    from generator.publish.status import status as ask

    with publishing():
        said = ask(where, now=console.now(), older_than_hours=older_than)
    print(
        f"内容截至 {said.about.as_of or '不详'}，生成于 {said.about.built_at}（{said.age_hours:.1f} 小时前），"
    )
    print(f"共 {said.about.pages} 页，提交 {said.about.commit[:8] or '不详'}。")
    if said.ok:
        return console.DONE
    console.print_findings(said.findings)
    return console.CONTENT_ERRORS


app = console.app(status)
