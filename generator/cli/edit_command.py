"""gongkai edit: the form editor on this machine, over the real files."""

from __future__ import annotations

import contextlib
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli import console

if TYPE_CHECKING:
    import datetime as dt

    from generator.editor.server import EditorServer

WORK = Path("build/editor")


def edit(
    port: Annotated[int, typer.Option("--port", help="端口，0 为任选", min=0, max=65535)] = 8010,
    content: console.ContentOption = console.DEFAULT_CONTENT,
    as_of: console.AsOfOption = "",
    bundle: Annotated[
        Path | None, typer.Option("--bundle", help="没有外网时：下载好的 decap-cms 压缩包", metavar="文件")
    ] = None,
    browse: Annotated[bool, typer.Option("--open/--no-open", help="自动打开浏览器")] = True,
) -> int:
    """打开表单编辑器：填表、检查、预览、提交，不必懂 YAML 和 git。按 Ctrl+C 结束。"""
    if not (content / "site.yml").is_file():
        raise console.UsageFault(f"“{content}”里没有 site.yml，不是内容文件夹。用 --content 指明。")
    server = open_editor(content.absolute(), console.day_of(as_of), port, bundle)
    print("表单编辑器已打开，用浏览器访问（这个网址只给自己用，不要转发）：")
    print(f"  {server.url}", flush=True)
    if browse:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(server.url)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    print("已结束。保存过的都在文件里。")
    return console.DONE


def open_editor(
    content: Path, as_of: dt.date, port: int = 0, bundle: Path | None = None, work: Path = WORK
) -> EditorServer:
    """The editor's server, ready to serve; the preview's server runs beside it."""
    from generator.editor import bundle as decap
    from generator.editor.books import Books
    from generator.editor.commit import Repository
    from generator.editor.desk import Desk
    from generator.editor.names import describer
    from generator.editor.preview import Preview
    from generator.editor.server import EditorServer, PreviewServer
    from generator.editor.service import Service
    from generator.pool import workers

    folder = decap.ensure(archive=bundle)
    desk = Desk(content, as_of, work.absolute() / "drafts")
    with workers() as executor:
        # Before threads run: a forked process could wait for a lock that nobody will ever free.
        desk.refresh(executor)
    preview = Preview(desk, work.absolute() / "preview")
    service = Service(Books(desk), Repository(content, describer(content)), preview)
    server = EditorServer(port, service, folder)
    pages = PreviewServer(preview.site, preview.secret)
    preview.address = f"http://127.0.0.1:{pages.server_port}"
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    threading.Thread(target=service.warm_up, daemon=True).start()
    return server


app = console.app(edit)
