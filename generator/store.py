"""Results that are dear to make, kept in a folder by key. Safe to delete at any time; bounded in size."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, MutableMapping
from pathlib import Path

from generator import writer

MOST_BYTES = 1_500_000_000
_DIGEST = 32


class FolderStore(MutableMapping[str, bytes]):
    """Bytes by key, each in a file of its own behind its checksum, so that a damaged file is a miss and not a fault.

    `trim` keeps what was used in this run, and of the rest the newest, as far as `most` bytes allow.
    """

    def __init__(self, folder: Path, most: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most = most
        self._made: set[str] = set()
        self._used: set[str] = set()

    def __getitem__(self, key: str) -> bytes:
        name = _name(key)
        try:
            kept = (self._folder / name).read_bytes()
        except OSError as error:
            raise KeyError(key) from error
        if hashlib.sha256(kept[_DIGEST:]).digest() != kept[:_DIGEST]:
            raise KeyError(key)
        self._used.add(name)
        return kept[_DIGEST:]

    def __setitem__(self, key: str, value: bytes) -> None:
        writer.make_folder(self._folder)
        writer.put(self._folder, _name(key), hashlib.sha256(value).digest() + value, self._made)
        self._used.add(_name(key))

    def __delitem__(self, key: str) -> None:
        try:
            (self._folder / _name(key)).unlink()
        except OSError as error:
            raise KeyError(key) from error

    def __iter__(self) -> Iterator[str]:
        """The kept files' names: the keys themselves are not kept."""
        return writer.tree(self._folder) if self._folder.is_dir() else iter(())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def trim(self) -> None:
        """Forget the oldest results that this run did not use, until what is left fits."""
        files = [(name, os.stat(self._folder / name)) for name in self]
        total = sum(state.st_size for _, state in files)
        for name, state in sorted(files, key=lambda file: (file[0] in self._used, file[1].st_mtime)):
            if total <= self._most:
                return
            with contextlib.suppress(FileNotFoundError):
                (self._folder / name).unlink()
            total -= state.st_size


def _name(key: str) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"{digest[:2]}/{digest[2:]}"
