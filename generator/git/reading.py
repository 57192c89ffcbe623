"""The history of a content folder: what was committed, and what is changed but not committed yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import MutableMapping
from pathlib import Path

from generator.git.asking import GitRefused, ask, run
from generator.git.log import committed
from generator.git.trees import DIFF, DRIVER, Repository
from generator.history import Change, Changes, History, parse_diff


def read_history(content: Path, as_of: dt.date, store: MutableMapping[str, bytes] | None = None) -> History:
    """The history of every file of a content folder.

    Paths are relative to the content folder's parent. Commits after `as_of` are left out: the same day gives the
    same pages whenever they are built. With a `store` every commit is read only once.
    """
    parent = content.absolute().parent
    try:
        repository = _repository(parent, content.name)
    except GitRefused as error:
        return History(trouble="untrusted") if "dubious ownership" in str(error) else History()
    if repository is None:
        return History()
    try:
        found = committed(repository, store if store is not None else {})
        work = _uncommitted(repository, parent, as_of)
    except GitRefused:
        return History(trouble="unreadable", shallow=repository.shallow)
    return History(Changes(found, as_of, work), known=True, shallow=repository.shallow)


def _repository(parent: Path, name: str) -> Repository | None:
    asked = ask(
        parent,
        "rev-parse",
        "--is-inside-work-tree",
        "--is-shallow-repository",
        "--absolute-git-dir",
        "--show-prefix",
    )
    inside, shallow, folder, inner = asked.decode("utf-8", "surrogateescape").split("\n")[:4]
    if inside != "true":
        return None
    head = run(parent, "rev-parse", "--verify", "--quiet", "HEAD").strip()
    return Repository(Path(folder), f"{inner}{name}", head, shallow == "true")


def _uncommitted(repository: Repository, parent: Path, as_of: dt.date) -> list[Change]:
    """The work tree against the last commit. What git does not know of yet is not part of history."""
    if not repository.head:
        return []
    diff = ask(parent, *DRIVER, "diff", *DIFF, "--relative", "HEAD", "--", repository.name)
    return parse_diff(diff, "", as_of)
