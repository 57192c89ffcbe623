"""The index between builds: the site's own files are what is kept, and only those of changed records are made anew."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Generator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.watch import Watched
from generator.outputs import Content, Kept
from generator.outputs.search.collect import doc_of, docs_of
from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.docfiles import doc_path
from generator.outputs.search.index import FOLD_PATH, Build, Change, update
from generator.outputs.search.meta import META_PATH, Meta
from generator.outputs.search.remembered import Remembered
from generator.outputs.search.shards import FOLDER, shard_path
from generator.outputs.search.slots import Place

if TYPE_CHECKING:
    from generator.record import Record
    from generator.render import Surroundings

#: When more than this share of the records changed, building anew is quicker.
MOST_CHANGED = 0.15


def index_files(library: Library | Watched, around: Surroundings) -> Iterator[tuple[str, Content]]:
    """The index's files. With a site folder and a cache, files that stay as they are come as `Kept`."""
    kinds = {name: kind.label for name, kind in all_kinds().items()}
    if not isinstance(library, Watched) or around.site is None:
        yield from Build(list(docs_of(library)), library.synonyms, kinds).files()
        return
    store = f"search {around.key} {around.site.resolve()}"
    earlier = _load(around, store)
    records = {record.key: record for record in library.all_records()}
    wanted = {key for key in records if earlier is None or library.parts.get(_part(key)) is None}
    gone = earlier.keys - records.keys() if earlier else frozenset()
    few = earlier is not None and len(wanted) + len(gone) <= MOST_CHANGED * len(records) + 20
    docs = _made(library, [records[key] for key in sorted(wanted)] if few else records.values())
    change = _change(earlier, library, around.site, docs, gone, kinds) if few and earlier else None
    # Until all files are written, no later build may take them for whole.
    around.store[store] = b""
    if change is not None and earlier is not None:
        yield from change.files.items()
        long = _long(earlier.long, change)
        yield from ((path, Kept()) for path in paths_of(change.meta, long) if path not in change.files)
        digest = _digest(change.files[META_PATH])
    else:
        if few:
            docs = _made(library, records.values())
        whole = Build(docs, library.synonyms, kinds)
        digest = _digest((yield from _whole(whole)))
        long = {place: parts for place, parts in whole.parts.items() if parts > 1}
    around.store[store] = Remembered(digest, long, frozenset(records)).dumps()


def _whole(build: Build) -> Generator[tuple[str, Content], None, bytes]:
    """All files; returns the bytes of the meta file."""
    meta = b""
    for path, data in build.files():
        meta = data if path == META_PATH else meta
        yield path, data
    return meta


def _made(library: Watched, records: Iterable[Record]) -> list[SearchDoc]:
    """Documents of records. That one was made is kept as a part without bytes: its bytes are in the index."""
    docs: list[SearchDoc] = []
    for record in records:
        watch = library.parts.watch(record)
        docs.append(doc_of(record, watch))
        library.parts.keep(_part(record.key), b"", watch)
    return docs


def _part(key: str) -> str:
    return f"document {key}"


def _change(
    earlier: Remembered,
    library: Watched,
    site: Path,
    docs: list[SearchDoc],
    gone: Collection[str],
    kinds: dict[str, str],
) -> Change | None:
    """The change of an index that is there and whole; None when it is not, or when it is to be divided anew."""

    def read(path: str) -> bytes:
        with open(os.path.join(site, path), "rb") as stream:
            return stream.read()

    try:
        meta = read(META_PATH)
    except OSError:
        return None
    if _digest(meta) != earlier.meta:
        return None
    change = update(read, docs, gone, library.synonyms, kinds)
    if change is None:
        return None
    there = _there(site)
    kept = (path for path in paths_of(change.meta, _long(earlier.long, change)) if path not in change.files)
    return change if there.issuperset(kept) else None


def _long(earlier: dict[Place, int], change: Change) -> dict[Place, int]:
    """The records with more than one file, after a change: those of a slot are all in it, or none."""
    stay = {place: parts for place, parts in earlier.items() if place[0] not in change.slots}
    return stay | {place: parts for place, parts in change.parts.items() if parts > 1}


def _there(site: Path) -> set[str]:
    """All files of the index's folder."""
    found = set()
    pending = [FOLDER]
    while pending:
        folder = pending.pop()
        with os.scandir(site / folder) as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    pending.append(path)
                else:
                    found.add(path)
    return found


def paths_of(meta: Meta, long: dict[Place, int]) -> Iterator[str]:
    """All files of an index."""
    yield META_PATH
    yield FOLD_PATH
    yield from map(shard_path, range(meta.shape.shards))
    slot, nth = -1, 0
    for here in meta.table.slots.tolist():
        slot, nth = here, nth + 1 if here == slot else 0
        yield doc_path((slot, nth))
    for place, parts in long.items():
        yield from (doc_path(place, part) for part in range(1, parts))


def _load(around: Surroundings, key: str) -> Remembered | None:
    try:
        return Remembered.loads(around.store[key])
    except KeyError:
        return None


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()
