"""The real nginx over the configuration that we ship, on a loopback port and in a folder of its own."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
CONF = Path(__file__).parents[1] / "deploy" / "nginx"
OUTER = """
daemon off;
worker_processes 1;
pid {prefix}/nginx.pid;
error_log {prefix}/error.log warn;
{user}
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {prefix}/tmp;
    proxy_temp_path {prefix}/tmp;
    fastcgi_temp_path {prefix}/tmp;
    uwsgi_temp_path {prefix}/tmp;
    scgi_temp_path {prefix}/tmp;
    include gongkai.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Web:
    """A running nginx. `www` is what the shipped configuration calls /srv/gongkai."""

    port: int
    www: Path
    prefix: Path

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """One request, the path sent exactly as given."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            return ask(link, path, method, {name.replace("_", "-"): value for name, value in headers.items()})
        finally:
            link.close()


def ask(
    link: http.client.HTTPConnection, path: str, method: str = "GET", headers: dict[str, str] | None = None
) -> Answer:
    """One request over a connection that is open already."""
    link.putrequest(method, path, skip_accept_encoding=True)
    for name, value in (headers or {}).items():
        link.putheader(name, value)
    link.endheaders()
    answer = link.getresponse()
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def lay_out(prefix: Path, www: Path, port: int, auth_port: int) -> Path:
    """Copy the shipped configuration with this machine's paths and ports put in; returns the outer file."""
    (prefix / "tmp").mkdir(parents=True)
    shutil.copytree(CONF / "gongkai", prefix / "gongkai")
    shutil.copy("/etc/nginx/mime.types", prefix)
    text = (CONF / "gongkai.conf").read_text(encoding="utf-8")
    for shipped, here in {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/srv/gongkai/": f"{www}/",
        "/etc/nginx/gongkai/": f"{prefix}/gongkai/",
        "127.0.0.1:9100": f"127.0.0.1:{auth_port}",
    }.items():
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    (prefix / "gongkai.conf").write_text(text, encoding="utf-8")
    # Under root the workers would be another user, who cannot enter pytest's folders.
    user = "user root;" if os.geteuid() == 0 else ""
    (prefix / "nginx.conf").write_text(OUTER.format(prefix=prefix, user=user), encoding="utf-8")
    return prefix / "nginx.conf"


@contextmanager
def nginx(prefix: Path, www: Path, auth_port: int = 9) -> Iterator[Web]:
    """Run nginx until the block ends."""
    port = free_port()
    conf = lay_out(prefix, www, port, auth_port)
    command = [NGINX, "-p", str(prefix), "-c", str(conf), "-e", str(prefix / "error.log")]
    test = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert test.returncode == 0, test.stderr
    with subprocess.Popen(command) as process:
        try:
            _wait(port)
            yield Web(port, www, prefix)
        finally:
            process.terminate()


def _wait(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("nginx does not answer")
