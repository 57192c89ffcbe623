"""Asking git. The only module that runs it for history; without git, or outside a repository, history is unknown."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import subprocess
from collections.abc import MutableMapping
from pathlib import Path

from generator.history import Change, History
from generator.history.parse import COMMIT_MARK, KEY_PATTERN, parse_diff, parse_log

_TIMEOUT = 120
_ATTRIBUTES = Path(__file__).parent / "history" / "attributes"


def read_history(content: Path, as_of: dt.date, store: MutableMapping[str, bytes] | None = None) -> History:
    """The history of every file of a content folder, from one `git log`, and what is not committed yet.

    Paths are relative to the content folder's parent. Commits after `as_of` are left out: the same day gives the
    same pages whenever they are built. With a `store` the log is read once a commit.
    """
    parent = content.absolute().parent
    if run(parent, "rev-parse", "--is-inside-work-tree") != "true\n":
        return History()
    shallow = run(parent, "rev-parse", "--is-shallow-repository") == "true\n"
    changes = {
        path: kept
        for path, listed in _committed(parent, content.name, store if store is not None else {}).items()
        if (kept := [change for change in listed if change.day <= as_of])
    }
    for change in parse_diff(_with_driver(parent, "diff", "HEAD", content.name), "", as_of):
        changes.setdefault(change.path, []).insert(0, change)
    return History(changes, known=True, shallow=shallow)


def _committed(parent: Path, name: str, store: MutableMapping[str, bytes]) -> dict[str, list[Change]]:
    """Committed changes by path. Only commits since the last one that the store knows are read."""
    head = run(parent, "rev-parse", "HEAD").strip()
    key = f"git-log:{parent}:{name}"
    last, known = _known(store.get(key, b""))
    if last == head:
        return known
    since = is_ancestor(parent, last, head) if last else None
    commits = f"{last}..{head}" if since else "HEAD"
    fresh = parse_log(_with_driver(parent, "log", "-p", f"--format={COMMIT_MARK}%H %ct", commits, name))
    if since:
        for path, listed in known.items():
            fresh[path] = [*fresh.get(path, []), *listed]
    store[key] = pickle.dumps((head, fresh), protocol=5)
    return fresh


def _known(stored: bytes) -> tuple[str, dict[str, list[Change]]]:
    try:
        head, changes = pickle.loads(stored)
    except Exception:  # a cache of another version: whatever it says, it is no use
        return "", {}
    return str(head), changes


def _with_driver(parent: Path, command: str, *args: str) -> str:
    """Run a diffing command that names the enclosing key in its hunk headers."""
    *options, pathspec = args
    return run(
        parent,
        "-c", f"core.attributesFile={_ATTRIBUTES}",
        "-c", f"diff.gongkai.xfuncname={KEY_PATTERN}",
        "-c", "core.quotePath=false",
        "-c", "core.deltaBaseCacheLimit=512m",
        command, "-U0", "--relative", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv",
        *options, "--", pathspec,
    )  # fmt: skip


def run(folder: Path, *args: str) -> str:
    """Output of a git command; empty when git is not there or says no."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "GIT_OPTIONAL_LOCKS": "0", "GIT_CONFIG_NOSYSTEM": "1"}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *args],
            capture_output=True,
            env=environment,
            check=False,
            timeout=_TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def is_ancestor(folder: Path, older: str, newer: str) -> bool | None:
    """Whether one commit comes before another; None when git does not know one of them."""
    if not run(folder, "cat-file", "-t", older) or not run(folder, "cat-file", "-t", newer):
        return None
    base = run(folder, "merge-base", older, newer).strip()
    return bool(base) and base == run(folder, "rev-parse", older).strip()
