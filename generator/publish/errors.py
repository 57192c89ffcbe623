"""What publishing may fail with. Each error is one Chinese sentence from the catalogue and an exit code."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from generator.messages import catalogue, finding
from generator.problems import Finding, MachineFault

SHOWN = 5


class PublishError(Exception):
    """Nothing was published; the live site is as it was. `str()` is the sentence with its hint.

    `findings` are single faults behind it (of the checks), to be printed one by one.
    """

    exit_code = 1

    def __init__(self, code: str, *, findings: Sequence[Finding] = (), **params: object) -> None:
        message = catalogue()[code]
        self.code = code
        self.params = params
        self.findings = tuple(findings)
        super().__init__(message.text.format(**params) + message.hint.format(**params))

    def as_finding(self, path: str = "") -> Finding:
        """The same as a finding, for JSON output."""
        return finding(self.code, path, **self.params)  # type: ignore[arg-type]


class Refused(PublishError):
    """The site must not go live as it is: incomplete, shrunk, for other readers (exit 1)."""


class Misused(PublishError):
    """The command cannot work on this target or with these arguments (exit 2)."""

    exit_code = 2


class Faulted(PublishError, MachineFault):
    """The machine failed us (exit 3)."""

    exit_code = 3


class Busy(Faulted):
    """Another run holds the lock (exit 3)."""


class Superseded(Faulted):
    """A newer commit is live, or this one was rolled back (exit 3)."""


def examples(paths: Sequence[str]) -> str:
    """The first few of many, as a Chinese enumeration."""
    shown = "、".join(printable(path) for path in paths[:SHOWN])
    return shown + (f" 等 {len(paths)} 个" if len(paths) > SHOWN else "")


def printable(text: str) -> str:
    """A name that cannot disturb the terminal or the log: odd characters are escaped."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text
    )


_CODES = {
    errno.EDQUOT: "publish.quota",
    errno.EROFS: "publish.read_only",
    errno.EACCES: "publish.no_permission",
    errno.EPERM: "publish.no_permission",
    errno.EFBIG: "publish.file_limit",
    errno.EMFILE: "publish.file_limit",
    errno.ENFILE: "publish.file_limit",
    errno.EIO: "publish.io_error",
}


def from_os_error(error: OSError, where: Path) -> Faulted:
    """The typed error for what the system said. A full disk and a full inode table share one errno."""
    path = printable(str(error.filename2 or error.filename or where))
    if error.errno == errno.ENOSPC:
        return Faulted("publish.inodes_full" if _no_inodes(where) else "publish.disk_full", file=path)
    code = _CODES.get(error.errno or 0)
    if code:
        return Faulted(code, file=path)
    return Faulted("publish.os_error", file=path, why=error.strerror or str(error), number=error.errno)


def _no_inodes(where: Path) -> bool:
    try:
        state = os.statvfs(where)
    except OSError:
        return False
    return state.f_files > 0 and state.f_favail == 0


@contextmanager
def machine_faults(where: Path) -> Iterator[None]:
    """Turn what the system raises inside the block into typed errors."""
    try:
        yield
    except OSError as error:
        raise from_os_error(error, where) from error
    except MemoryError as error:
        raise Faulted("publish.no_memory") from error
