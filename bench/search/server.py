"""A plain file server for measurements."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from urllib.error import HTTPError
from urllib.request import urlopen


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server over a folder, in a process of its own so that it does not slow the measuring one."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "-d", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                # A first request, so that no measured one waits for what the server still has to load.
                urlopen(f"http://127.0.0.1:{port}/", timeout=10).close()
                break
            except HTTPError:
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()
