"""The roll of a library: who is in it, in which order, tied to whom, as plain values. Asking it opens no record."""

from __future__ import annotations

import datetime as dt
import heapq
import marshal
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from generator.kinds import all_kinds
from generator.library.references import References, files_named, references_of
from generator.record import Kind, Record, Rest, closed

T = TypeVar("T")


class Row(NamedTuple):
    """What the roll says of a record."""

    key: str
    path: str
    """Its file."""
    print: str
    """Tells its content from any other; empty for a record that nobody keeps."""
    title: str
    year: int
    """Of its day; 0: it has none."""
    since: int
    """The number of the day on which it came out (发布日期, or its day); 0: it has none."""
    order: tuple[Any, ...]
    """By this the records of a kind are sorted."""
    named: References
    """What it refers to."""
    aliases: tuple[str, ...]
    has_files: bool

    @property
    def kind(self) -> str:
        return self.key.partition("/")[0]

    @property
    def id(self) -> str:
        return self.key.partition("/")[2]


def closed_record(row: Row, rest: Rest) -> Record:
    """The record of a row, closed: what the row says of it is at hand."""
    key = row.key
    kind, _, record_id = key.partition("/")
    fields = {"id": record_id, "path": row.path, "title": row.title, "key": key}
    return closed(all_kinds()[kind].model, fields, rest)


Rows = Mapping[str, Sequence[Row]]
"""The rows of each kind, in its order."""


def row_of(record: Record, print_: str = "") -> Row:
    """A record's row."""
    kind = all_kinds()[record.kind]
    day = kind.day(record)
    since = came_out(record)
    return Row(
        key=record.key,
        path=record.path,
        print=print_,
        title=str(record.title),
        year=day.year if day else 0,
        since=since.toordinal() if since else 0,
        order=_order(kind, record),
        named=references_of(record),
        aliases=tuple(map(str, record.aliases)),
        has_files=any(files_named(record)),
    )


def came_out(record: Record) -> dt.date | None:
    """The day on which a record came out: 发布日期, or the day it is filed under."""
    return record.publish_on or all_kinds()[record.kind].day(record)


def _order(kind: Kind, record: Record) -> tuple[Any, ...]:
    """The kind's own order, or newest first; then by id."""
    if kind.order is not None:
        return (_plain(kind.order(record)), record.id)
    day = kind.day(record)
    return (-day.toordinal() if day else -1, record.id)


def _plain(value: Any) -> Any:
    """A value without classes of ours, so that it can be packed."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return str(value) if isinstance(value, str) else value


def sorted_rows(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    """Rows by kind, in order."""
    found: dict[str, list[Row]] = {kind: [] for kind in all_kinds()}
    for row in rows:
        found[row.kind].append(row)
    return {kind: in_order(listed) for kind, listed in found.items()}


def in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows of one kind as its lists show them."""
    return tuple(sorted(rows, key=attrgetter("order")))


def folder_of(key: str) -> str:
    """The folder that a record lies in, by its key: `notices/2024`."""
    return key.rpartition("/")[0]


def packed(rows: Iterable[Row]) -> bytes:
    """Rows as bytes; equal rows give equal bytes."""
    return marshal.dumps([tuple(row) for row in rows], 2)


@lru_cache(maxsize=1024)
def _unpacked(data: bytes) -> tuple[Row, ...]:
    """What was packed. Who unpacks the same bytes again gets the same rows, which are then compared in no time."""
    return tuple(map(Row._make, marshal.loads(data)))


@lru_cache(maxsize=128)
def _joined(sheets: tuple[bytes, ...]) -> tuple[Row, ...]:
    return in_order(row for sheet in sheets for row in _unpacked(sheet))


def rows_of(sheets: Mapping[str, bytes]) -> Rows:
    """The rows that are packed folder by folder."""
    by_kind: dict[str, list[bytes]] = {kind: [] for kind in all_kinds()}
    for folder in sorted(sheets):
        by_kind[folder.partition("/")[0]].append(sheets[folder])
    return {kind: _joined(tuple(listed)) for kind, listed in by_kind.items()}


def newest(rows: Iterable[Row], today: int, most: int) -> list[Row]:
    """The rows of records that came out last, the newest first; none of a day after `today`, which is a day's number."""
    dated = [row for row in rows if 0 < row.since <= today]
    # The last day that comes in, before the few of that day are put in order.
    last = min(heapq.nlargest(most, (row.since for row in dated)), default=today)
    return sorted((row for row in dated if row.since >= last), key=lambda row: (-row.since, row.key))[:most]


def with_changes(
    rows: Rows,
    changed: Collection[str],
    come: Iterable[Row],
    by: Callable[[Row], str] = attrgetter("key"),
) -> dict[str, Sequence[Row]]:
    """The rows of what is not in `changed`, and those that come. Kinds to which nothing happened keep their list.

    Args:
        changed: keys, or what else `by` gives of a row.
        come: rows that are in `changed`, or new.
    """
    new = sorted_rows(come)
    stay = {kind: [row for row in listed if by(row) not in changed] for kind, listed in rows.items()}
    return {
        kind: in_order((*stay[kind], *new[kind])) if new[kind] or len(stay[kind]) < len(listed) else listed
        for kind, listed in rows.items()
    }


def with_neighbours(listed: Sequence[T]) -> Iterator[tuple[T, tuple[T | None, T | None]]]:
    """Each of a list, and what stands before and after it."""
    yield from zip(listed, zip([None, *listed], [*listed[1:], None], strict=False), strict=False)


def spellings(key: str) -> tuple[str, ...]:
    """How references may spell a record: by its id or, where its year is not said, by its slug; with its kind or not."""
    kind, _, name = key.partition("/")
    return tuple(
        dict.fromkeys(text for ref in (name, name.rpartition("/")[2]) for text in (ref, f"{kind}/{ref}"))
    )


@dataclass(frozen=True)
class Roll:
    """All rows of a library."""

    rows: Rows
    withdrawn: Sequence[Row] = ()
    """Those of which only a trace is left, by key."""
    hidden: Mapping[str, str] = field(default_factory=dict)
    """Key → print of the records that are left out."""
    _indexes: dict[str, dict[str, Row]] = field(default_factory=dict, compare=False)
    _near: dict[str, dict[str, tuple[Row | None, Row | None]]] = field(default_factory=dict, compare=False)

    def all_rows(self) -> Iterator[Row]:
        for listed in self.rows.values():
            yield from listed

    @cached_property
    def drawn_from(self) -> dict[str, str]:
        """Key → print of all records that there were when the roll was drawn up, also of those that are left out."""
        return {row.key: row.print for row in (*self.all_rows(), *self.withdrawn)} | dict(self.hidden)

    def find(self, kind: str, ref: str) -> Row | None:
        """The row that a reference names: slug or full id."""
        index = self._indexes.get(kind)
        if index is None:
            listed = self.rows.get(kind, ())
            index = {row.key.rpartition("/")[2]: row for row in listed} | {row.id: row for row in listed}
            self._indexes[kind] = index
        return index.get(ref)

    def shows(self, key: str) -> bool:
        """Whether a record is there and not withdrawn."""
        found = self.resolve(key)
        return found is not None and found.key == key

    def row(self, key: str) -> Row | None:
        """A record's own row, also when it is withdrawn."""
        if self.shows(key):
            return self.resolve(key)
        return next((row for row in self.withdrawn if row.key == key), None)

    def resolve(self, ref: str) -> Row | None:
        """The row that `<kind>/<id>` or `<kind>/<slug>` names."""
        kind, _, name = ref.partition("/")
        return self.find(kind, name)

    def target(self, ref: str, kinds: Sequence[str]) -> Row | None:
        """The row a reference names, given the kinds it may point to (`*` for any)."""
        if "*" in kinds:
            return self.resolve(ref)
        return next((found for kind in kinds if (found := self.find(kind, ref))), None)

    def targets(self, row: Row) -> Iterator[Row]:
        """Those that a row refers to."""
        for ref, kinds in row.named:
            if found := self.target(ref, kinds):
                yield found

    def naming(self, key: str) -> list[Row]:
        """Rows with a reference that may be to this record."""
        found = (row for text in spellings(key) for row in self._naming.get(text, ()))
        return list({row.key: row for row in found}.values())

    def referring(self, key: str) -> list[Row]:
        """Rows that refer to a record, each once, kind by kind."""
        places = {kind: place for place, kind in enumerate(self.rows)}
        texts = frozenset(spellings(key))
        found = [row for row in self.naming(key) if self._means(row, texts, key)]
        return sorted(found, key=lambda row: (places[row.kind], row.order))

    def _means(self, row: Row, texts: frozenset[str], key: str) -> bool:
        """Whether one of a row's references that are spelled so is to this record."""
        targets = (self.target(ref, kinds) for ref, kinds in row.named if ref in texts)
        return any(one is not None and one.key == key for one in targets)

    @cached_property
    def _naming(self) -> dict[str, list[Row]]:
        """Text of a reference → rows that hold it."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.all_rows():
            for ref, _ in row.named:
                found[ref].append(row)
        return found

    def years(self, kind: str) -> dict[int, list[Row]]:
        """A kind's rows by the year of their day, newest year first."""
        by_year: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows[kind]:
            if row.year:
                by_year[row.year].append(row)
        return dict(sorted(by_year.items(), reverse=True))

    def neighbours(self, key: str) -> tuple[Row | None, Row | None]:
        """The rows before and after one in its kind's list."""
        kind = key.partition("/")[0]
        near = self._near.get(kind)
        if near is None:
            listed = self.rows.get(kind, ())
            near = self._near[kind] = {row.key: around for row, around in with_neighbours(listed)}
        return near.get(key, (None, None))


@dataclass(frozen=True, slots=True)
class Shelf:
    """Records that are made when somebody asks for them."""

    roll: Roll
    make: Callable[[Row], Record]


def shelf_of(records: Iterable[Record]) -> Shelf:
    """Records that are there."""
    there = {(record.key, record.path): record for record in records}
    rows = sorted_rows(map(row_of, there.values()))
    return Shelf(Roll(rows), lambda row: there[row.key, row.path])
