"""A library that notes what is asked of it, so that a result can be kept until an answer would be another.

Facts and pages reach records only through the library they are given. What was asked, with a fingerprint of each
answer, is therefore all that a result depends on besides the settings and the program itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator.attachments import Inspection
from generator.history import Entry
from generator.library.files import Files
from generator.library.library import Library, fingerprint
from generator.record import Record

Query = tuple[str, ...]
Trace = dict[Query, str]


class Answers:
    """Fingerprints of a library's answers, each worked out once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: dict[Query, str] = {}

    def of(self, query: Query) -> str:
        """The fingerprint of what the library answers to a query now."""
        found = self._known.get(query)
        if found is None:
            name, *arguments = query
            found = self._known[query] = getattr(self, f"_{name}")(*arguments)
        return found

    def holds(self, trace: Mapping[Query, str]) -> bool:
        """Whether every answer is still the one that was noted."""
        return all(self.of(query) == answer for query, answer in trace.items())

    def _one(self, record: Record | None) -> str:
        return "" if record is None else f"{record.key}:{self._library.print_of(record)}"

    def _many(self, records: Iterable[Record]) -> str:
        return fingerprint([self._one(record) for record in records])

    def _records(self, kind: str) -> str:
        return self._many(self._library.records(kind))

    def _all(self) -> str:
        return self._many(self._library.all_records())

    def _withdrawn(self) -> str:
        return self._many(self._library.withdrawn)

    def _get(self, kind: str, ref: str) -> str:
        return self._one(self._library.get(kind, ref))

    def _resolve(self, ref: str) -> str:
        return self._one(self._library.resolve(ref))

    def _backlinks(self, key: str, kind: str) -> str:
        record = self._record(key)
        return self._many(self._library.backlinks(record, kind or None)) if record else ""

    def _facts(self, key: str) -> str:
        record = self._record(key)
        return fingerprint(self._library.facts(record)) if record else ""

    def _neighbours(self, key: str) -> str:
        record = self._record(key)
        near = self._library.neighbours(record) if record else ()
        return fingerprint([(one.key, one.title) if one else None for one in near])

    def _past(self, key: str) -> str:
        record = self._record(key)
        return fingerprint(self._library.history.of(record.path)) if record else ""

    def _history(self) -> str:
        return fingerprint((self._library.history.known, self._library.history.shallow))

    def _file(self, key: str, name: str) -> str:
        found = self._library.files.get(key, {}).get(name)
        return found.sha256 if found else ""

    def _files(self) -> str:
        return fingerprint(
            {key: {n: f.sha256 for n, f in named.items()} for key, named in self._library.files.items()}
        )

    def _record(self, key: str) -> Record | None:
        gone = next((one for one in self._library.withdrawn if one.key == key), None)
        return gone or self._library.resolve(key)


class Watched:
    """Stands for a library while one result is made. `trace` is what was asked and answered."""

    def __init__(self, library: Library, answers: Answers) -> None:
        self._library = library
        self._answers = answers
        self.trace: Trace = {}
        self.site = library.site
        self.policy = library.policy
        self.calendar = library.calendar
        self.as_of = library.as_of
        self.audience = library.audience
        self.synonyms = library.synonyms

    def _note(self, *query: str) -> None:
        if query not in self.trace:
            self.trace[query] = self._answers.of(query)

    def fresh(self) -> Watched:
        """Another watch over the same library, with a trace of its own."""
        return Watched(self._library, self._answers)

    def holds(self, trace: Mapping[Query, str]) -> bool:
        """Whether every answer is still the one that was noted."""
        return self._answers.holds(trace)

    @property
    def history(self) -> Any:
        self._note("history")
        return self._library.history

    @property
    def files(self) -> Files:
        self._note("files")
        return self._library.files

    @property
    def withdrawn(self) -> Sequence[Record]:
        self._note("withdrawn")
        return self._library.withdrawn

    def records(self, kind: str) -> Sequence[Any]:
        self._note("records", kind)
        return self._library.records(kind)

    def all_records(self) -> Iterable[Record]:
        self._note("all")
        return self._library.all_records()

    def get(self, kind: str, ref: str | None) -> Any | None:
        self._note("get", kind, ref or "")
        return self._library.get(kind, ref)

    def resolve(self, ref: str | None) -> Any | None:
        self._note("resolve", ref or "")
        return self._library.resolve(ref)

    def target(self, ref: str, kinds: Sequence[str]) -> Record | None:
        if "*" in kinds:
            return self.resolve(ref)
        return next((found for kind in kinds if (found := self.get(kind, ref))), None)

    def backlinks(self, record: Record, kind: str | None = None) -> Sequence[Any]:
        self._note("backlinks", record.key, kind or "")
        return self._library.backlinks(record, kind)

    def facts(self, record: Record) -> Any:
        self._note("facts", record.key)
        return self._library.facts(record)

    def neighbours(self, record: Record) -> tuple[Record | None, Record | None]:
        self._note("neighbours", record.key)
        return self._library.neighbours(record)

    def past(self, record: Record) -> list[Entry]:
        self._note("past", record.key)
        return self._library.past(record)

    def file(self, record: Record, name: str | None) -> Inspection | None:
        self._note("file", record.key, name or "")
        return self._library.file(record, name)
