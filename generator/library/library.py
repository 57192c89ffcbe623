"""The library: records of all kinds, linked, with facts derived at one day."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from generator.attachments import Inspection
from generator.history import Entry, History, entries
from generator.kinds import all_kinds
from generator.library.files import Files
from generator.library.gates import needs_approval
from generator.library.pieces import always
from generator.library.references import References, references_of
from generator.policy import Policy, Site
from generator.record import Kind, Record
from generator.workdays import Calendar

T = TypeVar("T")
_NO_DAY = dt.date.min


class Library:
    """Records that belong together at `as_of`. Implements `record.Context`.

    One library holds everything (for `check`); another holds what one audience may see (for pages and outputs).
    Rules, facts and templates only ever see the library they are given, so what is not in it leaves no trace.

    Args:
        prints, references: what is known of records already, by key; of others it is worked out when asked for.
    """

    def __init__(
        self,
        records: Iterable[Record],
        *,
        site: Site,
        policy: Policy,
        calendar: Calendar,
        as_of: dt.date,
        audience: str | None = None,
        withdrawn: Iterable[Record] = (),
        unreadable: Iterable[str] = (),
        files: Files | None = None,
        synonyms: Iterable[Sequence[str]] = (),
        history: History | None = None,
        prints: Mapping[str, str] | None = None,
        references: Mapping[str, References] | None = None,
    ) -> None:
        self.site = site
        self.policy = policy
        self.calendar = calendar
        self.as_of = as_of
        self.audience = audience or site.default_audience
        self.synonyms = tuple(tuple(group) for group in synonyms)
        """Groups of words that mean the same, for the search (`synonyms.yml`)."""
        self.withdrawn = tuple(sorted(withdrawn, key=lambda record: record.key))
        self.files: Files = files or {}
        self.history = history or History()
        self.prints = dict(prints or {})
        self.references = references or {}
        self.unreadable = frozenset(unreadable)
        """Keys of records that are there but could not be made: a reference to one is not a second fault."""
        self._by_kind: dict[str, list[Record]] = {name: [] for name in all_kinds()}
        for record in records:
            self._by_kind[record.kind].append(record)
        for name, kind in all_kinds().items():
            self._by_kind[name].sort(key=_order(kind))
        self._index = {name: _index(listed) for name, listed in self._by_kind.items()}
        self.memo: dict[str, Any] = {}
        self._facts: dict[str, Any] = {}
        self._links: dict[str, list[Record]] | None = None
        self._years: dict[str, dict[int, list[Record]]] = {}
        self._near: dict[str, dict[str, tuple[Record | None, Record | None]]] = {}

    def exchanged(self, record: Record) -> Library:
        """The same library with one record in place of the one of its key, or added to the others."""
        return Library(
            [*(one for one in self.all_records() if one.key != record.key), record],
            site=self.site,
            policy=self.policy,
            calendar=self.calendar,
            as_of=self.as_of,
            audience=self.audience,
            withdrawn=[one for one in self.withdrawn if one.key != record.key],
            files=self.files,
            synonyms=self.synonyms,
            history=self.history,
            references={key: named for key, named in self.references.items() if key != record.key},
        )

    def records(self, kind: str) -> Sequence[Any]:
        """All records of a kind, in the kind's order."""
        return self._by_kind[kind]

    def all_records(self) -> Iterable[Record]:
        """Every record, kind by kind."""
        for listed in self._by_kind.values():
            yield from listed

    def get(self, kind: str, ref: str | None) -> Any | None:
        """The record a reference names (slug or full id), or None."""
        return self._index[kind].get(ref or "")

    def resolve(self, ref: str | None) -> Any | None:
        """The record that `<kind>/<id>` or `<kind>/<slug>` names, or None."""
        kind, _, name = (ref or "").partition("/")
        return self._index.get(kind, {}).get(name)

    def target(self, ref: str, kinds: Sequence[str]) -> Record | None:
        """The record a reference names, given the kinds it may point to (`*` for any)."""
        if "*" in kinds:
            return self.resolve(ref)
        for kind in kinds:
            if found := self._index[kind].get(ref):
                return found
        return None

    def backlinks(self, record: Record, kind: str | None = None) -> Sequence[Any]:
        """Records that refer to this one, each once, in the order of their kinds."""
        found = self.links().get(record.key, [])
        return [one for one in found if one.kind == kind] if kind else found

    def links(self) -> Mapping[str, Sequence[Record]]:
        """Record key → the records that refer to it."""
        if self._links is None:
            self._links = self._collect_links()
        return self._links

    def by_kind(self) -> Mapping[str, Sequence[Record]]:
        """All records, by kind, in the kind's order."""
        return self._by_kind

    def _collect_links(self) -> dict[str, list[Record]]:
        links: dict[str, list[Record]] = defaultdict(list)
        for record in self.all_records():
            targets = {
                target.key: None
                for ref, kinds in self.references_of(record)
                if (target := self.target(ref, kinds)) is not None
            }
            for key in targets:
                links[key].append(record)
        return dict(links)

    def references_of(self, record: Record) -> References:
        """What a record refers to."""
        found = self.references.get(record.key)
        return references_of(record) if found is None else found

    def years(self, kind: str) -> Mapping[int, Sequence[Record]]:
        """A kind's records by the year of their day, newest year first; kinds without days have no years."""
        found = self._years.get(kind)
        if found is None:
            by_year: dict[int, list[Record]] = defaultdict(list)
            for record in self._by_kind[kind]:
                if day := all_kinds()[kind].day(record):
                    by_year[day.year].append(record)
            found = self._years[kind] = dict(sorted(by_year.items(), reverse=True))
        return found

    def of_year(self, kind: str, year: int) -> Sequence[Record]:
        """A kind's records of one year, in the kind's order."""
        return self.years(kind).get(year, ())

    def recent(self, most: int) -> list[tuple[Record, Entry]]:
        """What changed lately in all records, as readers may see it, newest first."""
        known = [
            (changes[0].day, one) for one in self.all_records() if (changes := self.history.of(one.path))
        ]
        told: list[tuple[Record, Entry]] = []
        for last, record in sorted(known, key=lambda pair: (-pair[0].toordinal(), pair[1].key)):
            if len(told) >= most and last < told[most - 1][1].day:
                break  # all that is left is older
            told += [(record, entry) for entry in self.past(record)]
            told.sort(key=lambda pair: (-pair[1].day.toordinal(), pair[0].key))
            del told[2 * most :]
        return told[:most]

    def neighbours(self, record: Record) -> tuple[Record | None, Record | None]:
        """The records before and after one in its kind's list."""
        if record.kind not in self._near:
            listed = self._by_kind[record.kind]
            around = zip([None, *listed], listed, [*listed[1:], None], strict=False)
            self._near[record.kind] = {one.key: (before, after) for before, one, after in around}
        return self._near[record.kind].get(record.key, (None, None))

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

    def print_of(self, record: Record) -> str:
        """A fingerprint of a record's content: equal when the record is equal."""
        found = self.prints.get(record.key)
        if found is None:
            found = self.prints[record.key] = fingerprint(record)
        return found

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


def _order(kind: Kind) -> Any:
    if kind.order is not None:
        return kind.order

    def newest_first(record: Record) -> tuple[int, str]:
        return (-(kind.day(record) or _NO_DAY).toordinal(), record.id)

    return newest_first


def _index(records: Sequence[Record]) -> dict[str, Record]:
    return {record.slug: record for record in records} | {record.id: record for record in records}
