"""Pieces of lists, one a record, kept between builds: what shows thousands of records is a join of their pieces, and only
those are made again about which something has another answer now.

The pieces of the records of one folder (`notices/2024`) are kept together, a sheaf: reading ten thousand pieces is reading
two dozen values. With each piece stands what its making asked. What was asked about the records themselves is noted for a
large sheaf as questions about the whole folder, so that it is as cheap to note as to read.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from generator.library.roll import folder_of
from generator.record import Record

if TYPE_CHECKING:
    from generator.library.library import Library
    from generator.library.watch import Parts

T = TypeVar("T")
V = TypeVar("V", bytes, tuple[Any, ...])
Asked = tuple[tuple[str, ...], tuple[str, ...]]
"""What was asked for a piece: names of the questions about its own record, and the other questions as they are."""
_KEY = attrgetter("key")
_FEW = 32
"""Records of a folder that are asked about one by one: what shows so few is not to be made again for all others."""
_HEAD = 4
"""Bytes that say where in a sheaf the questions begin."""


def within(question: str) -> str:
    """A question about one record, as one about all records of its folder."""
    name, _, about = question.partition("\n")
    return f"within\n{name}\n{folder_of(about.partition(chr(10))[0])}"


def _named(name: str, folder: str = "") -> str:
    """The name of a sheaf; without a folder, how those of all folders begin."""
    return f"{name}\t{folder}"


def always(record: Record, piece: object) -> bool:
    return True


class Pieces(Generic[T]):
    """The pieces of one name in one result.

    Args:
        name: tells several rows of pieces in one result apart.
        parts: the parts of that result.
    """

    def __init__(self, name: str, parts: Parts) -> None:
        self._name = name
        self._parts = parts
        self._sheaves: dict[str, dict[str, T]] = {}
        self._asked: dict[str, dict[str, Asked]] = {}
        """Questions, of those sheaves that are to be kept anew."""
        self._fresh: set[str] = set()
        for folder, data in parts.holding(_named(name)):
            self._sheaves[folder] = _pieces(data)
        for folder, data in parts.outdated(_named(name)):
            self._take_over(folder, data)

    def _take_over(self, folder: str, data: bytes) -> None:
        """Those pieces of a sheaf that still hold."""
        asked, differing = _questions(data), self._parts.differing
        subjects = {question.split("\n")[1] for question in differing if "\n" in question}
        holding = {
            key: one
            for key, one in asked.items()
            if differing.isdisjoint(one[1])
            and not (key in subjects and any(f"{name}\n{key}" in differing for name in one[0]))
        }
        pieces = _pieces(data)
        self._sheaves[folder] = {key: pieces[key] for key in holding}
        self._asked[folder] = holding

    def each(
        self,
        records: Iterable[Record],
        piece: Callable[[Any, Library], T],
        stands: Callable[[Record, T], bool] = always,
    ) -> Iterator[tuple[Record, T]]:
        """Every record with its piece, in order. Whoever asks takes all of them: at the end the new ones are kept.

        Args:
            stands: whether a piece that was kept will do, as far as the library does not know.
        """
        known = {key: one for sheaf in self._sheaves.values() for key, one in sheaf.items()}
        if stands is not always:
            return self._one_by_one(records, piece, stands, known)
        listed = list(records)
        try:
            found = list(map(known.__getitem__, map(_KEY, listed)))
        except KeyError:
            known.update((one.key, self._made(one, piece)) for one in listed if one.key not in known)
            found = list(map(known.__getitem__, map(_KEY, listed)))
        self._keep()
        return zip(listed, found, strict=True)

    def _one_by_one(
        self,
        records: Iterable[Record],
        piece: Callable[[Any, Library], T],
        stands: Callable[[Record, T], bool],
        known: dict[str, T],
    ) -> Iterator[tuple[Record, T]]:
        for record in records:
            found = known.get(record.key)
            if found is None or not stands(record, found):
                found = self._made(record, piece)
            yield record, found
        self._keep()

    def _made(self, record: Record, piece: Callable[[Any, Library], T]) -> T:
        watch = self._parts.watch(record.key)
        made = piece(record, cast("Library", watch))
        folder = folder_of(record.key)
        if folder not in self._asked:
            data = self._parts.get(_named(self._name, folder))
            self._asked[folder] = _questions(data) if data is not None else {}
        self._sheaves.setdefault(folder, {})[record.key] = made
        self._asked[folder][record.key] = _sorted_out(record.key, watch.asked)
        self._fresh |= watch.asked
        return made

    def _keep(self) -> None:
        for folder, asked in self._asked.items():
            if not asked:
                continue
            pieces = self._sheaves.get(folder, {})
            name = _named(self._name, folder)
            self._parts.put(name, _sheaf(pieces, asked), _all_asked(asked), self._fresh)


def remembered(name: str, values: Iterable[V], make: Callable[[V], Any], parts: Parts | None) -> list[Any]:
    """What is made of each of some plain values, and of nothing else: kept by the value, as long as it comes up."""
    data = parts.get(name) if parts is not None else None
    known = marshal.loads(data) if data is not None else {}
    listed = list(values)
    found = {value: known[value] if value in known else make(value) for value in listed}
    if parts is not None and found.keys() != known.keys():
        parts.put(name, marshal.dumps(found), (), ())
    return [found[value] for value in listed]


def _sorted_out(key: str, asked: Iterable[str]) -> Asked:
    """Questions as they are kept with a piece."""
    own, others = [], []
    for question in sorted(asked):
        name, _, about = question.partition("\n")
        if about == key:
            own.append(name)
        else:
            others.append(question)
    return tuple(own), tuple(others)


def _all_asked(asked: Mapping[str, Asked]) -> Iterator[str]:
    """The questions that a sheaf is kept with: those about its records, when they are many, as about their folder."""
    many = len(asked) > _FEW
    for key, (own, others) in asked.items():
        yield from (within(f"{name}\n{key}") if many else f"{name}\n{key}" for name in own)
        yield from others


def _sheaf(pieces: Mapping[str, Any], asked: Mapping[str, Asked]) -> bytes:
    told: dict[Any, Any] = {}
    # The same tuples over and over: written once.
    shared = {key: told.setdefault(one, one) for key, one in asked.items()}
    first = marshal.dumps(dict(pieces))
    return len(first).to_bytes(_HEAD, "big") + first + marshal.dumps(shared)


def _pieces(data: bytes) -> dict[str, Any]:
    return cast(dict[str, Any], marshal.loads(memoryview(data)[_HEAD:]))


def _questions(data: bytes) -> dict[str, Asked]:
    at = _HEAD + int.from_bytes(data[:_HEAD], "big")
    return cast(dict[str, Asked], marshal.loads(memoryview(data)[at:]))
