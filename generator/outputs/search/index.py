"""Build the whole index, or the files that a change touches. Both give the same bytes for the same records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import repeat
from typing import Any

import numpy as np

from generator.outputs.search import fold, shards
from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.docfiles import doc_files, read_doc
from generator.outputs.search.grams import PORTIONS, Postings, join, merge, portions_of, postings
from generator.outputs.search.meta import FORMAT, META_PATH, Meta, meta_script, read_meta
from generator.outputs.search.patch import patch, touched
from generator.outputs.search.shape import Shape, shape_of
from generator.outputs.search.slots import Place, assign, slot_of_key
from generator.outputs.search.table import Row, Table, row_of, table_of

FOLD_PATH = f"{shards.FOLDER}/fold.js"
#: Documents whose postings are made in one go; bounds the memory and the size of a parallel task.
BATCH = 500
#: Documents whose postings are sorted together; small arrays stay in the processor's cache.
SORTED = 50
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
    """A build on its way: iterate over `files()` to its end, then `meta` and `parts` are there, and `docs` is empty: a
    document goes when its batch is done, so that the postings find room."""

    docs: Sequence[SearchDoc]
    synonyms: tuple[tuple[str, ...], ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    mapper: Callable[..., Iterable[Any]] = map
    meta: Meta | None = None
    parts: dict[Place, int] = field(default_factory=dict)

    def files(self) -> Files:
        """Every file of the index, each once. `mapper` may be an executor's `map`: batches are independent."""
        weight = sum(doc.weight() for doc in self.docs)
        shape = shape_of(len(self.docs), weight)
        places = assign((doc.key for doc in self.docs), shape.slots)
        if len(places) != len(self.docs):
            raise ValueError("two documents with the same kind and id")
        placed = [(places[doc.key], doc) for doc in self.docs]
        self.docs = ()
        rows: dict[Place, Row] = {}
        digest = FORMAT
        portions: list[list[Postings]] = [[] for _ in range(PORTIONS)]
        for made in self.mapper(_index_batch, _batches(placed), repeat(shape)):
            yield from made.own.files
            rows.update(made.own.rows)
            self.parts.update(made.own.parts)
            digest += made.own.digest
            for portion, part in zip(portions, made.portions, strict=True):
                portion.append(part)
        yield from _shard_files(portions, shape)
        self.meta = Meta(shape, weight, digest % _DIGESTS, _table(rows))
        yield META_PATH, meta_script(self.meta, self.kinds, self.synonyms)
        yield FOLD_PATH, fold.script()


def build(
    docs: Sequence[SearchDoc],
    synonyms: Iterable[Sequence[str]] = (),
    kinds: Mapping[str, str] | None = None,
) -> Files:
    """All files of the index as (site-relative path, bytes). `kinds` gives the Chinese name of each kind."""
    return Build(docs, tuple(map(tuple, synonyms)), kinds or {}).files()


def _batches(placed: Placed) -> Iterator[Placed]:
    """The documents some at a time; takes them out of the list."""
    placed.reverse()
    while placed:
        batch = placed[: -BATCH - 1 : -1]
        del placed[-BATCH:]
        yield batch


@dataclass(slots=True)
class _Own:
    """What some documents alone decide: their files, rows, numbers of files, and the sum of their digests."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    rows: dict[Place, Row] = field(default_factory=dict)
    parts: dict[Place, int] = field(default_factory=dict)
    digest: int = 0


@dataclass(frozen=True, slots=True)
class _Made:
    """What a batch of documents gives."""

    own: _Own
    portions: list[Postings]


def _index_batch(batch: Placed, shape: Shape) -> _Made:
    """Files and postings of some documents; a pure function that other processes can run."""
    parts = [
        portions_of(_postings(batch[i : i + SORTED], shape), shape) for i in range(0, len(batch), SORTED)
    ]
    return _Made(_own_files(batch), [join(portion) for portion in zip(*parts, strict=True)])


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


def _shard_files(portions: list[list[Postings]], shape: Shape) -> Files:
    """The shards, portion by portion, each freed when done."""
    size = shape.shards // PORTIONS
    for index in range(PORTIONS):
        parts, portions[index] = portions[index], []
        yield from shards.encode(merge(parts), shape, np.arange(index * size, (index + 1) * size))


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
