"""The library: records of all kinds, linked, with facts derived at one day."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from generator.attachments import Inspection
from generator.history import Change, Entry, History, entries
from generator.kinds import all_kinds
from generator.library.files import Files
from generator.library.gates import needs_approval
from generator.library.pieces import always
from generator.library.roll import Roll, Row, Shelf, newest, row_of, shelf_of, with_changes
from generator.policy import Policy, Site
from generator.record import Record
from generator.workdays import Calendar

T = TypeVar("T")


class Library:
    """Records that belong together at `as_of`. Implements `record.Context`.

    One library holds everything (for `check`); another holds what one audience may see (for pages and outputs).
    Rules, facts and templates only ever see the library they are given, so what is not in it leaves no trace.

    Who is in it stands in its `roll`; a record is made when somebody asks for it.
    """

    def __init__(
        self,
        records: Iterable[Record] | Shelf,
        *,
        site: Site,
        policy: Policy,
        calendar: Calendar,
        as_of: dt.date,
        audience: str | None = None,
        unreadable: Iterable[str] = (),
        files: Files | None = None,
        synonyms: Iterable[Sequence[str]] = (),
        history: History | None = None,
    ) -> None:
        shelf = records if isinstance(records, Shelf) else shelf_of(records)
        self.roll = shelf.roll
        self.site = site
        self.policy = policy
        self.calendar = calendar
        self.as_of = as_of
        self.audience = audience or site.default_audience
        self.synonyms = tuple(tuple(group) for group in synonyms)
        """Groups of words that mean the same, for the search (`synonyms.yml`)."""
        self.files: Files = files or {}
        self.history = history or History()
        self.unreadable = frozenset(unreadable)
        """Keys of records that are there but could not be made: a reference to one is not a second fault."""
        self.memo: dict[str, Any] = {}
        self._make = shelf.make
        self._made: dict[str, Record] = {}
        self._facts: dict[str, Any] = {}
        self._listed: dict[str, list[Record]] = {}
        self._years: dict[str, dict[int, list[Record]]] = {}
        self._backlinks: dict[str, list[Record]] = {}

    def record_of(self, row: Row) -> Record:
        """The record that a row of the roll stands for."""
        place = row.path or row.key
        found = self._made.get(place)
        if found is None:
            found = self._made[place] = self._make(row)
        return found

    def exchanged(self, record: Record) -> Library:
        """The same library with one record in place of the one of its key, or added to the others."""
        new = row_of(record)
        rows = with_changes(self.roll.rows, {record.key}, [new])
        withdrawn = tuple(row for row in self.roll.withdrawn if row.key != record.key)
        shelf = Shelf(Roll(rows, withdrawn), lambda row: record if row is new else self.record_of(row))
        return Library(
            shelf,
            site=self.site,
            policy=self.policy,
            calendar=self.calendar,
            as_of=self.as_of,
            audience=self.audience,
            files=self.files,
            synonyms=self.synonyms,
            history=self.history,
        )

    def records(self, kind: str) -> Sequence[Any]:
        """All records of a kind, in the kind's order."""
        found = self._listed.get(kind)
        if found is None:
            found = self._listed[kind] = [self.record_of(row) for row in self.roll.rows[kind]]
        return found

    def count(self, kind: str) -> int:
        """How many records of a kind there are."""
        return len(self.roll.rows[kind])

    def last(self, kind: str) -> Any | None:
        """The record at the end of a kind's order: the oldest, where the newest come first."""
        return self._of(next(iter(self.roll.rows[kind][-1:]), None))

    def all_records(self) -> Iterable[Record]:
        """Every record, kind by kind."""
        for kind in self.roll.rows:
            yield from self.records(kind)

    def keys(self) -> frozenset[str]:
        """The keys of all records."""
        return frozenset(row.key for row in self.roll.all_rows())

    @cached_property
    def withdrawn(self) -> Sequence[Record]:
        """Records of which only a trace is left, by key."""
        return [self.record_of(row) for row in self.roll.withdrawn]

    def aliased(self) -> Sequence[Record]:
        """Records that had other addresses before (别名), kind by kind."""
        return [self.record_of(row) for row in self.roll.all_rows() if row.aliases]

    def with_files(self) -> Sequence[Record]:
        """Records that name files, kind by kind."""
        return [self.record_of(row) for row in self.roll.all_rows() if row.has_files]

    def get(self, kind: str, ref: str | None) -> Any | None:
        """The record a reference names (slug or full id), or None."""
        return self._of(self.roll.find(kind, ref or ""))

    def resolve(self, ref: str | None) -> Any | None:
        """The record that `<kind>/<id>` or `<kind>/<slug>` names, or None."""
        return self._of(self.roll.resolve(ref or ""))

    def target(self, ref: str, kinds: Sequence[str]) -> Record | None:
        """The record a reference names, given the kinds it may point to (`*` for any)."""
        return self._of(self.roll.target(ref, kinds))

    def _of(self, row: Row | None) -> Any | None:
        return self.record_of(row) if row is not None else None

    def backlinks(self, record: Record, kind: str | None = None) -> Sequence[Any]:
        """Records that refer to this one, each once, in the order of their kinds."""
        found = self._backlinks.get(record.key)
        if found is None:
            found = [self.record_of(row) for row in self.roll.referring(record.key)]
            self._backlinks[record.key] = found
        return [one for one in found if one.kind == kind] if kind else found

    def years(self, kind: str) -> Mapping[int, Sequence[Record]]:
        """A kind's records by the year of their day, newest year first; kinds without days have no years."""
        found = self._years.get(kind)
        if found is None:
            by_year = self.roll.years(kind).items()
            found = {year: [self.record_of(row) for row in rows] for year, rows in by_year}
            self._years[kind] = found
        return found

    def of_year(self, kind: str, year: int) -> Sequence[Record]:
        """A kind's records of one year, in the kind's order."""
        return self.years(kind).get(year, ())

    def newest(self, most: int, of: str | Record | None = None) -> list[Record]:
        """The records that came out last, the newest first.

        Args:
            of: a kind; or a record, for those that refer to it; None for all.
        """
        if isinstance(of, Record):
            rows: Iterable[Row] = self.roll.referring(of.key)
        else:
            rows = self.roll.all_rows() if of is None else self.roll.rows[of]
        return [self.record_of(row) for row in newest(rows, self.as_of.toordinal(), most)]

    def recent(self, most: int) -> list[tuple[Record, Entry]]:
        """What changed lately in all records, as readers may see it, newest first."""
        known = [
            (changes[0].day, row) for row in self.roll.all_rows() if (changes := self.history.of(row.path))
        ]
        told: list[tuple[Record, Entry]] = []
        for last, row in sorted(known, key=lambda pair: (-pair[0].toordinal(), pair[1].key)):
            if len(told) >= most and last < told[most - 1][1].day:
                break  # all that is left is older
            record = self.record_of(row)
            told += [(record, entry) for entry in self.past(record)]
            told.sort(key=lambda pair: (-pair[1].day.toordinal(), pair[0].key))
            del told[2 * most :]
        return told[:most]

    def neighbours(self, record: Record) -> tuple[Record | None, Record | None]:
        """The records before and after one in its kind's list."""
        before, after = self.roll.neighbours(record.key)
        return self._of(before), self._of(after)

    def changes(self, record: Record) -> Sequence[Change]:
        """What happened to a record's file in git, newest first."""
        return self.history.of(record.path)

    def changes_beside(self, record: Record) -> Sequence[Change]:
        """What happened to the other files of a record's folder."""
        return self._beside.get(record.folder or "", ())

    @cached_property
    def _beside(self) -> Mapping[str, list[Change]]:
        """Changes of files that are no records, by their folder."""
        found: dict[str, list[Change]] = defaultdict(list)
        for path in self.history.changes:
            if not path.endswith(".yml"):
                found[path.rpartition("/")[0]].extend(self.history.changes[path])
        return found

    def past(self, record: Record) -> list[Entry]:
        """A record's history in git as readers may see it, newest first."""
        return entries(
            record, self.history, names=self.policy.names, gated=needs_approval(record, self.policy)
        )

    def pieces(
        self,
        name: str,
        records: Iterable[Record],
        piece: Callable[[Any, Library], T],
        stands: Callable[[Record, T], bool] = always,
    ) -> Iterator[tuple[Record, T]]:
        """Each record with what `piece` makes of it: plain values. A build keeps them (`pieces.py`).

        Args:
            name: tells several rows of pieces in one page or output apart; take all that come.
            stands: whether a piece that was kept will do, as far as the library does not know.
        """
        for record in records:
            yield record, piece(record, self)

    def file(self, record: Record, name: str | None) -> Inspection | None:
        """What a file that a record names is: type, size, pages; None when it was not inspected."""
        return self.files.get(record.key, {}).get(name or "")

    def facts(self, record: Record) -> Any:
        """Derived facts of a record, computed once."""
        found = self._facts.get(record.key)
        if found is None:
            found = self._facts[record.key] = all_kinds()[record.kind].facts(record, self)
        return found


def fingerprint(value: object) -> str:
    """A short digest of a value by its written form; records, facts and tuples of them have one that tells all."""
    return hashlib.blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
