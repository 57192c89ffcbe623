"""Runs one command and says what it cost: wall time, CPU of it and its children, peak memory of all together."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """Seconds, seconds, MiB. ``code`` is the exit status, ``tail`` the end of what the command said."""

    wall: float
    cpu: float
    memory: float
    code: int
    tail: str = ""

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.wall + other.wall,
            self.cpu + other.cpu,
            max(self.memory, other.memory),
            self.code or other.code,
            (self.tail + other.tail)[-2000:],
        )


def run(
    command: Sequence[str], cwd: Path, log: Path, *, limit: float, env: Mapping[str, str] | None = None
) -> Cost:
    """Run ``command`` in a session of its own; stopped after ``limit`` seconds (exit status 124)."""
    started = time.monotonic()
    with log.open("wb") as out:
        child = subprocess.Popen(
            command,
            cwd=cwd,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=dict(env or os.environ),
        )
        watch = _Watch(child.pid, limit)
        watch.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:  # interrupted: nothing of ours may go on running
            os.killpg(child.pid, signal.SIGKILL)
            raise
        wall = time.monotonic() - started
        watch.stop()
    child.returncode = os.waitstatus_to_exitcode(status)
    code = 124 if watch.too_long else child.returncode
    tail = log.read_bytes()[-1500:].decode("utf-8", "replace")
    return Cost(wall, usage.ru_utime + usage.ru_stime, watch.peak, code, tail)


class _Watch(threading.Thread):
    """Samples the memory of a session's processes and ends them when they take too long."""

    def __init__(self, session: int, limit: float) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.limit = limit
        self.peak = 0.0
        self.too_long = False
        self._stop_asked = threading.Event()

    def run(self) -> None:
        ends = time.monotonic() + self.limit
        while not self._stop_asked.wait(0.1):
            self.peak = max(self.peak, _proportional_memory(self.session))
            if time.monotonic() > ends:
                self.too_long = True
                os.killpg(self.session, signal.SIGKILL)
                return

    def stop(self) -> None:
        self._stop_asked.set()
        self.join()


def _proportional_memory(session: int) -> float:
    """MiB of a session's processes; pages shared by several count once (PSS)."""
    total = 0
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            if os.getsid(int(name)) == session:
                text = Path("/proc", name, "smaps_rollup").read_text()
                total += int(text.partition("\nPss:")[2].split()[0])
        except (OSError, IndexError, ValueError):
            continue
    return total / 1024
