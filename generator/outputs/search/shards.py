"""Postings to shard scripts. The scripts are all the memory the index keeps; patch.py changes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.outputs.search import coding
from generator.outputs.search.coding import Ints
from generator.outputs.search.grams import CHAR_BITS, SLOT_BITS, U64, Postings, named_hash, slot_of, top
from generator.outputs.search.shape import Shape

FOLDER = "assets/search"
#: A bitmap holds six slots a digit.
BITMAP = 6
_COMMA = 0x2C


def shard_path(number: int) -> str:
    """Site-relative path of a shard."""
    return f"{FOLDER}/{shard_name(number)}.js"


def shard_name(number: int) -> str:
    """What the script calls itself."""
    return f"g/{number >> 6:x}/{number & 63:x}"


@dataclass(frozen=True, slots=True)
class _Lists:
    """Posting lists in the order of the files: `owner << SLOT_BITS | slot`, sorted; `first[i]` is shard i's first list."""

    postings: U64
    first: Ints
    keys: U64


def encode(content: Postings, shape: Shape, shards: NDArray[np.int64]) -> Iterator[tuple[str, bytes]]:
    """Files of the given shards (sorted numbers); `content` holds postings of these shards only.

    A file gives the names of the named lists, the length of every list in digits, and the lists themselves.
    """
    lists = _arrange(content, shape, shards)
    data, length = encode_lists(lists.postings, int(lists.first[-1]), shape)
    heads, names = coding.encode(length), _key_text(lists.keys)
    in_data, in_heads = _starts(length)[lists.first], _starts(coding.width(length))[lists.first]
    in_names = _starts((names != 0).sum(axis=1))[lists.first - np.arange(len(shards) + 1) * shape.lists]
    letters = names[names != 0]
    for index, number in enumerate(shards.tolist()):
        text = letters[in_names[index] : in_names[index + 1]].astype("<u4").tobytes()
        keys = text.decode("utf-32-le", "surrogatepass")[:-1]
        head = heads[in_heads[index] : in_heads[index + 1]].tobytes()
        yield shard_file(number, keys, head, data[in_data[index] : in_data[index + 1]].tobytes())


def shard_file(number: int, names: str, lengths: bytes, lists: bytes) -> tuple[str, bytes]:
    """Path and bytes of a shard."""
    parts = (shard_name(number).encode(), names.encode("utf-8", "replace"), lengths, lists)
    return shard_path(number), b'gkSearch("%s","%s","%s","%s");\n' % parts


def _starts(length: Ints) -> Ints:
    """Where each of some adjoining things starts, and where the last ends."""
    return np.concatenate(([0], np.cumsum(length)))


def shards_of_named(named: U64, shape: Shape) -> NDArray[np.int64]:
    """Shard of each named posting."""
    return top(named_hash(named >> np.uint64(SLOT_BITS)), shape.shard_bits).astype(np.int64)


def shards_of_hashed(hashed: U64, shape: Shape) -> NDArray[np.int64]:
    """Shard of each hashed posting."""
    return ((hashed >> np.uint64(SLOT_BITS)) // np.uint64(shape.lists)).astype(np.int64)


def _arrange(content: Postings, shape: Shape, shards: NDArray[np.int64]) -> _Lists:
    """Number all lists: within a shard first the named ones in order of name, then every hashed one."""
    key_of = content.named >> np.uint64(SLOT_BITS)
    fresh = np.flatnonzero(np.diff(key_of, prepend=np.uint64(0)))  # no key is 0
    keys, size = key_of[fresh], np.diff(fresh, append=len(key_of))
    home = np.searchsorted(shards, top(named_hash(keys), shape.shard_bits).astype(np.int64))
    order = np.argsort(home, kind="stable")
    home, size, begin = home[order], size[order], fresh[order]
    counts = np.bincount(home, minlength=len(shards))
    first = np.concatenate(([0], np.cumsum(counts + shape.lists)))
    shard = np.searchsorted(shards, shards_of_hashed(content.hashed, shape))
    inside = ((content.hashed >> np.uint64(SLOT_BITS)) % np.uint64(shape.lists)).astype(np.int64)
    # Both sorts are in order already; what is left is to lay them side by side, shard by shard.
    run = np.repeat(begin - (np.cumsum(size) - size), size) + np.arange(len(key_of))
    of_named = np.repeat(home, size)
    named_before = _starts(np.bincount(of_named, minlength=len(shards)))
    hashed_before = _starts(np.bincount(shard, minlength=len(shards)))
    owners = np.empty(len(key_of) + len(shard), dtype=np.uint64)
    slots = np.empty_like(owners)
    place = np.arange(len(key_of)) + hashed_before[of_named]
    owners[place] = np.repeat(np.arange(len(keys)) + home * shape.lists, size)
    slots[place] = slot_of(content.named)[run]
    place = np.arange(len(shard)) + named_before[shard + 1]
    owners[place] = first[shard] + counts[shard] + inside
    slots[place] = slot_of(content.hashed)
    return _Lists((owners << np.uint64(SLOT_BITS)) | slots, first, keys[order])


def encode_lists(owned: U64, total: int, shape: Shape) -> tuple[coding.Bytes, Ints]:
    """Lists as digits, and the length of each: gaps between slots, or a bitmap when that is not longer.

    `owned` is sorted: number of the list (of `total`) | slot.
    """
    owner = owners_of(owned)
    slot = slot_of(owned)
    count = np.bincount(owner, minlength=total)
    gaps = np.diff(slot, prepend=0) - 1
    begins = (np.cumsum(count) - count)[count > 0]
    gaps[begins] = slot[begins]
    size = np.bincount(owner, weights=coding.width(gaps), minlength=total).astype(np.int64)
    dense = size >= map_size(shape)
    numbers = np.where(dense, map_size(shape), count)
    values = np.zeros(int(numbers.sum()), dtype=np.int64)
    plain = ~dense[owner]
    values[np.repeat(~dense, numbers)] = gaps[plain]
    place = _starts(numbers)[owner[~plain]] + slot[~plain] // BITMAP
    np.add.at(values, place, 1 << (slot[~plain] % BITMAP))
    return coding.encode(values), np.where(dense, map_size(shape), size)


def owners_of(owned: U64) -> Ints:
    """Number of the list that each posting is in."""
    return (owned >> np.uint64(SLOT_BITS)).astype(np.int64)


def with_slots(bitmap: bytes, slots: list[int]) -> bytes:
    """A bitmap with more slots in it."""
    digits = bytearray(bitmap)
    for slot in slots:
        place = slot // BITMAP
        digits[place] = coding.ALPHABET[coding.ALPHABET.index(digits[place]) | 1 << slot % BITMAP]
    return bytes(digits)


def map_size(shape: Shape) -> int:
    """Digits of a bitmap."""
    return -(-shape.slots // BITMAP)


def _key_text(keys: U64) -> NDArray[np.uint32]:
    """Names of lists, a row each: zone, one or two characters or 0, comma."""
    mask = np.uint64((1 << CHAR_BITS) - 1)
    columns = np.empty((len(keys), 4), dtype=np.uint32)
    columns[:, 0] = ((keys >> np.uint64(2 * CHAR_BITS)) & np.uint64(3)) + np.uint64(ord("0"))
    columns[:, 1] = (keys >> np.uint64(CHAR_BITS)) & mask
    columns[:, 2] = keys & mask
    columns[:, 3] = _COMMA
    return columns


def decode_lists(data: bytes, length: Ints, shape: Shape) -> U64:
    """What `encode_lists` was given, but not sorted."""
    values = coding.decode(data)
    last = np.cumsum(coding.width(values)) - 1
    owner = np.repeat(np.arange(len(length)), length)[last]
    dense = (length == map_size(shape))[owner]
    gap_owner, run = owner[~dense], np.cumsum(values[~dense] + 1)
    begin = np.flatnonzero(np.diff(gap_owner, prepend=-1))
    before = np.concatenate(([0], run))[begin]
    slots = run - np.repeat(before, np.diff(begin, append=len(run))) - 1
    digit = np.flatnonzero(dense)
    first = np.repeat(_starts(np.bincount(owner, minlength=len(length)))[:-1][owner[digit]], BITMAP)
    bit = (np.repeat(digit, BITMAP) - first) * BITMAP + np.tile(np.arange(BITMAP), len(digit))
    real = ((values[digit][:, None] >> np.arange(BITMAP)) & 1).ravel().astype(bool)
    owners = np.concatenate((gap_owner, np.repeat(owner[digit], BITMAP)[real])).astype(np.uint64)
    return (owners << np.uint64(SLOT_BITS)) | np.concatenate((slots, bit[real])).astype(np.uint64)
