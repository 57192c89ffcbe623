"""What is remembered of the index that stands in the site, besides its own files."""

from __future__ import annotations

from typing import NamedTuple


class Remembered(NamedTuple):
    """meta: digest of the index's first script; keys: of the records; paths: of all files."""

    meta: str
    keys: frozenset[str]
    paths: tuple[str, ...]

    def dumps(self) -> bytes:
        """For a cache file. Neither keys nor paths hold a line break, nor are they empty."""
        return "\n\n".join((self.meta, "\n".join(sorted(self.keys)), "\n".join(self.paths))).encode()

    @staticmethod
    def loads(data: bytes) -> Remembered | None:
        """What was dumped; None when it is of another version or damaged."""
        try:
            meta, keys, paths = data.decode().split("\n\n")
        except ValueError:
            return None
        return Remembered(meta, frozenset(keys.split("\n") if keys else ()), tuple(paths.split("\n")))
