"""gongkai serve: the site on this machine, made again when a file is saved."""

from __future__ import annotations

import contextlib
import webbrowser
from functools import partial
from typing import Annotated

import typer

from generator.cli import console
from generator.cli.build_command import make_request


def serve(
    port: Annotated[int, typer.Option("--port", help="端口", min=0, max=65535)] = 8000,
    content: console.ContentOption = console.DEFAULT_CONTENT,
    as_of: console.AsOfOption = "",
    audience: console.AudienceOption = "",
    browse: Annotated[bool, typer.Option("--open/--no-open", help="自动打开浏览器")] = False,
) -> int:
    """本机预览：保存文件就重新生成，浏览器自动刷新；有错误时保留上一个好的页面，并把错误显示在页面上。"""
    from dataclasses import replace

    from generator.preview import Live
    from generator.preview import serve as serve_site
    from generator.publish.lock import building

    site = content.absolute().parent / "build" / "serve" / "site"
    request = make_request(content, site, as_of, audience, jobs=0, clean=False)
    with building(request.site, request.built_at):
        _first_build(replace(request, papers=False))
        # From here on threads are running, and a forked process could wait for a lock that nobody will ever free.
        live = Live(replace(request, papers=False, jobs=1))
        live.rebuild()
        serve_site(live, port, partial(_ready, browse=browse))
    return console.DONE


def _first_build(request) -> None:  # type: ignore[no-untyped-def]
    """On all cores, before any thread is started."""
    from generator.build import build

    with console.progress() as say:
        built = build(request, say)
    if not built.ok:
        console.print_findings(built.findings)


def _ready(address: str, browse: bool) -> None:
    print(f"预览地址：{address}   （按 Ctrl+C 停止）", flush=True)
    if browse:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(address)


app = console.app(serve)
