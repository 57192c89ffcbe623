"""A small web server for one machine: the site's files, and a line to every open page that says when to reload."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from watchfiles import watch

from generator.preview.live import Live

HOST = "127.0.0.1"
_STATIC = Path(__file__).parent / "static"
_OWN = "/__serve/"
_INJECTED = b'<script src="/__serve/live.js" defer></script></body>'
_EMPTY = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>还没有网站</title>'
    '<body><h1>还没有网站</h1><p>改好下面的错误，页面会自动出现。</p><script src="/__serve/live.js"></script></body></html>'
)
_PATIENCE = 25.0
"""Seconds after which a waiting page asks again."""


class Handler(SimpleHTTPRequestHandler):
    """Files of the site with the reload script in every page. Only this machine's own address is answered."""

    def __init__(self, live: Live, *args: Any, **kwargs: Any) -> None:
        self.live = live
        super().__init__(*args, directory=str(live.request.site), **kwargs)

    def do_GET(self) -> None:
        if not self._is_local():
            self.send_error(HTTPStatus.FORBIDDEN)
        elif self.path.startswith(_OWN):
            self._own()
        elif (page := self._page()) is not None:
            self._send(page, "text/html; charset=utf-8")
        else:
            super().do_GET()

    def _is_local(self) -> bool:
        """A page of another site that made its name point here must not read the drafts of this one."""
        return (self.headers.get("Host") or "").partition(":")[0] in (HOST, "localhost")

    def _own(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == f"{_OWN}live.js":
            self._send((_STATIC / "live.js").read_bytes(), "text/javascript; charset=utf-8")
        elif asked.path == f"{_OWN}state":
            version = parse_qs(asked.query).get("version", ["-1"])[0]
            number = int(version) if version.isdigit() else -1
            state = self.live.wait(number, _PATIENCE)
            self._send(json.dumps(state, ensure_ascii=False).encode(), "application/json; charset=utf-8")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _page(self) -> bytes | None:
        """The HTML of a page with the script put in; None for everything else."""
        file = Path(self.translate_path(urlsplit(self.path).path))
        file = file / "index.html" if self.path.partition("?")[0].endswith("/") else file
        if file.suffix != ".html":
            return None
        if not file.is_file():
            return None if (self.live.request.site / "index.html").is_file() else _EMPTY.encode()
        return file.read_bytes().replace(b"</body>", _INJECTED, 1)

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: staff look at the page, not at the log."""


class Server(ThreadingHTTPServer):
    daemon_threads = True


def serve(live: Live, port: int, ready: Callable[[str], None], stop: threading.Event | None = None) -> None:
    """Serve until stopped. The first build must have been done.

    Raises:
        OSError: the port is taken.
    """
    stop = stop or threading.Event()
    with Server((HOST, port), partial(Handler, live)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        threading.Thread(target=live.warm_up, daemon=True).start()
        ready(f"http://{HOST}:{server.server_address[1]}/")
        for changes in watch(live.request.content, stop_event=stop, debounce=120, step=20, rust_timeout=500):
            live.saved(sorted({path for _, path in changes}))
        server.shutdown()
