"""A number for every record that stays when others come and go.

Posting lists hold numbers, and renumbering would rewrite the whole index. A record's number comes from the hash
of its name, moved up past taken ones in hash order: the same set of records always gets the same numbers,
and a new record moves only its few neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np

#: Numbers beyond the table that the last cluster may take.
SLACK = 64


def name_hash(key: str) -> int:
    """64 bits that decide where a record goes."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def assign(keys: Iterable[str]) -> tuple[dict[str, int], int]:
    """Slot of each record, and the number of slots. A function of the set of keys alone."""
    ranked = sorted((name_hash(key), key) for key in set(keys))
    bits = 4
    while len(ranked) > 0.75 * (1 << bits):
        bits += 1
    while True:
        slots = _place([value for value, _ in ranked], bits)
        if not len(slots) or slots[-1] < (1 << bits) + SLACK:
            return {key: int(slot) for (_, key), slot in zip(ranked, slots, strict=True)}, (1 << bits) + SLACK
        bits += 1


def _place(hashes: list[int], bits: int) -> np.ndarray:
    """Each hash at its home, or at the next free slot after its forerunner."""
    home = np.array([value >> (64 - bits) for value in hashes], dtype=np.int64)
    index = np.arange(len(home))
    return index + np.maximum.accumulate(home - index) if len(home) else home
