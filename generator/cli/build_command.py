"""gongkai build: check, then the whole site; only what changed is rebuilt."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.cli import console
from generator.collector import without_collector

if TYPE_CHECKING:
    from generator.request import Request


def build(
    content: console.ContentOption = console.DEFAULT_CONTENT,
    site: console.SiteOption = console.DEFAULT_SITE,
    as_of: console.AsOfOption = "",
    audience: console.AudienceOption = "",
    jobs: console.JobsOption = 0,
    clean: Annotated[bool, typer.Option("--clean", help="不用缓存，全部重做")] = False,
    papers: Annotated[
        bool, typer.Option("--papers/--no-papers", help="公示公告是否也做成 PDF 和 Word；不做快得多")
    ] = True,
    scheduler: Annotated[
        str, typer.Option("--scheduler", help="Dask 集群调度器的地址，页面由集群生成", metavar="tcp://…")
    ] = "",
) -> int:
    """检查并生成整个网站，只重做有变化的部分；检查有错误时什么都不动，退出码为 1。"""
    request = replace(
        make_request(content, site, as_of, audience, jobs, clean), papers=papers, scheduler=scheduler
    )
    if told := _told_last_time(request):
        print("\n".join(told["lines"]))
        print(f"没有变化，不用重做：{told['pages']} 页，在 {site}。")
        return console.DONE
    from generator.folders import looking
    from generator.publish.lock import building

    with (
        building(request.site, request.built_at),
        looking(request) as found,
        console.progress() as say,
    ):
        with without_collector():  # modules are no garbage
            from generator.build import build as build_site  # takes its time, and so does the looking
        built = build_site(request, say, looking=found)
    lines = console.print_findings(built.findings)
    if not built.ok:
        print("有错误，没有生成，原来的网站没有动。")
        return console.CONTENT_ERRORS
    print(f"已生成 {built.pages} 页，在 {site}。")
    request.remember({"pages": built.pages, "lines": lines})
    return console.DONE


def _told_last_time(request: Request) -> dict[str, Any] | None:
    try:
        return request.told_last_time()
    except OSError:  # a missing folder and the like: the build itself says it better
        return None


def make_request(content: Path, site: Path, as_of: str, audience: str, jobs: int, clean: bool) -> Request:
    """A build request with the clock and git looked at once.

    Raises:
        UsageFault: --as-of is not a date.
    """
    from generator.request import Request

    return Request(
        content=content.absolute(),
        site=site.absolute(),
        as_of=console.day_of(as_of),
        built_at=console.now(),
        audience=audience,
        commit=commit_of(content),
        jobs=jobs,
        clean=clean,
    )


def commit_of(content: Path) -> str:
    """The commit of the content's repository, or nothing when there is no git."""
    try:
        done = subprocess.run(
            ["git", "-C", str(content.absolute().parent), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


app = console.app(build)
