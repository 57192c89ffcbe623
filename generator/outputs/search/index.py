"""Build the whole index, or the files that a change touches. Both give the same bytes for the same records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np

from generator.outputs.search import fold, shards
from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.docfiles import doc_files, read_doc
from generator.outputs.search.grams import PORTIONS, Postings, join, merge, portions_of, postings
from generator.outputs.search.meta import META_PATH, Row, meta_script, row_of
from generator.outputs.search.patch import patch, touched
from generator.outputs.search.shape import Shape, shape_of
from generator.outputs.search.slots import Place, assign

FORMAT = 1
FOLD_PATH = f"{shards.FOLDER}/fold.js"
#: Documents whose postings are made in one go; bounds the memory and the size of a parallel task.
BATCH = 500
#: Documents whose postings are sorted together; small arrays stay in the processor's cache.
SORTED = 50

Files = Iterator[tuple[str, bytes]]
Placed = list[tuple[Place, SearchDoc]]
Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is remembered of an indexed record."""

    place: Place
    digest: str
    weight: int
    files: int
    row: Row


@dataclass(frozen=True, slots=True)
class State:
    """All that an update needs besides the files of the index themselves."""

    shape: Shape
    labels: tuple[tuple[str, str], ...]
    synonyms: tuple[tuple[str, ...], ...]
    entries: dict[str, Entry]

    def dumps(self) -> bytes:
        """For a cache file; JSON, the same for the same state."""
        shape = [self.shape.slots, self.shape.shard_bits, self.shape.list_bits]
        rows = {key: [e.place, e.digest, e.weight, e.files, e.row] for key, e in sorted(self.entries.items())}
        whole = [FORMAT, shape, self.labels, self.synonyms, rows]
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()

    @staticmethod
    def loads(data: bytes) -> State | None:
        """The state again; None when another version wrote it or it is damaged."""
        try:
            version, shape, labels, synonyms, rows = json.loads(data)
            if version != FORMAT:
                return None
            entries = {key: _entry_of(*values) for key, values in rows.items()}
            return State(Shape(*shape), _pairs(labels), _pairs(synonyms), entries)
        except (ValueError, TypeError, IndexError):
            return None


@dataclass(frozen=True, slots=True)
class Change:
    """What an update does to the folder: files to write, files to delete, and the state after it."""

    files: dict[str, bytes]
    removed: tuple[str, ...]
    state: State


@dataclass(slots=True)
class Build:
    """A build on its way: iterate over `files()` to its end, then `state` is there."""

    docs: Sequence[SearchDoc]
    synonyms: tuple[tuple[str, ...], ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    mapper: Callable[..., Iterable[Any]] = map
    state: State | None = None

    def files(self) -> Files:
        """Every file of the index, each once. `mapper` may be an executor's `map`: batches are independent."""
        shape = shape_of(len(self.docs), sum(doc.weight() for doc in self.docs))
        places = assign((doc.key for doc in self.docs), shape.slots)
        if len(places) != len(self.docs):
            raise ValueError("two documents with the same kind and id")
        placed = [(places[doc.key], doc) for doc in self.docs]
        entries: dict[str, Entry] = {}
        portions: list[list[Postings]] = [[] for _ in range(PORTIONS)]
        batches = [placed[i : i + BATCH] for i in range(0, len(placed), BATCH)]
        for made in self.mapper(_index_batch, batches, [shape] * len(batches)):
            yield from made.files
            entries.update(made.entries)
            for portion, part in zip(portions, made.portions, strict=True):
                portion.append(part)
        yield from _shard_files(portions, shape)
        self.state = State(shape, tuple(sorted(self.kinds.items())), self.synonyms, entries)
        yield from _shared_files(self.state)


def build(
    docs: Sequence[SearchDoc],
    synonyms: Iterable[Sequence[str]] = (),
    kinds: Mapping[str, str] | None = None,
) -> Files:
    """All files of the index as (site-relative path, bytes). `kinds` gives the Chinese name of each kind."""
    return Build(docs, tuple(map(tuple, synonyms)), kinds or {}).files()


@dataclass(frozen=True, slots=True)
class _Made:
    """What a batch of documents gives."""

    files: list[tuple[str, bytes]]
    entries: dict[str, Entry]
    portions: list[Postings]


def _index_batch(batch: Placed, shape: Shape) -> _Made:
    """Files, entries and postings of some documents; a pure function that other processes can run."""
    files, entries = _own_files(batch)
    parts = [
        portions_of(_postings(batch[i : i + SORTED], shape), shape) for i in range(0, len(batch), SORTED)
    ]
    return _Made(files, entries, [join(portion) for portion in zip(*parts, strict=True)])


def _own_files(placed: Placed) -> tuple[list[tuple[str, bytes]], dict[str, Entry]]:
    """The files of some documents, and what to remember of them."""
    files: list[tuple[str, bytes]] = []
    entries: dict[str, Entry] = {}
    for place, doc in placed:
        own = list(doc_files(place, doc))
        files += own
        entries[doc.key] = _entry(place, doc, own)
    return files, entries


def _postings(placed: Placed, shape: Shape) -> Postings:
    return postings(((slot, doc) for (slot, _), doc in placed), shape)


def _entry(place: Place, doc: SearchDoc, files: list[tuple[str, bytes]]) -> Entry:
    """What to remember; the digest leaves out the place, which the first bytes of each file name."""
    digest = blake2b(digest_size=10)
    for _, data in files:
        digest.update(data[data.index(b",") :])
    return Entry(place, digest.hexdigest(), doc.weight(), len(files), row_of(doc))


def _shard_files(portions: list[list[Postings]], shape: Shape) -> Files:
    """The shards, portion by portion, each freed when done."""
    size = shape.shards // PORTIONS
    for index in range(PORTIONS):
        parts, portions[index] = portions[index], []
        yield from shards.encode(merge(parts), shape, np.arange(index * size, (index + 1) * size))


def _shared_files(state: State) -> Files:
    """The scripts that every search loads."""
    rows = {entry.place: entry.row for entry in state.entries.values()}
    digest = blake2b(repr((FORMAT, state.shape, state.labels, state.synonyms)).encode(), digest_size=6)
    for key in sorted(state.entries):
        digest.update(f"{key} {state.entries[key].digest}\n".encode("utf-8", "replace"))
    yield META_PATH, meta_script(rows, state.shape, digest.hexdigest(), dict(state.labels), state.synonyms)
    yield FOLD_PATH, fold.script()


def update(
    previous: State,
    read: Read,
    changed: Iterable[SearchDoc],
    removed: Iterable[str] = (),
    synonyms: Iterable[Sequence[str]] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> Change | None:
    """The files that differ when some records are new or other, and some (`kind/id`) gone.

    `read` gives the bytes of a file of the present index by its path. None when the change is so large that the
    index is divided anew, or when its present files are damaged: then everything is to be built.
    """
    docs = {doc.key: doc for doc in changed}
    keys = (set(previous.entries) - set(removed)) | set(docs)
    weights = {key: entry.weight for key, entry in previous.entries.items()}
    weights.update({key: doc.weight() for key, doc in docs.items()})
    shape = shape_of(len(keys), sum(weights[key] for key in keys))
    if shape != previous.shape:
        return None
    places = assign(keys, shape.slots)
    try:
        old, new, gone = _affected(previous, read, docs, places)
        own, entries = _own_files(new)
        files = dict(own)
        files.update(_touched_shards(old, new, shape, read))
    except (OSError, ValueError, KeyError, IndexError):
        return None
    kept = {key: entry for key, entry in previous.entries.items() if key in keys}
    state = State(
        shape,
        previous.labels if kinds is None else tuple(sorted(kinds.items())),
        previous.synonyms if synonyms is None else tuple(map(tuple, synonyms)),
        {**kept, **entries},
    )
    files.update(_shared_files(state))
    return Change(files, tuple(sorted(gone - set(files))), state)


def _affected(
    previous: State, read: Read, docs: dict[str, SearchDoc], places: dict[str, Place]
) -> tuple[Placed, Placed, set[str]]:
    """Documents as they are in the index, as they will be, and the files of the former.

    Postings tell slots apart, not documents: all documents of a slot are affected when one is.
    """
    slots = {places[key][0] for key in docs}
    slots |= {entry.place[0] for key, entry in previous.entries.items() if key not in places}
    old: Placed = []
    gone: set[str] = set()
    now = dict(docs)
    for key, entry in previous.entries.items():
        if entry.place[0] not in slots:
            continue
        doc, paths = read_doc(entry.place, read)
        if doc.key != key:
            raise ValueError(f"the file of {key} is another record's")
        old.append((entry.place, doc))
        gone.update(paths)
        if key in places:
            now.setdefault(key, doc)
    return old, [(places[key], doc) for key, doc in now.items()], gone


def _touched_shards(old: Placed, new: Placed, shape: Shape, read: Read) -> Files:
    """Shards in which the postings of the affected documents differ."""
    before, after = _postings(old, shape), _postings(new, shape)
    drop, add = _without(before, after), _without(after, before)
    files = {number: read(shards.shard_path(number)) for number in touched(drop, add, shape)}
    return patch(files, drop, add, shape)


def _without(some: Postings, others: Postings) -> Postings:
    named = np.setdiff1d(some.named, others.named, assume_unique=True)
    return Postings(named, np.setdiff1d(some.hashed, others.hashed, assume_unique=True))


def _pairs(rows: Any) -> tuple[Any, ...]:
    return tuple(tuple(row) for row in rows)


def _entry_of(place: Any, digest: str, weight: int, files: int, row: Any) -> Entry:
    return Entry((place[0], place[1]), digest, weight, files, _row(row))


def _row(values: Any) -> Row:
    kind, year, day, length, names, spans = values
    return kind, year, day, length, tuple(names), tuple(tuple(span) for span in spans)
