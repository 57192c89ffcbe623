"""gongkai publish: build, look at the result, and make it live by one rename."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli import console
from generator.cli.build_command import make_request

if TYPE_CHECKING:
    from generator.build import Request
    from generator.publish.gate import Check
    from generator.publish.model import Release

TargetArgument = Annotated[Path, typer.Argument(help="发布到哪个文件夹", metavar="目标")]
WaitOption = Annotated[float, typer.Option("--wait", help="别的发布正在进行时最多等多少秒", min=0)]


def publish(
    target: TargetArgument,
    content: console.ContentOption = console.DEFAULT_CONTENT,
    as_of: console.AsOfOption = "",
    audience: console.AudienceOption = "",
    jobs: console.JobsOption = 0,
    keep: Annotated[int, typer.Option("--keep", help="保留几个版本（含正在用的）", min=1)] = 5,
    wait: WaitOption = 0,
    allow_shrink: Annotated[bool, typer.Option("--allow-shrink", help="确实要撤下大量页面")] = False,
    force: Annotated[bool, typer.Option("--force", help="线上是更新的提交时也要发布")] = False,
) -> int:
    """检查、生成、核对，全部通过才切换；任何一步不通过，线上的网站都不动。"""
    from generator.build import build
    from generator.cli.publishing import publishing
    from generator.pool import workers
    from generator.publish.lock import building
    from generator.publish.release import publish as release

    site = content.absolute().parent / "build" / "publish" / (audience or "site")
    with (
        publishing(),
        building(site, console.now(), wait),
        console.progress() as say,
    ):
        request = make_request(content, site, as_of, audience, jobs, clean=False)
        built = build(request, say)
        if not built.ok:
            console.print_findings(built.findings)
            print("有错误，没有发布，线上的网站没有动。")
            return console.CONTENT_ERRORS
        say("核对并发布")
        with workers(jobs) as executor:
            done = release(
                site,
                target,
                stamp=console.now(),
                keep=keep,
                commit_time=_commit_time(request),
                allow_shrink=allow_shrink,
                force=force,
                wait=wait,
                checks=_checks(built.exempt(), executor),
                is_ancestor=_is_ancestor(content),
            )
    _tell(done)
    return console.DONE


def _checks(exempt: Collection[str], executor: Executor | None) -> list[Check]:
    from generator.finished import broken_links, personal_data

    return [broken_links, personal_data(exempt, executor)]


def _tell(done: Release) -> None:
    print(f"已发布 {done.name}：{done.files} 个文件，其中 {done.linked} 个没有变化。")
    if done.removed:
        print(f"撤下了 {len(done.removed)} 页：")
        for path in done.removed[:20]:
            print(f"  {path}")
    for note in done.notes:
        print(note)


def _commit_time(request: Request) -> dt.datetime | None:
    from generator.git import run

    seconds = (
        run(request.content.parent, "show", "-s", "--format=%ct", request.commit) if request.commit else ""
    )
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC) if seconds.strip().isdigit() else None


def _is_ancestor(content: Path):  # type: ignore[no-untyped-def]
    """Asks git which of two commits is older; None when it cannot say."""
    from generator.git import is_ancestor

    return lambda older, newer: is_ancestor(content.absolute().parent, older, newer)


app = console.app(publish)
