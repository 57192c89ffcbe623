"""What is remembered of the index that stands in the site, besides its own files."""

from __future__ import annotations

import pickle
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remembered:
    """meta: digest of the index's first script; long: records with more than one file, by place; keys: of the records."""

    meta: str
    long: dict[tuple[int, int], int]
    keys: frozenset[str]

    def dumps(self) -> bytes:
        """For a cache file."""
        return pickle.dumps((self.meta, self.long, "\n".join(sorted(self.keys))), protocol=5)

    @staticmethod
    def loads(data: bytes) -> Remembered | None:
        """What was dumped; None when it is of another version or damaged."""
        try:
            meta, long, keys = pickle.loads(data)
            return Remembered(meta, long, frozenset(keys.split("\n") if keys else ()))
        except Exception:  # a cache of another version or a torn file: whatever it says, it is no use
            return None
