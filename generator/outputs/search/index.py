"""Build the whole index. What a change touches of it is in update.py; both give the same bytes for the same records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

import numpy as np

from generator.outputs.search import fold, shards
from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.grams import (
    PORTION_BITS,
    PORTIONS,
    SLOT_BITS,
    Grams,
    grams,
    hash_of,
    named_hash,
    top,
)
from generator.outputs.search.meta import DIGESTS, FORMAT, META_PATH, Meta, meta_script
from generator.outputs.search.own import Own
from generator.outputs.search.shape import Shape, shape_of, slots_for
from generator.outputs.search.shardfiles import FOLDER
from generator.outputs.search.slots import Place, assign
from generator.outputs.search.spool import Spool
from generator.outputs.search.table import Table

FOLD_PATH = f"{FOLDER}/fold.js"
#: Documents that are in memory together; their small arrays stay in the processor's cache.
BATCH = 50

Files = Iterator[tuple[str, bytes]]
Placed = list[tuple[Place, SearchDoc]]


@dataclass(frozen=True, slots=True)
class Build:
    """What the whole index is built from.

    Args:
        keys: of all documents.
        document: the one of a key; asked once for each, and gone when the next are asked for.
        spool: a new file to be written and read for what takes most memory.
    """

    keys: Collection[str]
    document: Callable[[str], SearchDoc]
    synonyms: tuple[tuple[str, ...], ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    spool: Callable[[], BinaryIO] = BytesIO

    def files(self) -> Files:
        """Every file of the index, each once."""
        places = assign(self.keys, slots_for(len(self.keys)))
        if len(places) != len(self.keys):
            raise ValueError("two documents with the same kind and id")
        own = Own(digest=FORMAT)
        with self.spool() as named, self.spool() as hashed:
            spools = Spool(named), Spool(hashed)
            for placed in self._batches(sorted((place, key) for key, place in places.items())):
                for place, doc in placed:
                    yield from own.add(place, doc).items()
                _put_aside(grams((slot, doc) for (slot, _), doc in placed), *spools)
            shape = shape_of(len(places), own.weight)
            yield from _shard_files(*spools, shape)
        meta = Meta(shape, own.weight, own.digest % DIGESTS, Table().replaced({}, own.rows))
        yield META_PATH, meta_script(meta, self.kinds, self.synonyms)
        yield FOLD_PATH, fold.script()

    def _batches(self, wanted: list[tuple[Place, str]]) -> Iterator[Placed]:
        for start in range(0, len(wanted), BATCH):
            yield [(place, self.document(key)) for place, key in wanted[start : start + BATCH]]


def build(
    docs: Sequence[SearchDoc],
    synonyms: Iterable[Sequence[str]] = (),
    kinds: Mapping[str, str] | None = None,
) -> Files:
    """All files of the index as (site-relative path, bytes). `kinds` gives the Chinese name of each kind."""
    by_key = {doc.key: doc for doc in docs}
    return Build(
        [doc.key for doc in docs], by_key.__getitem__, tuple(map(tuple, synonyms)), kinds or {}
    ).files()


def _put_aside(some: Grams, named: Spool, hashed: Spool) -> None:
    named.add(some.named, top(named_hash(some.named >> np.uint64(SLOT_BITS)), PORTION_BITS))
    hashed.add(some.hashed, top(hash_of(some.hashed), PORTION_BITS))


def _shard_files(named: Spool, hashed: Spool, shape: Shape) -> Files:
    """The shards, portion by portion."""
    size = shape.shards // PORTIONS
    for portion in range(PORTIONS):
        content = Grams(named.read(portion), hashed.read(portion))
        yield from shards.encode(content, shape, range(portion * size, (portion + 1) * size))
