"""The index between builds: the site's own files are what is kept, and only those of changed records are made anew."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.watch import Watched
from generator.outputs import Content, Kept
from generator.outputs.search.collect import doc_of, docs_of
from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.docfiles import doc_path
from generator.outputs.search.index import FOLD_PATH, Build, Change, build, update
from generator.outputs.search.meta import META_PATH, Meta
from generator.outputs.search.remembered import Remembered
from generator.outputs.search.shards import FOLDER, shard_path
from generator.outputs.search.slots import Place
from generator.outputs.search.spelling import Spelling, kept, spelling

if TYPE_CHECKING:
    from generator.render import Surroundings

#: When more than this share of the records changed, building anew is quicker.
MOST_CHANGED = 0.15


def index_files(library: Library | Watched, around: Surroundings) -> Iterator[tuple[str, Content]]:
    """The index's files. With a site folder and a cache, files that stay as they are come as `Kept`."""
    kinds = {name: kind.label for name, kind in all_kinds().items()}
    if not isinstance(library, Watched) or around.site is None:
        yield from build(list(docs_of(library, spelling())), library.synonyms, kinds)
        return
    key = f"search {around.key} {around.site.resolve()}"
    work = _Work(library, around.site, kinds, kept(around.store, around.key))
    earlier = _load(around, key)
    found = work.change(earlier) if earlier else None
    # Until all files are written, no later build may take them for whole.
    around.store[key] = b""
    made = yield from work.changed(found) if found else work.whole()
    around.store[key] = made.dumps()


Making = Generator[tuple[str, Content], None, Remembered]


@dataclass(frozen=True, slots=True)
class _Found:
    """A change of the index as an earlier build left it; long: records with more than one file; paths: all files."""

    change: Change
    long: dict[Place, int]
    paths: list[str]


class _Work:
    """The making of one index in a site's folder."""

    def __init__(self, library: Watched, site: Path, kinds: dict[str, str], spelling: Spelling) -> None:
        self.library = library
        self.site = site
        self.kinds = kinds
        self.spelling = spelling
        self.records = {record.key: record for record in library.all_records()}

    def change(self, earlier: Remembered) -> _Found | None:
        """The change of an index that is there and whole; None when it is not, or when too much of it changes."""
        wanted = [key for key in self.records if self.library.parts.get(_part(key)) is None]
        gone = earlier.keys - self.records.keys()
        if len(wanted) + len(gone) > MOST_CHANGED * len(self.records) + 20 or not self._is_of(earlier):
            return None
        change = update(self._read, map(self._doc, wanted), gone, self.library.synonyms, self.kinds)
        if change is None:
            return None
        # The records of a slot are all in the change, or none.
        long = {place: parts for place, parts in earlier.long.items() if place[0] not in change.slots}
        long |= {place: parts for place, parts in change.parts.items() if parts > 1}
        paths = paths_of(change.meta, long)
        whole = _is_whole(self.site, set(paths) - change.files.keys())
        return _Found(change, long, paths) if whole else None

    def changed(self, found: _Found) -> Making:
        """The files of a change; the others stay."""
        files = found.change.files
        yield from files.items()
        yield from ((path, Kept()) for path in found.paths if path not in files)
        return Remembered(_digest(files[META_PATH]), found.long, frozenset(self.records))

    def whole(self) -> Making:
        """All files, made anew."""
        making = Build(self.records, self._doc, self.library.synonyms, self.kinds, self._beside)
        meta = b""
        for path, data in making.files():
            meta = data if path == META_PATH else meta
            yield path, data
        long = {place: parts for place, parts in making.parts.items() if parts > 1}
        return Remembered(_digest(meta), long, frozenset(self.records))

    def _doc(self, key: str) -> SearchDoc:
        """The document of a record. That it was made is kept as a part without bytes: its bytes are in the index."""
        watch = self.library.parts.watch(self.records[key])
        doc = doc_of(self.records[key], watch, self.spelling)
        self.library.parts.keep(_part(key), b"", watch)
        return doc

    def _beside(self) -> BinaryIO:
        """A file without a name beside the site, which is certain to be on a disk; it is gone with the process."""
        return cast(BinaryIO, TemporaryFile(dir=self.site.parent))

    def _is_of(self, earlier: Remembered) -> bool:
        """Whether the index in the site is the one that was noted."""
        try:
            return _digest(self._read(META_PATH)) == earlier.meta
        except OSError:
            return False

    def _read(self, path: str) -> bytes:
        with open(os.path.join(self.site, path), "rb") as stream:
            return stream.read()


def _part(key: str) -> str:
    return f"document {key}"


def _is_whole(site: Path, paths: Iterable[str]) -> bool:
    """Whether the index's folder has all these files."""
    there: set[str] = set()
    for group in ("", "/g", "/d"):
        top = f"{FOLDER}{group}"
        names = os.listdir(site / top) if (site / top).is_dir() else []
        there.update(f"{top}/{name}" for name in names)
        if group:
            there.update(f"{top}/{name}/{file}" for name in names for file in os.listdir(site / top / name))
    return there.issuperset(paths)


def paths_of(meta: Meta, long: dict[Place, int]) -> list[str]:
    """All files of an index."""
    paths = [META_PATH, FOLD_PATH, *map(shard_path, range(meta.shape.shards))]
    slot, nth = -1, 0
    for here in meta.table.slots.tolist():
        slot, nth = here, nth + 1 if here == slot else 0
        paths.append(doc_path((slot, nth)))
    for place, parts in long.items():
        paths += (doc_path(place, part) for part in range(1, parts))
    return paths


def _load(around: Surroundings, key: str) -> Remembered | None:
    try:
        return Remembered.loads(around.store[key])
    except KeyError:
        return None


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()
