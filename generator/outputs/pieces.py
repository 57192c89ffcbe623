"""Pieces of lists, one a record, kept between builds: an output of thousands of records is a join of its pieces, and only
those are made again about which something has another answer now.

An output offers `piece(record, library)` and puts the pieces together. They are parts of its job (decision 0009).
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, MutableMapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from generator.collector import without_collector
from generator.library.library import Library
from generator.library.watch import Watched
from generator.record import Record

if TYPE_CHECKING:
    from generator.render import Surroundings

T = TypeVar("T")


class Pieces(Generic[T]):
    """The pieces of one output of a library; of one that nobody watches, nothing is kept.

    Args:
        name: tells several rows of pieces in one job apart.
    """

    def __init__(self, name: str, library: Library) -> None:
        self._library = library
        self._parts = library.parts if isinstance(library, Watched) else None
        self._name = name

    def kept(self, record: Record) -> T | None:
        """The piece that an earlier build made, if it would be the same today."""
        data = self._parts.get(self._name_of(record)) if self._parts is not None else None
        return cast(T, pickle.loads(data)) if data is not None else None

    def watch(self, record: Record) -> Library:
        """The library to make a record's piece from: it notes what is asked."""
        return cast(Library, self._parts.watch(record)) if self._parts is not None else self._library

    def keep(self, record: Record, piece: T, watch: Library) -> None:
        """Remember a piece that was made from what `watch` answered."""
        watched: Any = watch
        if self._parts is not None:
            self._parts.keep(self._name_of(record), pickle.dumps(piece, protocol=5), watched)

    def all(self, records: Iterable[Record], piece: Callable[[Record, Library], T]) -> list[T]:
        """Every record's piece, in order; those that are new are kept."""
        return [self._one(record, piece) for record in records]

    def _one(self, record: Record, piece: Callable[[Record, Library], T]) -> T:
        known = self.kept(record)
        if known is not None:
            return known
        watch = self.watch(record)
        made = piece(record, watch)
        self.keep(record, made, watch)
        return made

    def _name_of(self, record: Record) -> str:
        return f"{self._name} {record.key}"


class Made:
    """Parts of a file by what they were made from; those that were not asked for are forgotten.

    Args:
        make: the same bytes always give the same.
    """

    def __init__(self, name: str, around: Surroundings, make: Callable[[bytes], bytes]) -> None:
        self._store = around.store if around.site is not None else None
        self._key = f"made {name} {around.key}"
        self._make = make
        self._known: dict[bytes, bytes] = load(self._store, self._key) if self._store is not None else {}
        self._now: dict[bytes, bytes] = {}

    def __call__(self, origin: bytes) -> bytes:
        """The part that is made from this."""
        digest = hashlib.blake2b(origin, digest_size=16).digest()
        self._now[digest] = found = self._known.get(digest) or self._make(origin)
        return found

    def save(self) -> None:
        if self._store is not None and self._known.keys() != self._now.keys():
            self._store[self._key] = pickle.dumps(self._now, protocol=5)


def load(store: MutableMapping[str, bytes], key: str) -> dict[Any, Any]:
    """What was kept under a key; nothing when it was made by another version, or is torn."""
    try:
        with without_collector():
            found: Any = pickle.loads(store[key])
    except Exception:  # whatever it says, it is no use
        return {}
    return found if isinstance(found, dict) else {}
