"""A library that notes what is asked of it, so that a result can be kept until an answer would be another.

Facts, rules and pages reach records only through the library they are given. What was asked is therefore all that a
result depends on besides the settings, the day and the program itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, TypeVar

from generator.attachments import Inspection
from generator.history import Change, Entry
from generator.kinds import all_kinds
from generator.library.files import Files
from generator.library.library import Library, fingerprint
from generator.library.pieces import Pieces, always
from generator.library.roll import Row
from generator.record import Record

T = TypeVar("T")


def query(name: str, *arguments: str) -> str:
    """A question as text. Keys, names and kinds hold no line break."""
    return "\n".join((name, *arguments))


FACTS = "facts"


def is_facts(question: str) -> bool:
    """Whether a question is one for a record's facts."""
    return question.startswith(f"{FACTS}\n")


def key_of(question: str) -> str:
    """The record whose facts were asked for."""
    return question.partition("\n")[2]


class Derived:
    """Facts of a library's records, each worked out once, with what it asked."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._known: dict[str, tuple[Any, frozenset[str]]] = {}

    def of(self, record: Record) -> tuple[Any, frozenset[str]]:
        """A record's facts, and the questions they rest on."""
        found = self._known.get(record.key)
        if found is None:
            watched = Watched(self.library, self)
            facts = all_kinds()[record.kind].facts(record, watched)
            found = self._known[record.key] = facts, frozenset(watched.asked)
        return found

    def behind(self, results: Iterable[frozenset[str]]) -> dict[str, tuple[str, frozenset[str]]]:
        """Print and questions of all facts that results rest on, given what each asked; by the question for them."""
        found: dict[str, tuple[str, frozenset[str]]] = {}
        todo = set(filter(is_facts, frozenset().union(*results)))
        while todo:
            question = todo.pop()
            known = self._known.get(key_of(question))
            if known is None:
                continue  # a piece that was kept rests on them: they are noted since it was made
            facts, asked = known
            found[question] = fingerprint(facts), asked
            todo.update(one for one in asked if is_facts(one) and one not in found)
        return found


class Watched:
    """Stands for a library while one result is made. `asked` is what was asked of it."""

    def __init__(self, library: Library, derived: Derived, parts: Parts | None = None) -> None:
        self._library = library
        self._derived = derived
        self._parts = parts
        self.asked: set[str] = set()
        self.site = library.site
        self.policy = library.policy
        self.calendar = library.calendar
        self.as_of = library.as_of
        self.audience = library.audience
        self.synonyms = library.synonyms
        self.unreadable = library.unreadable
        self.memo = library.memo

    @property
    def history(self) -> Any:
        self.asked.add(query("history"))
        return self._library.history

    @property
    def files(self) -> Files:
        self.asked.add(query("files"))
        return self._library.files

    @property
    def withdrawn(self) -> Sequence[Record]:
        self.asked.add(query("withdrawn"))
        return self._library.withdrawn

    def records(self, kind: str) -> Sequence[Any]:
        self.asked.add(query("records", kind))
        return self._library.records(kind)

    def count(self, kind: str) -> int:
        self.asked.add(query("count", kind))
        return self._library.count(kind)

    def last(self, kind: str) -> Any | None:
        self.asked.add(query("last", kind))
        return self._library.last(kind)

    def years(self, kind: str) -> Mapping[int, Sequence[Record]]:
        self.asked.add(query("records", kind))
        return self._library.years(kind)

    def of_year(self, kind: str, year: int) -> Sequence[Record]:
        self.asked.add(query("year", kind, str(year)))
        return self._library.of_year(kind, year)

    def newest(self, most: int, of: str | Record | None = None) -> list[Record]:
        if isinstance(of, Record):
            self.asked.add(query("backlinks", of.key))
        else:
            self.asked.add(query("all") if of is None else query("records", of))
        return self._library.newest(most, of)

    def recent(self, most: int) -> list[tuple[Record, Entry]]:
        self.asked.add(query("recent"))
        return self._library.recent(most)

    def all_records(self) -> Iterable[Record]:
        self.asked.add(query("all"))
        return self._library.all_records()

    def record_of(self, row: Row) -> Record:
        self.resolve(row.key)  # noted: what is found depends on the record itself
        return self._library.record_of(row)

    def aliased(self) -> Sequence[Record]:
        self.asked.add(query("aliased"))
        return self._library.aliased()

    def with_files(self) -> Sequence[Record]:
        self.asked.add(query("all"))
        return self._library.with_files()

    def keys(self) -> frozenset[str]:
        self.asked.add(query("all"))
        return self._library.keys()

    def get(self, kind: str, ref: str | None) -> Any | None:
        self.asked.add(query("get", kind, ref or ""))
        return self._library.get(kind, ref)

    def resolve(self, ref: str | None) -> Any | None:
        self.asked.add(query("resolve", ref or ""))
        return self._library.resolve(ref)

    def target(self, ref: str, kinds: Sequence[str]) -> Record | None:
        if "*" in kinds:
            return self.resolve(ref)
        return next((found for kind in kinds if (found := self.get(kind, ref))), None)

    def backlinks(self, record: Record, kind: str | None = None) -> Sequence[Any]:
        self.asked.add(query("backlinks", record.key))
        return self._library.backlinks(record, kind)

    def facts(self, record: Record) -> Any:
        self.asked.add(query(FACTS, record.key))
        return self._derived.of(record)[0]

    def neighbours(self, record: Record) -> tuple[Record | None, Record | None]:
        self.asked.add(query("neighbours", record.key))
        return self._library.neighbours(record)

    def changes(self, record: Record) -> Sequence[Change]:
        self.asked.add(query("past", record.key))
        return self._library.changes(record)

    def changes_beside(self, record: Record) -> Sequence[Change]:
        self.asked.add(query("beside", record.folder or ""))
        return self._library.changes_beside(record)

    def past(self, record: Record) -> list[Entry]:
        self.asked.add(query("past", record.key))
        return self._library.past(record)

    def file(self, record: Record, name: str | None) -> Inspection | None:
        self.asked.add(query("file", record.key, name or ""))
        return self._library.file(record, name)

    def pieces(
        self,
        name: str,
        records: Iterable[Record],
        piece: Callable[[Any, Library], T],
        stands: Callable[[Record, T], bool] = always,
    ) -> Iterator[tuple[Record, T]]:
        if self._parts is not None:
            return Pieces[T](name, self._parts).each(records, piece, stands)
        # Nobody keeps parts of facts, or of parts: what is asked for these pieces is asked for the whole.
        return ((record, piece(record, self)) for record in records)  # type: ignore[arg-type]

    @property
    def parts(self) -> Parts:
        """The parts of the result that is being made."""
        if self._parts is None:
            self._parts = Parts(self._library, self._derived)
        return self._parts


class Parts:
    """What one result is put together from, a part a record: those kept from an earlier build and those made now.

    A part is kept while nothing that it asked has another answer. When one is not, the result is made again, and of
    its parts only that one.
    """

    def __init__(
        self,
        library: Library,
        derived: Derived,
        kept: Callable[[], Mapping[str, bytes]] = dict,
        outdated: Callable[[], Mapping[str, bytes]] = dict,
        differing: frozenset[str] = frozenset(),
        names: Callable[[], Set[str]] = frozenset,
    ) -> None:
        self._library = library
        self._derived = derived
        self._load = kept
        self._load_outdated = outdated
        self.names = names
        """Those of the parts that are kept."""
        self._kept: Mapping[str, bytes] | None = None
        self.differing = differing
        """Questions that have another answer than when the outdated parts were made."""
        self.made: dict[str, tuple[bytes, frozenset[str]]] = {}
        self.fresh: set[str] = set()
        """What was asked for pieces that were made now: the questions behind those of their sheaves."""

    def get(self, name: str) -> bytes | None:
        """A part that is kept."""
        if self._kept is None:
            self._kept = self._load()
        made = self.made.get(name)
        return self._kept.get(name) if made is None else made[0]

    def holding(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Parts that are kept, by what follows the prefix of their names."""
        self.get(prefix)
        for name in {**(self._kept or {}), **self.made}:
            if name.startswith(prefix) and (data := self.get(name)) is not None:
                yield name[len(prefix) :], data

    def outdated(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Parts that were kept and do not hold any more, likewise; not those that were made again."""
        for name, data in self._load_outdated().items():
            if name.startswith(prefix) and name not in self.made:
                yield name[len(prefix) :], data

    def watch(self, key: str) -> Watched:
        """The library to make a record's part from."""
        watched = Watched(self._library, self._derived)
        watched.resolve(key)  # a part depends on its record
        return watched

    def keep(self, name: str, data: bytes, watched: Watched) -> None:
        """Keep a part that was made from what `watched` answered."""
        self.made[name] = data, frozenset(watched.asked)

    def put(self, name: str, data: bytes, asked: Iterable[str], fresh: Iterable[str]) -> None:
        """Keep a part. `asked` is what it depends on; facts are noted of what is in `fresh` (`pieces.py`)."""
        self.made[name] = data, frozenset(asked)
        self.fresh.update(fresh)
