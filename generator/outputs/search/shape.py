"""How an index is divided: a function of how much text there is, so that equal content gives equal files."""

from __future__ import annotations

from dataclasses import dataclass

#: Characters of text a shard stands for; gives about 8 KB a shard.
SHARD_CHARS = 4000
#: At least one shard for each portion in which postings are worked up (grams.PORTION_BITS).
MIN_SHARD_BITS, MAX_SHARD_BITS = 6, 16


@dataclass(frozen=True, slots=True)
class Shape:
    """slots: numbers for records, a power of two; shard_bits: 2^n shards; list_bits: 2^n lists of 3-grams a shard (body zone)."""

    slots: int
    shard_bits: int
    list_bits: int

    @property
    def shards(self) -> int:
        return 1 << self.shard_bits

    @property
    def small_bits(self) -> int:
        """The zones other than the body have far fewer 3-grams, hence fewer lists."""
        return max(0, self.list_bits - 3)

    @property
    def lists(self) -> int:
        """Hashed lists a shard, all zones."""
        return (1 << self.list_bits) + 3 * (1 << self.small_bits)


def shape_of(docs: int, weight: int) -> Shape:
    """The shape for so many documents with `weight` characters in all."""
    shard_bits = min(MAX_SHARD_BITS, max(MIN_SHARD_BITS, _bits(weight / SHARD_CHARS)))
    # A list is shared by unrelated 3-grams; more than one document in 400 by accident is too many.
    lists = weight / max(4.0, docs / 400)
    return Shape(slots_for(docs), shard_bits, max(3, _bits(lists) - shard_bits))


def slots_for(docs: int) -> int:
    """How many slots so many documents have."""
    return 1 << max(4, _bits(docs * 4 / 3))


def _bits(number: float) -> int:
    """Bits of the next power of two."""
    bits = 0
    while (1 << bits) < number:
        bits += 1
    return bits
