"""Running git commands: without its user's or its machine's settings getting in the way, and never waiting for ever."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_TIMEOUT = 120

# Trees and records are unpacked by the ten thousand: memory that is given back to the system each time costs a fifth.
_KEEP_MEMORY = {
    "MALLOC_TRIM_THRESHOLD_": "2000000000",
    "MALLOC_MMAP_THRESHOLD_": "1000000000",
    "MALLOC_TOP_PAD_": "16777216",
}
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
}
# Set where git itself started us (a hook): they speak of the place of the hook, not of the folder that is asked about.
_OF_THE_CALLER = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE"}
)


class GitRefused(Exception):
    """Git is not there, took too long, or said no. The text is what it said."""


def ask(folder: Path, *args: str, given: bytes = b"") -> bytes:
    """Output of a git command that is handed `given`.

    Raises:
        GitRefused: there is no output that could be relied on.
    """
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *args],
            input=given,
            capture_output=True,
            env={**_outside(), **_ENVIRONMENT, **_KEEP_MEMORY},
            check=False,
            timeout=_TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitRefused(str(error)) from error
    if done.returncode != 0:
        raise GitRefused(done.stderr.decode("utf-8", "replace"))
    return done.stdout


def _outside() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OF_THE_CALLER}


def run(folder: Path, *args: str) -> str:
    """Output of a git command; empty when git is not there or says no."""
    try:
        return ask(folder, *args).decode("utf-8", "replace")
    except GitRefused:
        return ""


def is_ancestor(folder: Path, older: str, newer: str) -> bool | None:
    """Whether one commit comes before another; None when git does not know one of them."""
    if not run(folder, "cat-file", "-t", older) or not run(folder, "cat-file", "-t", newer):
        return None
    base = run(folder, "merge-base", older, newer).strip()
    return bool(base) and base == run(folder, "rev-parse", older).strip()
