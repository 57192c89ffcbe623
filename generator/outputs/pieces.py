"""Pieces of lists, one a record, kept between builds: an output of thousands of records is a join of its pieces, and only
those are made again about which something has another answer now.

An output offers `piece(record, library) -> bytes` (or a tuple of them) and puts the pieces together; what a piece asked
of the library is noted with it, as jobs do (decision 0009).
"""

from __future__ import annotations

import gc
import hashlib
import pickle
from collections.abc import Callable, Iterable, MutableMapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from generator.library.library import Library
from generator.library.watch import Trace, Watched
from generator.record import Record

if TYPE_CHECKING:
    from generator.render import Surroundings

T = TypeVar("T")


class Pieces(Generic[T]):
    """The pieces of one output. Without a site of earlier builds or a watched library nothing is kept.

    Args:
        name: of the output, unique; with `version`, which changes when pieces get another form.
    """

    def __init__(self, name: str, library: Library, around: Surroundings) -> None:
        self._watched: Watched | None = library if isinstance(library, Watched) else None
        self._library = library
        self._store = around.store if around.site is not None and self._watched is not None else None
        self._key = f"pieces {name} {around.key} {around.site}"
        self._known: dict[str, tuple[Trace, T]] = self._load()
        self._now: dict[str, tuple[Trace, T]] = {}
        self._is_new = False
        self._is_doubtful = False

    def kept(self, record: Record) -> T | None:
        """The piece that an earlier build made, if it would be the same today."""
        found = self._known.get(record.key)
        if found is None or self._watched is None or not self._watched.holds(found[0]):
            return None
        self._now[record.key] = found
        self._watched.trace.update(found[0])
        return found[1]

    def watch(self, record: Record) -> Library:
        """The library to make a record's piece from: it notes what is asked."""
        if self._watched is None:
            return self._library
        watch = self._watched.fresh()
        watch.resolve(record.key)
        return cast(Library, watch)

    def keep(self, record: Record, piece: T, watch: Library) -> None:
        """Remember a piece that was made from what `watch` answered."""
        if self._watched is not None and isinstance(watch, Watched):
            self._now[record.key] = watch.trace, piece
            self._watched.trace.update(watch.trace)
            self._is_new = True

    def all(self, records: Iterable[Record], piece: Callable[[Record, Library], T]) -> list[T]:
        """Every record's piece, in order; those that are new are kept."""
        found = []
        for record in records:
            one = self.kept(record)
            if one is None:
                watch = self.watch(record)
                one = piece(record, watch)
                self.keep(record, one, watch)
            found.append(one)
        self.save()
        return found

    def doubt(self) -> None:
        """Until `save`, no later build takes the kept pieces for what stands in the site."""
        if self._store is not None and not self._is_doubtful:
            self._store[self._key] = b""
            self._is_doubtful = True

    def save(self) -> None:
        """Keep the pieces that were asked for since the beginning, and no others."""
        changed = self._is_new or self._is_doubtful or self._known.keys() != self._now.keys()
        if self._store is not None and changed:
            self._store[self._key] = pickle.dumps(self._now, protocol=5)

    def _load(self) -> dict[str, tuple[Trace, T]]:
        return load(self._store, self._key) if self._store is not None else {}


class Squeezed:
    """Compressed parts of a file by what they were compressed from; those that were not asked for are forgotten.

    Args:
        squeeze: compresses; the same bytes always give the same.
    """

    def __init__(self, name: str, around: Surroundings, squeeze: Callable[[bytes], bytes]) -> None:
        self._store = around.store if around.site is not None else None
        self._key = f"squeezed {name} {around.key}"
        self._squeeze = squeeze
        self._known: dict[bytes, bytes] = load(self._store, self._key) if self._store is not None else {}
        self._now: dict[bytes, bytes] = {}

    def __call__(self, plain: bytes) -> bytes:
        """The compressed part."""
        digest = hashlib.blake2b(plain, digest_size=16).digest()
        self._now[digest] = found = self._known.get(digest) or self._squeeze(plain)
        return found

    def save(self) -> None:
        if self._store is not None and self._known.keys() != self._now.keys():
            self._store[self._key] = pickle.dumps(self._now, protocol=5)


def load(store: MutableMapping[str, bytes], key: str) -> dict[Any, Any]:
    """What was kept under a key; nothing when it was made by another version, or is torn."""
    gc.disable()  # nothing in there is garbage, and looking for it takes longer than reading
    try:
        found: Any = pickle.loads(store[key])
    except Exception:  # whatever it says, it is no use
        return {}
    finally:
        gc.enable()
    return found if isinstance(found, dict) else {}
