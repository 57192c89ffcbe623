"""The files of an index that a change touches: the same bytes as those of building anew (index.py).

All is done without arrays: a change is small, and to load numpy takes longer than to work up a changed record.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.docfiles import read_doc
from generator.outputs.search.meta import DIGESTS, META_PATH, Meta, meta_script, read_meta
from generator.outputs.search.own import Own
from generator.outputs.search.patch import patched
from generator.outputs.search.postings import Which, differing, spots
from generator.outputs.search.shape import Shape, shape_of
from generator.outputs.search.shardfiles import shard_path
from generator.outputs.search.slots import assign, slot_of_key

Read = Callable[[str], bytes]
#: The document of a key, given the one that is in the index.
Document = Callable[[str, SearchDoc | None], SearchDoc]


class Change(NamedTuple):
    """What an update does to the folder: files to write and files to delete."""

    files: dict[str, bytes]
    removed: frozenset[str]


@dataclass(slots=True)
class _Slots:
    """Some slots and all their documents. Postings tell slots apart, not documents."""

    docs: dict[int, list[SearchDoc]] = field(default_factory=lambda: defaultdict(list))
    files: dict[str, bytes] = field(default_factory=dict)
    own: Own = field(default_factory=Own)

    def by_key(self) -> dict[str, SearchDoc]:
        return {doc.key: doc for docs in self.docs.values() for doc in docs}


def update(
    read: Read,
    changed: Collection[str],
    document: Document,
    removed: Collection[str] = (),
    synonyms: Iterable[Sequence[str]] = (),
    kinds: Mapping[str, str] | None = None,
) -> Change | None:
    """The files that differ when some records (`kind/id`) are new or other, and some gone.

    `read` gives the bytes of a file of the present index by its path; only those are read that the change touches.
    None when the change is so large that the index is divided anew, or when its present files are damaged: then
    everything is to be built.
    """
    try:
        before = read_meta(read(META_PATH))
        old = _there(before, read, {*changed, *removed})
        known = old.by_key()
        docs = known | {key: document(key, known.get(key)) for key in changed}
        new = _placed([doc for key, doc in docs.items() if key not in removed], before.shape)
        return _change(before, old, new, read, tuple(synonyms), kinds or {})
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None


def _there(meta: Meta, read: Read, keys: Iterable[str]) -> _Slots:
    """The slots that these keys have, as they are in the index."""
    found = _Slots()
    taken = meta.table.slots()
    for slot in {slot_of_key(key, meta.shape.slots) for key in keys}:
        for nth in range(bisect_right(taken, slot) - bisect_left(taken, slot)):
            doc, files = read_doc((slot, nth), read)
            if slot_of_key(doc.key, meta.shape.slots) != slot:
                raise ValueError(f"{doc.key} has strayed into another's file")
            found.docs[slot].append(doc)
            found.own.take((slot, nth), doc, files)
            found.files |= files
    return found


def _placed(docs: Iterable[SearchDoc], shape: Shape) -> _Slots:
    found = _Slots()
    by_key = {doc.key: doc for doc in docs}
    for place, key in sorted((place, key) for key, place in assign(by_key, shape.slots).items()):
        found.docs[place[0]].append(by_key[key])
        found.files |= found.own.add(place, by_key[key])
    return found


def _change(
    before: Meta,
    old: _Slots,
    new: _Slots,
    read: Read,
    synonyms: Sequence[Sequence[str]],
    kinds: Mapping[str, str],
) -> Change | None:
    rows = {slot: new.own.rows.get(slot, []) for slot in old.docs.keys() | new.docs.keys()}
    table = before.table.replaced(old.own.rows, rows)
    weight = before.weight - old.own.weight + new.own.weight
    if shape_of(table.size, weight) != before.shape:
        return None
    digest = (before.digest - old.own.digest + new.own.digest) % DIGESTS
    files = dict(new.files)
    files.update(_touched_shards(old, new, before.shape, read))
    files[META_PATH] = meta_script(Meta(before.shape, weight, digest, table), kinds, synonyms)
    return Change(files, frozenset(old.files.keys() - files.keys()))


def _touched_shards(old: _Slots, new: _Slots, shape: Shape, read: Read) -> Iterator[tuple[str, bytes]]:
    """Shards in which the postings of the slots differ."""
    edits: dict[int, dict[Which, dict[int, bool]]] = defaultdict(lambda: defaultdict(dict))
    for slot in sorted(old.docs.keys() | new.docs.keys()):
        before, after = (spots(some.docs.get(slot, ()), shape) for some in (old, new))
        for shard, which, enters in differing(before, after, shape):
            edits[shard][which][slot] = enters
    for number in sorted(edits):
        yield patched(number, read(shard_path(number)), edits[number], shape)
