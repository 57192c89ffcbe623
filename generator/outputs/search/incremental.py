"""The index between builds: the site's own files are what is kept, and only those of changed records are made anew."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.watch import Watched
from generator.outputs import Content, Kept
from generator.outputs.search.collect import doc_of, docs_of
from generator.outputs.search.doc import SearchDoc
from generator.outputs.search.meta import META_PATH
from generator.outputs.search.remembered import Remembered
from generator.outputs.search.spelling import Spelling, kept, spelling
from generator.outputs.search.update import Change, update

if TYPE_CHECKING:
    from generator.record import Record
    from generator.render import Surroundings

#: When more than this share of the records changed, building anew is quicker.
MOST_CHANGED = 0.04

Making = Generator[tuple[str, Content], None, Remembered]


def index_files(library: Library | Watched, around: Surroundings) -> Iterator[tuple[str, Content]]:
    """The index's files. With a site folder and a cache, files that stay as they are come as `Kept`."""
    kinds = {name: kind.label for name, kind in all_kinds().items()}
    if not isinstance(library, Watched) or around.site is None:
        from generator.outputs.search.index import build

        yield from build(list(docs_of(library, spelling())), library.synonyms, kinds)
        return
    key = f"search {around.key} {around.site.resolve()}"
    work = _Work(library, around, around.site, kinds)
    earlier = _load(around, key)
    change = work.change(earlier) if earlier else None
    # Until all files are written, no later build may take them for whole.
    around.store[key] = b""
    made = yield from work.changed(earlier, change) if earlier and change else work.whole()
    around.store[key] = made.dumps()


class _Work:
    """The making of one index in a site's folder."""

    def __init__(self, library: Watched, around: Surroundings, site: Path, kinds: Mapping[str, str]) -> None:
        self.library = library
        self.around = around
        self.site = site
        self.kinds = kinds
        self.keys = library.keys()

    def change(self, earlier: Remembered) -> Change | None:
        """The change of an index that is there and whole; None when it is not, or when too much of it changes."""
        keys = self.keys
        gone, wanted = earlier.keys - keys, keys - self.library.parts.names()
        if len(wanted) + len(gone) > MOST_CHANGED * len(keys) + 20 or not self._is_of(earlier):
            return None
        change = update(self._read, wanted, self._doc, gone, self.library.synonyms, self.kinds)
        missing = self.around.missing
        whole = missing is not None and change and missing.isdisjoint(_staying(earlier, change))
        return change if whole else None

    def changed(self, earlier: Remembered, change: Change) -> Making:
        """The files of a change; the others stay."""
        first, *others = _staying(earlier, change)
        yield from change.files.items()
        yield first, Kept(others)
        meta = _digest(change.files[META_PATH])
        return Remembered(meta, self.keys, (*change.files, first, *others))

    def whole(self) -> Making:
        """All files, made anew."""
        from generator.outputs.search.index import Build  # numpy takes long to import

        making = Build(sorted(self.keys), self._doc, self.library.synonyms, self.kinds, self._beside)
        meta, paths = "", []
        for path, data in making.files():
            meta = _digest(data) if path == META_PATH else meta
            paths.append(path)
            yield path, data
        return Remembered(meta, self.keys, tuple(paths))

    def _doc(self, key: str, earlier: SearchDoc | None = None) -> SearchDoc:
        """The document of a record, given an earlier one.

        That it was made is kept as a part of its name without bytes: its bytes are in the index.
        """
        watch = self.library.parts.watch(key)
        doc = doc_of(cast("Record", watch.resolve(key)), watch)
        self.library.parts.keep(key, b"", watch)
        if earlier is not None and earlier.spelled_from() == doc.spelled_from():
            return replace(doc, pinyin=earlier.pinyin)
        return doc.spelled(self._spelling)

    @cached_property
    def _spelling(self) -> Spelling:
        return kept(self.around.store, self.around.key)

    def _beside(self) -> BinaryIO:
        """A file without a name beside the site, which is certain to be on a disk; it is gone with the process."""
        from tempfile import TemporaryFile

        return cast(BinaryIO, TemporaryFile(dir=self.site.parent))

    def _is_of(self, earlier: Remembered) -> bool:
        """Whether the index in the site is the one that was noted."""
        try:
            return _digest(self._read(META_PATH)) == earlier.meta
        except OSError:
            return False

    def _read(self, path: str) -> bytes:
        with open(os.path.join(self.site, path), "rb", buffering=0) as stream:
            return stream.read()


def _staying(earlier: Remembered, change: Change) -> list[str]:
    """The files that a change leaves alone."""
    return [path for path in earlier.paths if path not in change.files and path not in change.removed]


def _load(around: Surroundings, key: str) -> Remembered | None:
    try:
        return Remembered.loads(around.store[key])
    except KeyError:
        return None


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()
