"""One publisher at a time. The kernel holds the lock, so a killed run frees it; the file only says who it is."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from generator.publish.errors import Busy, machine_faults, printable
from generator.publish.model import SHANGHAI

try:
    import fcntl
except ImportError:  # Windows: there people write and look at their pages; publishing is for the server
    fcntl = None  # type: ignore[assignment]

POLL_SECONDS = 0.1
_STATES = {"T": "已被暂停", "t": "已被暂停", "D": "在等磁盘", "Z": "已退出但未回收"}


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds the lock. `started` is the process' start in clock ticks since boot: it tells a reused pid apart."""

    pid: int
    host: str
    started: int
    boot: str
    since: str

    def sentence(self) -> str:
        """Who it is, since when and in which state, as far as this machine can tell."""
        text = f"进程 {self.pid}（主机 {printable(self.host)}，{self.since} 开始）"
        state = state_of(self)
        return f"{text}，{state}" if state else text


def myself(since: datetime) -> Owner:
    """This process as an owner."""
    pid = os.getpid()
    since_text = since.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    return Owner(pid, socket.gethostname(), _stat(pid)[1], _boot(), since_text)


def state_of(owner: Owner) -> str:
    """In words what a holder on this machine is doing, when it is not just running. Empty when unknown."""
    if owner.host != socket.gethostname() or owner.boot != _boot():
        return ""
    letter, started = _stat(owner.pid)
    if not letter or started != owner.started:
        return "该进程已不在，锁由它的子进程占着"
    return _STATES.get(letter, "")


def _stat(pid: int) -> tuple[str, int]:
    """State letter and start time of a process (proc(5), fields 3 and 22); ("", 0) when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "", 0
    # The name in parentheses may hold spaces and parentheses itself.
    fields = text.rpartition(")")[2].split()
    return fields[0], int(fields[19])


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def read_owner(path: Path) -> Owner | None:
    """What the lock file says, whoever wrote it last."""
    try:
        raw = json.loads(path.read_bytes())
        return Owner(
            int(raw["pid"]), str(raw["host"]), int(raw["started"]), str(raw["boot"]), str(raw["since"])
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def holder(path: Path) -> Owner | None:
    """Who holds the lock right now, or None when nobody does. Never waits and changes nothing."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except BlockingIOError:
        return read_owner(path) or Owner(0, "未知", 0, "", "未知时间")
    finally:
        os.close(handle)


@contextmanager
def building(site: Path, since: datetime, wait: float = 0) -> Iterator[None]:
    """Hold a site folder while it is built (and published): two builds in one folder would mix.

    Raises:
        Busy: another process uses the folder. Faulted: the lock file cannot be written.
    """
    if fcntl is None:
        yield
        return
    with machine_faults(site.parent):
        site.parent.mkdir(parents=True, exist_ok=True)
        # Unlike flock, a record lock does not pass to the worker processes that a build forks: when the build is
        # killed, workers that outlive it for a moment do not keep the folder.
        hold = _Hold(site.parent / f".{site.name}.lock", since, wait, fcntl.lockf, "publish.building")
        handle = hold.take()
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def locked(path: Path, since: datetime, wait: float) -> Iterator[None]:
    """Hold the lock at `path`, waiting at most `wait` seconds for it. Nothing may be forked meanwhile.

    Raises:
        Busy: another run still holds it; the message names it and says if it is stopped.
    """
    handle = _Hold(path, since, wait, fcntl.flock, "publish.busy").take()
    try:
        yield
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class _Hold:
    """How to get one lock."""

    path: Path
    since: datetime
    wait: float
    lock: Callable[[int, int], object]
    code: str

    def take(self) -> int:
        """The open lock file, locked and signed. It stays when we are done: removing it would let two runs lock
        two files of one name."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            self._wait_for(handle)
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(asdict(myself(self.since)), ensure_ascii=False).encode() + b"\n", 0)
        except BaseException:
            os.close(handle)
            raise
        return handle

    def _wait_for(self, handle: int) -> None:
        deadline = time.monotonic() + self.wait
        while True:
            try:
                self.lock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    owner = read_owner(self.path)
                    said = owner.sentence() if owner else "未知进程"
                    raise Busy(self.code, owner=said, waited=f"{self.wait:g}") from None
            time.sleep(POLL_SECONDS)
