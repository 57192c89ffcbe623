"""A number for every record that stays when others come and go.

Posting lists hold numbers, and renumbering would rewrite the whole index. So a record's number, its slot, is cut
from the hash of its name. Two records may share one: a query then takes both for candidates, and their texts
tell them apart. The same set of records always gets the same places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from hashlib import blake2b

#: (slot, how many records of the same slot stand before it)
Place = tuple[int, int]


def slot_of_key(key: str, slots: int) -> int:
    """The slot of `<kind>/<id>` among a power of two."""
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") & (slots - 1)


def assign(keys: Iterable[str], slots: int) -> dict[str, Place]:
    """The place of each record; those of one slot stand in the order of their names."""
    shared: dict[int, list[str]] = defaultdict(list)
    for key in keys:
        shared[slot_of_key(key, slots)].append(key)
    return {key: (slot, nth) for slot, names in shared.items() for nth, key in enumerate(sorted(names))}
