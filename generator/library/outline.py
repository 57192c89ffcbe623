"""What a library looks like from outside: who is in it, in which order, tied to whom. Two outlines tell which questions
have another answer now, without asking any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.history import Changes, History
from generator.kinds import all_kinds
from generator.library.library import Library, fingerprint
from generator.library.watch import query
from generator.record import Record

Row = tuple[str, str, str, int]
"""A record's key, print, title and the year of its day (0: it has none)."""
_ENDS = ("", "")


@dataclass(frozen=True, slots=True)
class Outline:
    """Plain values, so that it is kept and compared quickly."""

    kinds: dict[str, list[Row]]
    """The records of each kind, in its order."""
    withdrawn: list[Row]
    links: dict[str, list[str]]
    """Record key → keys of the records that refer to it."""
    files: dict[str, dict[str, str]]
    """Record key → file name → digest."""
    past: dict[str, str]
    """Path → print of its history; only of files that have one."""
    history: str


def outline_of(library: Library) -> Outline:
    """The outline of a library as it is now."""

    return Outline(
        {kind: _rows(library, kind, listed) for kind, listed in library.by_kind().items()},
        [row for one in library.withdrawn for row in _rows(library, one.kind, [one])],
        {key: [one.key for one in listed] for key, listed in library.links().items()},
        {key: {name: one.sha256 for name, one in named.items()} for key, named in library.files.items()},
        _past(library.history),
        fingerprint((library.history.known, library.history.shallow, library.history.trouble)),
    )


def _rows(library: Library, kind: str, records: Iterable[Record]) -> list[Row]:
    print_of, day_of = library.print_of, all_kinds()[kind].day
    return [(one.key, print_of(one), one.title, day.year if (day := day_of(one)) else 0) for one in records]


def _past(history: History) -> dict[str, str]:
    if isinstance(history.changes, Changes):
        return history.changes.prints()
    return {path: fingerprint(changes) for path, changes in history.changes.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """Which records are new, other or gone (by key), and which questions have another answer."""

    records: frozenset[str]
    queries: frozenset[str]


def difference(old: Outline, new: Outline, paths_of: Callable[[], Mapping[str, str]]) -> Difference:
    """What differs between two outlines; `paths_of` gives the keys of records by the path of their file."""
    records: set[str] = set()
    queries: set[str] = set()
    for kind in new.kinds:
        before, after = old.kinds.get(kind, []), new.kinds[kind]
        if before == after:
            continue
        queries.add(query("records", kind))
        queries |= _neighbours(before, after)
        records |= _changed(before, after)
        queries |= {query("year", kind, str(row[3])) for row in set(before) ^ set(after)}
    if records:
        queries.add(query("all"))
    if old.withdrawn != new.withdrawn:
        queries.add(query("withdrawn"))
        records |= _changed(old.withdrawn, new.withdrawn)
    for key in records:
        queries.update(_of_record(key))
    queries.update(query("backlinks", key) for key in _linked(old.links, new.links, records))
    queries.update(_files(old.files, new.files))
    if old.past != new.past:
        paths = paths_of()
        for path in old.past.keys() | new.past.keys():
            if old.past.get(path) != new.past.get(path):
                queries.add(query("past", paths.get(path, path)))
    if (records and new.past) or old.past != new.past:
        queries.add(query("recent"))
    if old.history != new.history:
        queries.add(query("history"))
        queries.update(query("past", key) for key in paths_of().values())
    return Difference(frozenset(records), frozenset(queries))


def _changed(before: list[Row], after: list[Row]) -> set[str]:
    return {row[0] for row in set(before) ^ set(after)}


def _neighbours(before: list[Row], after: list[Row]) -> set[str]:
    old, new = _near(before), _near(after)
    return {query("neighbours", key) for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def _near(rows: list[Row]) -> dict[str, tuple[tuple[str, str], tuple[str, str]]]:
    names = [(key, title) for key, _, title, _ in rows]
    around = zip([_ENDS, *names], names, [*names[1:], _ENDS], strict=False)
    return {one[0]: (ahead, behind) for ahead, one, behind in around}


def _of_record(key: str) -> Iterator[str]:
    """Every way to ask for a record: by its id or, where its year is not said, by its slug."""
    kind, _, name = key.partition("/")
    for ref in {name, name.rpartition("/")[2]}:
        yield query("get", kind, ref)
        yield query("resolve", f"{kind}/{ref}")
    yield query("backlinks", key)
    yield query("past", key)


def _linked(old: dict[str, list[str]], new: dict[str, list[str]], records: set[str]) -> Iterator[str]:
    for key in old.keys() | new.keys():
        before, after = old.get(key), new.get(key)
        if before != after or not records.isdisjoint(after or ()):
            yield key


def _files(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> Iterator[str]:
    if old == new:
        return
    yield query("files")
    for key in old.keys() | new.keys():
        before, after = old.get(key, {}), new.get(key, {})
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                yield query("file", key, name)
