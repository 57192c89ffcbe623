"""Which commits changed records, and what they changed. What was read once is kept; only new commits are compared."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from generator.collector import without_collector
from generator.git.asking import GitRefused
from generator.git.trees import Repository, differences, trees
from generator.history import Change, parse_diff
from generator.history.rows import Row, row_of

_ZONE = dt.timezone(dt.timedelta(hours=8))

Known = Sequence[tuple[str, Sequence[Row]]]
"""Commits with what they changed, newest first."""


@dataclass(frozen=True, slots=True)
class Commit:
    name: str
    day: dt.date
    parents: tuple[str, ...]


def committed(repository: Repository, store: MutableMapping[str, bytes]) -> Iterator[Row]:
    """Committed changes, newest first.

    Raises:
        GitRefused: git could not say.
    """
    known = _kept(repository, store) if repository.head else ()
    return chain.from_iterable(rows for _, rows in known)


def _kept(repository: Repository, store: MutableMapping[str, bytes]) -> Known:
    """All commits; from the store those that it knows."""
    with without_collector():
        if repository.shallow:
            return _brought_up(repository, [])  # more may be fetched while the last commit stays the same
        key = f"git-trees-2:{repository.folder}:{repository.inner}"
        known = _loaded(store.get(key, b""))
        if not known or known[0][0] != repository.head:
            known = _brought_up(repository, known)
            store[key] = json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode(
                "utf-8", "replace"
            )
        return known


def _loaded(stored: bytes) -> Known:
    """What was kept; nothing when it is not what was written (another version of the program has another key)."""
    try:
        known: Known = json.loads(stored or b"[]")
        for _, rows in known:
            for path, commit, day, _, _, *_ in rows:
                _ = path + commit, day + 0
    except (ValueError, TypeError):
        return []
    return known


def _brought_up(repository: Repository, known: Known) -> Known:
    """What is known with the commits that have come since, in the order of a whole reading."""
    if known and (fresh := _straight_on(repository, known[0][0])):
        return [*_compared(repository, fresh), *known]
    before = dict(known)
    listed = _commits(repository, repository.head)
    told = dict(_compared(repository, [one for one in listed if one.name not in before]))
    return [(one.name, told[one.name] if one.name in told else before[one.name]) for one in listed]


def _straight_on(repository: Repository, last: str) -> list[Commit]:
    """The commits since the last known one, when they follow it one by one; none when a branch was merged or left."""
    try:
        fresh = _commits(repository, f"{last}..{repository.head}")
    except GitRefused:
        return []
    parents = [one.parents for one in fresh]
    follows = all(above.parents == (below.name,) for above, below in pairwise(fresh))
    return fresh if fresh and follows and parents[-1] == (last,) else []


def _commits(repository: Repository, which: str) -> list[Commit]:
    """Commits by date, newest first, none before one that builds on it."""
    told = repository.ask("rev-list", "--date-order", "--timestamp", "--parents", which).decode("ascii")
    return [_commit(line) for line in told.splitlines()]


def _commit(line: str) -> Commit:
    seconds, name, *parents = line.split(" ")
    return Commit(name, dt.datetime.fromtimestamp(int(seconds), _ZONE).date(), tuple(parents))


def _compared(repository: Repository, commits: Sequence[Commit]) -> Iterator[tuple[str, list[Row]]]:
    """What each commit changed: a merge, only what it changed against all that it joins."""
    at = trees(repository, list(dict.fromkeys(name for one in commits for name in (one.name, *one.parents))))
    joined = _own_doing(repository, [one for one in commits if len(one.parents) > 1], at)
    pairs: list[tuple[str, str]] = []
    mine: list[tuple[Commit, int]] = []
    for one in commits:
        befores = [at[parent] for parent in one.parents] or _before_all(repository)
        own = [] if len(befores) > 1 and one.name not in joined else befores
        fresh = [(before, at[one.name]) for before in own if before != at[one.name]]
        pairs.extend(fresh)
        mine.append((one, len(fresh)))
    told = differences(repository, pairs)
    for one, count in mine:
        read = [parse_diff(next(told), one.name[:12], one.day, f"{repository.name}/") for _ in range(count)]
        yield one.name, [row_of(change) for change in in_all(read)]


def _before_all(repository: Repository) -> list[str]:
    """Before the first commit there was nothing; in a shallow clone nobody knows."""
    return [] if repository.shallow else [repository.empty]


def _own_doing(repository: Repository, merges: Sequence[Commit], at: dict[str, str]) -> set[str]:
    """Merges in which somebody wrote something that stood on no branch before."""
    asked = [one.name for one in merges if at[one.name] not in [at[parent] for parent in one.parents]]
    if not asked:
        return set()
    listed = ("diff-tree", "--stdin", "-r", "-c", "--name-only", "--no-renames", "--", repository.inner)
    return set(asked).intersection(
        repository.ask(*listed, given=asked).decode("utf-8", "replace").split("\n")
    )


def in_all(read: Sequence[list[Change]]) -> list[Change]:
    """The changes that are found against every parent, with the edits that are."""
    if len(read) < 2:
        return read[0] if read else []
    found = []
    for change in read[0]:
        others = [next((one for one in side if one.path == change.path), None) for side in read[1:]]
        if not all(others):
            continue
        edits = tuple(
            edit
            for edit in change.edits
            if all(edit.key in {e.key for e in one.edits} for one in others if one)
        )
        if edits or not change.edits:
            found.append(change._replace(edits=edits))
    return found
