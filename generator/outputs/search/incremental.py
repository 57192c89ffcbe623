"""The index between builds: what is kept in the cache, and when only the files of changed records are made."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator import writer
from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.watch import Watched
from generator.outputs import Content, Kept
from generator.outputs.search.collect import doc_of, docs_of
from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.docfiles import doc_path
from generator.outputs.search.index import FOLD_PATH, Build, Change, State, update
from generator.outputs.search.meta import META_PATH
from generator.outputs.search.shards import FOLDER, shard_path
from generator.record import Record

if TYPE_CHECKING:
    from generator.render import Surroundings

#: When more than this share of the records changed, building anew is quicker.
MOST_CHANGED = 0.15


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier build noted: the index's state, a print of each record's document, and its meta file."""

    state: State
    prints: dict[str, str]
    meta: str


def index_files(library: Library | Watched, around: Surroundings) -> Iterator[tuple[str, Content]]:
    """The index's files. With a site folder and a cache, files that stay as they are come as `Kept`."""
    kinds = {name: kind.label for name, kind in all_kinds().items()}
    if not isinstance(library, Watched) or around.site is None:
        yield from Build(list(docs_of(library)), library.synonyms, kinds).files()
        return
    key = f"search {around.key} {around.site.resolve()}"
    earlier = _load(around, key)
    changed, prints = _changed(library, earlier)
    change = _update(earlier, around.site, changed, prints) if earlier else None
    # Until all files are written, no later build may take them for whole.
    around.store[key] = b""
    if change is None:
        whole = Build(changed if earlier is None else list(docs_of(library)), library.synonyms, kinds)
        meta = yield from _whole(whole)
        state = whole.state
    else:
        yield from change.files.items()
        yield from ((path, Kept()) for path in paths_of(change.state) if path not in change.files)
        meta, state = change.files[META_PATH], change.state
    assert state is not None
    around.store[key] = pickle.dumps(Earlier(state, prints, _digest(meta)), protocol=5)


def _whole(build: Build) -> Generator[tuple[str, Content], None, bytes]:
    """All files; returns the bytes of the meta file."""
    meta = b""
    for path, data in build.files():
        meta = data if path == META_PATH else meta
        yield path, data
    return meta


def _changed(library: Watched, earlier: Earlier | None) -> tuple[list[SearchDoc], dict[str, str]]:
    """Documents that are other than in the index; and the prints of all."""
    known = earlier.prints if earlier else {}
    docs: list[SearchDoc] = []
    prints: dict[str, str] = {}
    for record in library.all_records():
        document = library.part(record, search_document)
        prints[record.key] = _digest(document)
        if known.get(record.key) != prints[record.key]:
            docs.append(pickle.loads(document))
    return docs, prints


def search_document(record: Record, library: Library) -> bytes:
    """One record's document, as it is kept between builds."""
    return pickle.dumps(doc_of(record, library), protocol=5)


def _update(earlier: Earlier, site: Path, changed: list[SearchDoc], prints: dict[str, str]) -> Change | None:
    """The change of an index that is there and whole; None when it is not, or when too much of it changes."""
    removed = earlier.state.entries.keys() - prints.keys()
    if len(changed) + len(removed) > MOST_CHANGED * len(prints) + 20:
        return None
    folder = site / FOLDER
    there = {f"{FOLDER}/{path}" for path in writer.tree(folder)} if folder.is_dir() else set()
    if (
        not there.issuperset(paths_of(earlier.state))
        or _digest((site / META_PATH).read_bytes()) != earlier.meta
    ):
        return None
    return update(earlier.state, lambda path: (site / path).read_bytes(), changed, removed)


def paths_of(state: State) -> Iterator[str]:
    """All files of an index."""
    yield META_PATH
    yield FOLD_PATH
    yield from map(shard_path, range(state.shape.shards))
    for entry in state.entries.values():
        yield from (doc_path(entry.place, part) for part in range(entry.files))


def _load(around: Surroundings, key: str) -> Earlier | None:
    try:
        earlier = pickle.loads(around.store[key])
    except (KeyError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, IndexError, TypeError):
        return None
    return earlier if isinstance(earlier, Earlier) else None


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()
