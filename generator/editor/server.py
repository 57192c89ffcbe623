"""The editor's HTTP server on this machine: who may ask, and what is a file.

Any page open in the same browser can send requests to 127.0.0.1, so three things are checked: the Host (a name that
was pointed here is not ours), the Origin, and a secret that only the printed address holds. Built pages are shown from
another port: they are another origin and cannot read the editor's secret.
"""

from __future__ import annotations

import json
import mimetypes
import secrets
import socket
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from generator.editor.books import Refusal
from generator.editor.service import Service
from generator.messages import catalogue
from generator.problems import MachineFault

HOST = "127.0.0.1"
STATIC = Path(__file__).parent / "static"
MOST_BYTES = 96 * 1024 * 1024
# Decap compiles its configuration's schema (eval) and styles by script; nothing may come from or go to another host.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self' blob: data:; media-src 'self' blob:; object-src 'self' blob:; "
    "frame-src http://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_PREVIEW_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'none'"
)
_TYPES = {
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".html": "text/html",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}


class Server(ThreadingHTTPServer):
    """A local server that knows its own names and secret."""

    daemon_threads = True
    allow_reuse_address = True
    # Two editors on one port would take turns at random.
    allow_reuse_port = False

    def __init__(self, port: int, handler: type[BaseHTTPRequestHandler]) -> None:
        try:
            super().__init__((HOST, port), handler)
        except OSError as error:
            raise MachineFault(
                f"端口 {port} 用不了（{error.strerror}），换一个：gongkai edit --port {port + 1}"
            ) from error
        self.names = {f"{HOST}:{self.server_port}", f"localhost:{self.server_port}"}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that closes a tab in the middle of an answer is nothing to tell anybody about."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def server_bind(self) -> None:
        """As usual, but without asking the name service who we are: that can hang."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = HOST, int(self.server_address[1])


class EditorServer(Server):
    """The forms and what they ask for."""

    def __init__(self, port: int, service: Service, bundle: Path) -> None:
        super().__init__(port, EditorHandler)
        self.service = service
        self.bundle = bundle
        self.token = secrets.token_urlsafe(24)

    @property
    def url(self) -> str:
        """The address with the secret, for the one who started the program."""
        return f"http://{HOST}:{self.server_port}/#token={self.token}"


class PreviewServer(Server):
    """Built pages under a secret first part of their address."""

    def __init__(self, site: Path, secret: str) -> None:
        super().__init__(0, PreviewHandler)
        self.site = site
        self.secret = secret


class Handler(BaseHTTPRequestHandler):
    """What both servers share: the Host check, plain answers, no log of what staff type."""

    protocol_version = "HTTP/1.1"
    server: Any
    policy: ClassVar[str] = POLICY

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: addresses hold secrets."""

    def host_is_ours(self) -> bool:
        """Whether the browser thinks that it talks to us by our own name."""
        return self.headers.get("Host", "") in self.server.names

    def refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True
        self.send(status, b"", "text/plain")

    def send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        text = kind.startswith("text/") or kind == "application/json"
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", self.policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_file(self, file: Path) -> None:
        kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        try:
            self.send(HTTPStatus.OK, file.read_bytes(), kind)
        except OSError:
            self.refuse(HTTPStatus.NOT_FOUND)

    def do_GET(self) -> None:
        self.refuse(HTTPStatus.NOT_FOUND)

    def do_HEAD(self) -> None:
        self.do_GET()


class EditorHandler(Handler):
    """Static files to anyone who knows our name; records only to who knows the secret."""

    def do_GET(self) -> None:
        if not self.host_is_ours():
            return self.refuse(HTTPStatus.MISDIRECTED_REQUEST)
        path = urlsplit(self.path).path
        name = path.removeprefix("/")
        if name in ("", "index.html"):
            return self.send_file(STATIC / "index.html")
        folder, _, last = name.rpartition("/")
        place = {"": STATIC, "decap": self.server.bundle}.get(folder)
        if place is None or last not in _names(place):
            return self.refuse(HTTPStatus.NOT_FOUND)
        return self.send_file(place / last)

    def do_POST(self) -> None:
        if not self.host_is_ours():
            return self.refuse(HTTPStatus.MISDIRECTED_REQUEST)
        if not self._may_ask():
            return self.refuse(HTTPStatus.FORBIDDEN)
        if urlsplit(self.path).path != "/api/v1":
            return self.refuse(HTTPStatus.NOT_FOUND)
        try:
            length = int(self.headers.get("Content-Length", ""))
        except ValueError:
            return self.refuse(HTTPStatus.LENGTH_REQUIRED)
        if not 0 <= length <= MOST_BYTES:
            self.close_connection = True
            return self._answer(
                413, {"error": catalogue()["editor.too-large"].text.format(most=MOST_BYTES >> 20)}
            )
        return self._ask(self.rfile.read(length))

    def _may_ask(self) -> bool:
        """Only our own page asks: right Origin, right secret, and a type that a foreign form cannot send."""
        origin = self.headers.get("Origin", "")
        token = self.headers.get("X-Gongkai-Token", "")
        return (
            origin in {f"http://{name}" for name in self.server.names}
            and origin == f"http://{self.headers.get('Host')}"
            and self.headers.get_content_type() == "application/json"
            and secrets.compare_digest(token.encode(), self.server.token.encode())
        )

    def _ask(self, body: bytes) -> None:
        tab = self.headers.get("X-Gongkai-Tab", "")[:64]
        try:
            request = json.loads(body)
            answer = self.server.service.answer(request, tab)
        except Refusal as refusal:
            return self._answer(
                refusal.status, {"error": str(refusal), "code": refusal.code, **refusal.detail}
            )
        except (ValueError, RecursionError):
            return self._answer(400, {"error": catalogue()["editor.request"].text})
        except (OSError, MachineFault) as error:
            return self._answer(500, {"error": f"没有完成：{getattr(error, 'strerror', None) or error}"})
        return self._answer(200, answer)

    def _answer(self, status: int, value: Any) -> None:
        self.send(status, json.dumps(value, ensure_ascii=False).encode(), "application/json")


class PreviewHandler(Handler):
    """Files of the preview site."""

    policy = _PREVIEW_POLICY

    def do_GET(self) -> None:
        first, _, rest = unquote(urlsplit(self.path).path).removeprefix("/").partition("/")
        if not self.host_is_ours() or not secrets.compare_digest(first.encode(), self.server.secret.encode()):
            return self.refuse(HTTPStatus.NOT_FOUND)
        file = self.server.site / (rest + "index.html" if not rest or rest.endswith("/") else rest)
        top = self.server.site.resolve()
        if "\0" in rest or not file.resolve().is_relative_to(top) or not file.is_file():
            return self.refuse(HTTPStatus.NOT_FOUND)
        return self.send_file(file)


def _names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir() if file.is_file()}
