"""From texts to arrays of (n-gram, record).

1- and 2-grams are kept by name, 3-grams by hash: there are millions of them, and a wrong candidate is thrown
out when its text is compared. An n-gram in a record is one uint64, which knows nothing of how an index is divided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from generator.outputs.search.doc import BODY, PINYIN, SearchDoc
from generator.outputs.search.fold import BLANK, BREAK, UNREADABLE, changes
from generator.outputs.search.prose import LETTERS_END
from generator.outputs.search.shape import HASH_BITS, Shape

Number = TypeVar("Number", np.uint64, np.int64)
U64 = NDArray[np.uint64]
Ints = NDArray[np.int64]
Small = NDArray[np.uint8]
Codes = NDArray[np.uint32]

SLOT_BITS = 20
CHAR_BITS = 18
#: An index is worked up in so many portions, by the first bits of the hash that chooses the shard.
PORTION_BITS = 6
PORTIONS = 1 << PORTION_BITS
_SLOT = np.uint64(SLOT_BITS)
_CHAR = np.uint64(CHAR_BITS)


@dataclass(frozen=True, slots=True)
class Grams:
    """named: zone | first | second character or 0 | slot; hashed: zone | hash of three characters | slot.

    In the order of the documents, some of them more than once.
    """

    named: U64
    hashed: U64


def slot_of(items: U64) -> Ints:
    """The record's number in each n-gram or posting."""
    return (items & np.uint64((1 << SLOT_BITS) - 1)).astype(np.int64)


def mix(first: Codes, second: Codes, third: Codes) -> Codes:
    """32-bit hash of n-grams; postings.py and the browser compute the same."""
    value: Codes = (
        first * np.uint32(0x9E3779B1) + second * np.uint32(0x85EBCA6B) + third * np.uint32(0xC2B2AE35)
    )
    value ^= value >> np.uint32(15)
    value *= np.uint32(0x2C1B3C6D)
    value ^= value >> np.uint32(12)
    value *= np.uint32(0x297A2D39)
    value ^= value >> np.uint32(15)
    return value


def top(value: Codes, bits: int) -> Ints:
    """The first bits of a hash, one or more."""
    return (value >> np.uint32(HASH_BITS - bits)).astype(np.int64)


def columns_of(keys: U64) -> tuple[Small, Codes, Codes]:
    """Zone, first and second character of named n-grams (without slots)."""
    mask = np.uint64((1 << CHAR_BITS) - 1)
    first, second = ((keys >> shift & mask).astype(np.uint32) for shift in (_CHAR, np.uint64(0)))
    return (keys >> np.uint64(2 * CHAR_BITS)).astype(np.uint8), first, second


def named_hash(keys: U64) -> Codes:
    """Hash of named n-grams, which chooses their shard; the zone does not matter."""
    _, first, second = columns_of(keys)
    return mix(first, second, np.zeros_like(first))


def hash_of(hashed: U64) -> Codes:
    """Hash of hashed n-grams."""
    return (hashed >> _SLOT).astype(np.uint32)


def lists_of(hashed: U64, shape: Shape) -> Ints:
    """Number of the list of each hashed n-gram: those of a zone are side by side in a shard, the body's first."""
    zone = (hashed >> np.uint64(SLOT_BITS + HASH_BITS)).astype(np.intp)
    bits = np.array([shape.list_bits] + [shape.small_bits] * 3)
    before = np.cumsum([0, *(1 << bits[:-1])])
    value = hash_of(hashed)
    below = (value << np.uint32(shape.shard_bits)).astype(np.int64)
    inside: Ints = before[zone] + (below >> (HASH_BITS - bits)[zone])
    return top(value, shape.shard_bits) * shape.lists + inside


def grams(docs: Iterable[tuple[int, SearchDoc]]) -> Grams:
    """The n-grams of some documents, given as (slot, document)."""
    slots, codes, owner, zones = _flatten(docs)
    at, zone = _places(codes, zones, 1)
    zone, who, first = _each_once(zone, owner[at], codes[at], len(slots))
    singles = _item(zone, first.astype(np.uint64) << _CHAR, slots[who])
    at, zone = _places(codes, zones, 2)
    pair = codes[at].astype(np.uint64) << _CHAR | codes[at + 1]
    named = np.concatenate((singles, _item(zone, pair, slots[owner[at]], 2 * CHAR_BITS)))
    at, zone = _places(codes, zones, 3)
    value = mix(codes[at], codes[at + 1], codes[at + 2])
    return Grams(named, _item(zone, value.astype(np.uint64), slots[owner[at]], HASH_BITS))


def _item(zone: Small, gram: U64, slot: U64, bits: int = 2 * CHAR_BITS) -> U64:
    return (zone.astype(np.uint64) << np.uint64(bits) | gram) << _SLOT | slot


def _flatten(docs: Iterable[tuple[int, SearchDoc]]) -> tuple[U64, Codes, Ints, Small]:
    """Slots of the documents; all folded texts in one array, each followed by a break, with document and zone of
    every character."""
    slots: list[int] = []
    texts: list[str] = []
    where: list[tuple[int, int, int]] = []
    for number, (slot, doc) in enumerate(docs):
        slots.append(slot)
        for zone, text in doc.findable():
            texts.append(text)
            where.append((len(text) + 1, number, zone))
    joined = "".join(f"{text}{chr(BREAK)}" for text in texts)
    codes, origin = fold_codes(codes_of(joined))
    size, owner, zones = np.array(where, dtype=np.int64).reshape(-1, 3).T
    spread = np.repeat(np.arange(len(size)), size)[origin]
    return np.array(slots, dtype=np.uint64), codes, owner[spread], zones.astype(np.uint8)[spread]


@cache
def _table() -> Codes:
    """Code point → folded code point, for all of Unicode."""
    table = np.arange(0x110000, dtype=np.uint32)
    table[list(changes())] = list(changes().values())
    table[UNREADABLE:] = BLANK
    return table


def codes_of(text: str) -> Codes:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32)


def fold_codes(codes: Codes) -> tuple[Codes, Ints]:
    """Folded code points (fold.py), and for each the index in `codes` that it came from."""
    folded = _table()[codes]
    kept = np.flatnonzero(folded != BLANK)
    out = folded[kept]
    if len(kept) < 2:
        return out, kept
    letter = out < LETTERS_END
    gap = np.flatnonzero((np.diff(kept) > 1) & letter[:-1] & letter[1:]) + 1
    return np.insert(out, gap, BLANK), np.insert(kept, gap, kept[gap] - 1)


def _places(codes: Codes, zones: Small, size: int) -> tuple[Ints, Small]:
    """Where n-grams begin that cross no break, and the zone that each counts for.

    Whatever is in a title is in the document: the body's lists hold all zones but pinyin.
    """
    end = max(0, len(codes) - size + 1)
    broken = codes == BREAK
    good = ~broken[:end]
    for further in range(1, size):
        good &= ~broken[further : end + further]
    all_zones = np.flatnonzero(good & (zones[:end] != PINYIN))
    own = np.flatnonzero(good & (zones[:end] != BODY))
    return np.concatenate((all_zones, own)), np.concatenate(
        (np.full(len(all_zones), BODY, dtype=np.uint8), zones[own])
    )


def _each_once(zone: Small, owner: Ints, code: Codes, docs: int) -> tuple[Small, Ints, Codes]:
    """Zone, document and character, without doubles and in the order of documents: most characters of a text occur often."""
    there = np.zeros(1 << CHAR_BITS, dtype=bool)
    there[code] = True
    alphabet = np.flatnonzero(there)
    rank = np.empty(1 << CHAR_BITS, dtype=np.int64)
    rank[alphabet] = np.arange(len(alphabet))
    seen = np.zeros(4 * docs * len(alphabet), dtype=bool)
    seen[(zone.astype(np.int64) * docs + owner) * len(alphabet) + rank[code]] = True
    found = np.flatnonzero(seen)
    group = found // max(1, len(alphabet))
    zones = group // max(1, docs)
    return (
        zones.astype(np.uint8),
        group - zones * docs,
        alphabet[found - group * len(alphabet)].astype(np.uint32),
    )


def once(items: NDArray[Number]) -> NDArray[Number]:
    """Without doubles, which stand side by side."""
    fresh = np.ones(len(items), dtype=bool)
    np.not_equal(items[1:], items[:-1], out=fresh[1:])
    return items[fresh]
