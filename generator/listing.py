"""A folder as it was at one moment, read once: which files and folders are in it, and their stamps."""

from __future__ import annotations

import marshal
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

Stamp = tuple[int, int, int, int]
"""Modification time and change time in nanoseconds, size in bytes, inode: equal when a file was not touched."""


class Entry(NamedTuple):
    """One name in a folder. Links are looked at, not followed."""

    name: str
    path: str
    is_folder: bool
    is_file: bool
    stamp: Stamp


Listing = Mapping[str, Sequence[Entry]]
"""The path of a folder → what is in it, by name."""


def entries(folder: str) -> list[Entry]:
    """What is in one folder, by name.

    Raises:
        OSError: it cannot be read.
    """
    with os.scandir(folder) as found:
        return sorted(map(_entry, found), key=itemgetter(0))


def _entry(one: os.DirEntry[str]) -> Entry:
    state = one.stat(follow_symlinks=False)
    kind = stat.S_IFMT(state.st_mode)
    return Entry(one.name, one.path, kind == stat.S_IFDIR, kind == stat.S_IFREG, stamp_of(state))


def stamp_of(state: os.stat_result) -> Stamp:
    """The stamp of a file, given its state."""
    return state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino


def told(found: Listing) -> Iterator[bytes]:
    """A listing as bytes, for a fingerprint. Of a folder in a folder only the name: what is in it is told by itself."""
    for folder in sorted(found):
        entries = [(one.name, not one.is_folder and one.stamp) for one in found[folder]]
        # Of the ways to write so many numbers the fastest; from version 3 on equal things need not have equal bytes.
        yield marshal.dumps((folder, entries), 2)


def listing(folder: str) -> Listing:
    """A folder and all that are below it. One that cannot be read is not in the listing."""
    return dict(_below(folder))


def _below(folder: str) -> Iterator[tuple[str, list[Entry]]]:
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            found = entries(here)
        except OSError:
            continue
        yield here, found
        pending += [one.path for one in found if one.is_folder]
