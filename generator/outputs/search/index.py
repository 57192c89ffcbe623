"""Build the whole index, or the files that a change touches. Both give the same bytes for the same records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from io import BytesIO
from typing import BinaryIO

import numpy as np

from generator.outputs.search import fold, shards
from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.docfiles import doc_files, read_doc
from generator.outputs.search.grams import (
    PORTION_BITS,
    PORTIONS,
    SLOT_BITS,
    Grams,
    Postings,
    grams,
    hash_of,
    named_hash,
    postings,
    top,
)
from generator.outputs.search.meta import FORMAT, META_PATH, Meta, meta_script, read_meta
from generator.outputs.search.patch import patch, touched
from generator.outputs.search.shape import Shape, shape_of, slots_for
from generator.outputs.search.slots import Place, assign, slot_of_key
from generator.outputs.search.spool import Spool
from generator.outputs.search.table import Row, Table, row_of, table_of

FOLD_PATH = f"{shards.FOLDER}/fold.js"
#: Documents that are in memory together; their small arrays stay in the processor's cache.
BATCH = 50
_DIGESTS = 1 << 64

Files = Iterator[tuple[str, bytes]]
Placed = list[tuple[Place, SearchDoc]]
Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Change:
    """What an update does to the folder: files to write and files to delete, and what the index is after it.

    slots: those whose records were written anew or went; parts: number of files of each record in them.
    """

    files: dict[str, bytes]
    removed: tuple[str, ...]
    meta: Meta
    slots: frozenset[int]
    parts: dict[Place, int]


@dataclass(slots=True)
class Build:
    """A build on its way: iterate over `files()` to its end, then `meta` and `parts` are there.

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
    meta: Meta | None = None
    parts: dict[Place, int] = field(default_factory=dict)

    def files(self) -> Files:
        """Every file of the index, each once."""
        places = assign(self.keys, slots_for(len(self.keys)))
        if len(places) != len(self.keys):
            raise ValueError("two documents with the same kind and id")
        rows: list[tuple[int, Row]] = []
        weight, digest = 0, FORMAT
        with self.spool() as named, self.spool() as hashed:
            spools = Spool(named), Spool(hashed)
            for placed in self._batches(sorted((place, key) for key, place in places.items())):
                own = _own_files(placed)
                yield from own.files
                rows += ((slot, row) for (slot, _), row in own.rows.items())
                self.parts.update(own.parts)
                weight += _weight(doc for _, doc in placed)
                digest += own.digest
                _put_aside(grams((slot, doc) for (slot, _), doc in placed), *spools)
            shape = shape_of(len(places), weight)
            yield from _shard_files(*spools, shape)
        self.meta = Meta(shape, weight, digest % _DIGESTS, table_of(rows))
        yield META_PATH, meta_script(self.meta, self.kinds, self.synonyms)
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


@dataclass(slots=True)
class _Own:
    """What some documents alone decide: their files, rows, numbers of files, and the sum of their digests."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    rows: dict[Place, Row] = field(default_factory=dict)
    parts: dict[Place, int] = field(default_factory=dict)
    digest: int = 0


def _own_files(placed: Placed) -> _Own:
    own = _Own()
    for place, doc in placed:
        files = list(doc_files(place, doc))
        own.files += files
        own.rows[place] = row_of(doc)
        own.parts[place] = len(files)
        own.digest += _digest(data for _, data in files)
    return own


def _postings(placed: Placed, shape: Shape) -> Postings:
    return postings(((slot, doc) for (slot, _), doc in placed), shape)


def _digest(files: Iterable[bytes]) -> int:
    """A number for a record's files without their place, which the first bytes of each name."""
    digest = blake2b(digest_size=8)
    for data in files:
        digest.update(data[data.index(b",") :])
    return int.from_bytes(digest.digest(), "big")


def _table(rows: Mapping[Place, Row]) -> Table:
    return table_of((place[0], rows[place]) for place in sorted(rows))


def _put_aside(some: Grams, named: Spool, hashed: Spool) -> None:
    named.add(some.named, top(named_hash(some.named >> np.uint64(SLOT_BITS)), PORTION_BITS))
    hashed.add(some.hashed, top(hash_of(some.hashed), PORTION_BITS))


def _shard_files(named: Spool, hashed: Spool, shape: Shape) -> Files:
    """The shards, portion by portion."""
    size = shape.shards // PORTIONS
    for portion in range(PORTIONS):
        content = Grams(named.read(portion), hashed.read(portion))
        yield from shards.encode(content, shape, range(portion * size, (portion + 1) * size))


def update(
    read: Read,
    changed: Iterable[SearchDoc],
    removed: Iterable[str] = (),
    synonyms: Iterable[Sequence[str]] = (),
    kinds: Mapping[str, str] | None = None,
) -> Change | None:
    """The files that differ when some records are new or other, and some (`kind/id`) gone.

    `read` gives the bytes of a file of the present index by its path; only those are read that the change touches.
    None when the change is so large that the index is divided anew, or when its present files are damaged: then
    everything is to be built.
    """
    try:
        return _update(read, {doc.key: doc for doc in changed}, set(removed), tuple(synonyms), kinds or {})
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None


def _update(
    read: Read,
    docs: dict[str, SearchDoc],
    removed: set[str],
    synonyms: Sequence[Sequence[str]],
    kinds: Mapping[str, str],
) -> Change | None:
    before = read_meta(read(META_PATH))
    old = _affected(before, read, docs.keys() | removed)
    now = {doc.key: doc for _, doc in old.placed if doc.key not in removed} | docs
    weight = before.weight - _weight(doc for _, doc in old.placed) + _weight(now.values())
    if shape_of(len(before.table) - len(old.placed) + len(now), weight) != before.shape:
        return None
    places = assign(now, before.shape.slots)
    new = [(places[key], doc) for key, doc in now.items()]
    own = _own_files(new)
    table = before.table.without(slot for (slot, _), _ in old.placed).with_rows(_table(own.rows))
    digest = (before.digest - old.digest + own.digest) % _DIGESTS
    meta = Meta(before.shape, weight, digest, table)
    files = dict(own.files)
    files.update(_touched_shards(old.placed, new, meta.shape, read))
    files[META_PATH] = meta_script(meta, kinds, synonyms)
    slots = frozenset(slot for (slot, _), _ in (*old.placed, *new))
    return Change(files, tuple(sorted(old.paths - files.keys())), meta, slots, own.parts)


def _weight(docs: Iterable[SearchDoc]) -> int:
    return sum(doc.weight() for doc in docs)


@dataclass(slots=True)
class _Old:
    """Documents as they are in the index."""

    placed: Placed = field(default_factory=list)
    paths: set[str] = field(default_factory=set)
    digest: int = 0


def _affected(meta: Meta, read: Read, keys: Iterable[str]) -> _Old:
    """The documents of all slots that these keys have.

    Postings tell slots apart, not documents: all documents of a slot are affected when one is.
    """
    old = _Old()
    shared: dict[int, list[str]] = defaultdict(list)
    for key in keys:
        shared[slot_of_key(key, meta.shape.slots)].append(key)
    for slot in shared:
        for nth in range(meta.table.count(slot)):
            doc, files = read_doc((slot, nth), read)
            if slot_of_key(doc.key, meta.shape.slots) != slot:
                raise ValueError(f"{doc.key} has strayed into another's file")
            old.placed.append(((slot, nth), doc))
            old.paths.update(files)
            old.digest += _digest(files.values())
    return old


def _touched_shards(old: Placed, new: Placed, shape: Shape, read: Read) -> Files:
    """Shards in which the postings of the affected documents differ."""
    before, after = _postings(old, shape), _postings(new, shape)
    drop, add = _without(before, after), _without(after, before)
    files = {number: read(shards.shard_path(number)) for number in touched(drop, add, shape)}
    return patch(files, drop, add, shape)


def _without(some: Postings, others: Postings) -> Postings:
    named = np.setdiff1d(some.named, others.named, assume_unique=True)
    return Postings(named, np.setdiff1d(some.hashed, others.hashed, assume_unique=True))
