"""What a library looks like from outside: its roll, its files, its history. Two outlines tell which questions have another
answer now, without asking any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.history import Changes, History
from generator.library.library import Library, fingerprint
from generator.library.roll import Roll, Row, with_neighbours
from generator.library.watch import query

Name = tuple[str, str]
"""Key and title."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Plain values, so that it is kept and compared quickly."""

    roll: Roll
    files: dict[str, dict[str, str]]
    """Record key → file name → digest."""
    past: dict[str, str]
    """Path → print of its history; only of files that have one."""
    history: str


def outline_of(library: Library) -> Outline:
    """The outline of a library as it is now."""
    return Outline(
        library.roll,
        {key: {name: one.sha256 for name, one in named.items()} for key, named in library.files.items()},
        _past(library.history),
        fingerprint((library.history.known, library.history.shallow, library.history.trouble)),
    )


def _past(history: History) -> dict[str, str]:
    if isinstance(history.changes, Changes):
        return history.changes.prints()
    return {path: fingerprint(changes) for path, changes in history.changes.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """Which records are new, other or gone (by key), and which questions have another answer."""

    records: frozenset[str]
    queries: frozenset[str]


def difference(old: Outline, new: Outline) -> Difference:
    """What differs between two outlines."""
    before, after = old.roll, new.roll
    records: set[str] = set()
    queries: set[str] = set()
    for kind, rows in after.rows.items():
        if before.rows[kind] != rows:
            records |= _changed(before.rows[kind], rows)
            queries.update(_of_kind(kind, before.rows[kind], rows))
    if records:
        queries.add(query("all"))
    if before.withdrawn != after.withdrawn:
        queries.add(query("withdrawn"))
        records |= _changed(before.withdrawn, after.withdrawn)
    for key in records:
        queries.update(_of_record(key))
    if any(row.aliases for key in records for row in _seen(key, before, after)):
        queries.add(query("aliased"))
    queries.update(query("backlinks", key) for key in _linked(before, after, records))
    queries.update(_files(old.files, new.files))
    queries.update(_pasts(old, new))
    if (records and new.past) or old.past != new.past:
        queries.add(query("recent"))
    return Difference(frozenset(records), frozenset(queries))


def _changed(before: Sequence[Row], after: Sequence[Row]) -> set[str]:
    return {row.key for row in set(before) ^ set(after)}


def _seen(key: str, *rolls: Roll) -> Iterator[Row]:
    """A record's rows in rolls that have one."""
    yield from (row for roll in rolls if (row := roll.row(key)) is not None)


def _of_kind(kind: str, before: Sequence[Row], after: Sequence[Row]) -> Iterator[str]:
    """Questions about a kind's list."""
    yield query("records", kind)
    if len(before) != len(after):
        yield query("count", kind)
    if before[-1:] != after[-1:]:
        yield query("last", kind)
    yield from (query("year", kind, str(row.year)) for row in set(before) ^ set(after))
    names, now = [(row.key, row.title) for row in before], [(row.key, row.title) for row in after]
    if names != now:
        old, new = _near(names), _near(now)
        yield from (
            query("neighbours", key) for key in old.keys() | new.keys() if old.get(key) != new.get(key)
        )


def _near(names: Sequence[Name]) -> dict[str, tuple[Name | None, Name | None]]:
    """Key → what pages say of the records before and after it."""
    return {key: around for (key, _), around in with_neighbours(names)}


def _of_record(key: str) -> Iterator[str]:
    """Every way to ask for a record: by its id or, where its year is not said, by its slug."""
    kind, _, name = key.partition("/")
    for ref in {name, name.rpartition("/")[2]}:
        yield query("get", kind, ref)
        yield query("resolve", f"{kind}/{ref}")
    yield query("backlinks", key)
    yield query("past", key)


def _linked(before: Roll, after: Roll, records: set[str]) -> Iterator[str]:
    """Records that others refer to which are not as they were; or that others mean now, because they came or went."""
    moved = {key for key in records if before.shows(key) != after.shows(key)}
    others = {row.key for roll in (before, after) for key in moved for row in roll.naming(key)}
    for key in records | others:
        for row in _seen(key, before, after):
            for roll in (before, after):
                yield from (one.key for one in roll.targets(row))


def _files(old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    if old == new:
        return
    yield query("files")
    for key in old.keys() | new.keys():
        before, after = old.get(key, {}), new.get(key, {})
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                yield query("file", key, name)


def _pasts(old: Outline, new: Outline) -> Iterator[str]:
    """Questions about what happened in git."""
    if old.history != new.history:
        yield query("history")
        yield from (query("past", key) for key in _keys(new.roll).values())
        yield from (query("beside", path.rpartition("/")[0]) for path in _keys(new.roll))
    if old.past != new.past:
        keys = _keys(new.roll)
        for path in old.past.keys() | new.past.keys():
            if old.past.get(path) != new.past.get(path):
                yield query("past", keys[path]) if path in keys else query("beside", path.rpartition("/")[0])


def _keys(roll: Roll) -> dict[str, str]:
    """Keys of records by the path of their file."""
    return {row.path: row.key for row in (*roll.all_rows(), *roll.withdrawn)}
