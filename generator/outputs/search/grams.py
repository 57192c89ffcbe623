"""From texts to arrays of (n-gram, record).

1- and 2-grams are kept by name, 3-grams by hash: there are millions of them, and a wrong candidate is thrown
out when its text is compared. A posting is one uint64 whose order is the order in the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.outputs.search.doc import BODY, META, PINYIN, TITLE, SearchDoc
from generator.outputs.search.fold import BREAK, Codes, codes_of, fold_codes
from generator.outputs.search.shape import Shape

U64 = NDArray[np.uint64]

SLOT_BITS = 20
CHAR_BITS = 18
#: Postings are kept in so many portions, by the first bits of the hash that chooses the shard.
PORTION_BITS = 6
PORTIONS = 1 << PORTION_BITS
KEY_BITS = 2 + 2 * CHAR_BITS
_SLOT = np.uint64((1 << SLOT_BITS) - 1)


@dataclass(frozen=True, slots=True)
class Postings:
    """named: portion | zone | first | second character | slot; hashed: shard | list in shard | slot.

    Sorted, no doubles.
    """

    named: U64
    hashed: U64


def slot_of(postings: U64) -> NDArray[np.int64]:
    """The record's number in each posting."""
    return (postings & _SLOT).astype(np.int64)


def distinct(parts: Sequence[U64], *, sorted_parts: bool = False) -> U64:
    """Sorted, without doubles; `np.unique` hashes first, which is five times slower here. Sorted parts are merged."""
    items = np.concatenate([np.zeros(0, dtype=np.uint64), *parts])
    items.sort(kind="stable" if sorted_parts else "quicksort")
    fresh = np.ones(len(items), dtype=bool)
    np.not_equal(items[1:], items[:-1], out=fresh[1:])
    return items[fresh]


def mix(first: Codes, second: Codes, third: Codes) -> Codes:
    """32-bit hash of an n-gram; the browser computes the same."""
    value: Codes = (
        first * np.uint32(0x9E3779B1) + second * np.uint32(0x85EBCA6B) + third * np.uint32(0xC2B2AE35)
    )
    value ^= value >> np.uint32(15)
    value *= np.uint32(0x2C1B3C6D)
    value ^= value >> np.uint32(12)
    value *= np.uint32(0x297A2D39)
    value ^= value >> np.uint32(15)
    return value


def with_portion(keys: U64) -> U64:
    """Named n-grams with the portion in front."""
    return keys | (top(named_hash(keys), PORTION_BITS) << np.uint64(KEY_BITS))


def top(value: Codes, bits: int, below: int = 0) -> NDArray[np.uint64]:
    """`bits` bits of a hash, taken from the top after leaving out `below` of them."""
    if not bits:
        return np.zeros(len(value), dtype=np.uint64)
    return ((value << np.uint32(below)) >> np.uint32(32 - bits)).astype(np.uint64)


def named_hash(keys: U64) -> Codes:
    """Hash of named n-grams (zone and portion do not matter), which chooses their shard."""
    second = (keys & np.uint64((1 << CHAR_BITS) - 1)).astype(np.uint32)
    first = ((keys >> np.uint64(CHAR_BITS)) & np.uint64((1 << CHAR_BITS) - 1)).astype(np.uint32)
    return mix(first, second, np.zeros_like(first))


def postings(docs: Iterable[tuple[int, SearchDoc]], shape: Shape) -> Postings:
    """The postings of some documents, given as (slot, document)."""
    codes, slots, zones = _flatten(docs)
    named: list[U64] = []
    hashed: list[U64] = []
    for zone in (BODY, TITLE, META, PINYIN):
        # Whatever is in a title is in the document: the body's lists hold all zones but pinyin.
        mine = (zones != PINYIN) if zone == BODY else (zones == zone)
        text, slot = codes[mine], slots[mine].astype(np.uint64)
        named += [_named(zone, text, slot, size) for size in (1, 2)]
        hashed.append(_hashed(zone, text, slot, shape))
    return Postings(distinct(named), distinct(hashed))


def portions_of(made: Postings, shape: Shape) -> list[Postings]:
    """Postings cut by portion."""
    limits = np.arange(1, PORTIONS, dtype=np.uint64)
    named = np.split(made.named, np.searchsorted(made.named, limits << np.uint64(KEY_BITS + SLOT_BITS)))
    first = -(-(limits << np.uint64(shape.shard_bits)) // np.uint64(PORTIONS)) * np.uint64(shape.lists)
    hashed = np.split(made.hashed, np.searchsorted(made.hashed, first << np.uint64(SLOT_BITS)))
    return [Postings(*pair) for pair in zip(named, hashed, strict=True)]


def join(parts: Sequence[Postings]) -> Postings:
    """Several side by side; not sorted, for `merge`."""
    return Postings(
        np.concatenate([part.named for part in parts]), np.concatenate([part.hashed for part in parts])
    )


def merge(parts: Sequence[Postings]) -> Postings:
    """One from several."""
    return Postings(
        distinct([part.named for part in parts], sorted_parts=True),
        distinct([part.hashed for part in parts], sorted_parts=True),
    )


def _flatten(docs: Iterable[tuple[int, SearchDoc]]) -> tuple[Codes, NDArray[np.int64], NDArray[np.int64]]:
    """All folded texts in one array, each followed by a break, with slot and zone of every character."""
    texts: list[str] = []
    where: list[tuple[int, int, int]] = []
    for slot, zone, text in _texts(docs):
        texts.append(text)
        where.append((len(text) + 1, slot, zone))
    if not texts:
        empty = np.zeros(0, dtype=np.int64)
        return empty.astype(np.uint32), empty, empty
    codes, origin = fold_codes(codes_of(chr(BREAK).join(texts) + chr(BREAK)))
    size, slots, zones = np.array(where, dtype=np.int64).T
    return codes, np.repeat(slots, size)[origin], np.repeat(zones, size)[origin]


def _texts(docs: Iterable[tuple[int, SearchDoc]]) -> Iterator[tuple[int, int, str]]:
    """(slot, zone, text) of everything that is found; no empty ones."""
    for slot, doc in docs:
        for zone, text in doc.texts():
            if text:
                yield slot, zone, text
        for form in doc.pinyin.split("\n") if doc.pinyin else ():
            yield slot, PINYIN, form


def _unbroken(text: Codes, size: int) -> tuple[list[Codes], NDArray[np.bool_]]:
    """The columns of all n-grams, and which of them cross no break."""
    count = max(0, len(text) - size + 1)
    columns = [text[i : i + count] for i in range(size)]
    good = np.ones(count, dtype=bool)
    for column in columns:
        good &= column != BREAK
    return columns, good


def _named(zone: int, text: Codes, slot: U64, size: int) -> U64:
    """Postings of 1- or 2-grams."""
    columns, good = _unbroken(text, size)
    first = columns[0][good].astype(np.uint64)
    second = columns[1][good].astype(np.uint64) if size == 2 else np.zeros_like(first)
    key = (np.uint64(zone) << np.uint64(2 * CHAR_BITS)) | (first << np.uint64(CHAR_BITS)) | second
    return (with_portion(key) << np.uint64(SLOT_BITS)) | slot[: len(good)][good]


def _hashed(zone: int, text: Codes, slot: U64, shape: Shape) -> U64:
    """Postings of 3-grams."""
    columns, good = _unbroken(text, 3)
    value = mix(*(column[good] for column in columns))
    bits = shape.list_bits if zone == BODY else shape.small_bits
    before = 0 if zone == BODY else (1 << shape.list_bits) + (zone - 1) * (1 << shape.small_bits)
    inside = top(value, bits, shape.shard_bits) + np.uint64(before)
    number = top(value, shape.shard_bits) * np.uint64(shape.lists) + inside
    return (number << np.uint64(SLOT_BITS)) | slot[: len(good)][good]
