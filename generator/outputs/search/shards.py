"""Postings to shard scripts, and back: the scripts are all the memory the index keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.outputs.search import coding
from generator.outputs.search.coding import Ints
from generator.outputs.search.grams import (
    CHAR_BITS,
    SLOT_BITS,
    U64,
    Postings,
    distinct,
    named_hash,
    slot_of,
    top,
    with_portion,
)
from generator.outputs.search.shape import Shape

FOLDER = "assets/search"
#: A bitmap holds six slots a digit.
BITMAP = 6
_COMMA = 0x2C


def shard_path(number: int) -> str:
    """Site-relative path of a shard."""
    return f"{FOLDER}/g/{number >> 6:x}/{number & 63:x}.js"


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
    data, length = _encode_lists(lists, shape)
    heads, names = coding.encode(length), _key_text(lists.keys)
    in_data, in_heads = _starts(length)[lists.first], _starts(coding.width(length))[lists.first]
    in_names = _starts(names.astype(bool).sum(axis=1))[lists.first - np.arange(len(shards) + 1) * shape.lists]
    letters = names[names != 0]
    for index, number in enumerate(shards.tolist()):
        text = letters[in_names[index] : in_names[index + 1]].astype("<u4").tobytes()
        keys = text.decode("utf-32-le", "surrogatepass")[:-1].encode("utf-8", "replace")
        head = heads[in_heads[index] : in_heads[index + 1]].tobytes()
        body = data[in_data[index] : in_data[index + 1]].tobytes()
        name = shard_name(number)
        yield f"{FOLDER}/{name}.js", b'gkSearch("%s","%s","%s","%s");\n' % (name.encode(), keys, head, body)


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
    keys, position = key_of[fresh], np.repeat(np.arange(len(fresh)), np.diff(fresh, append=len(key_of)))
    home = np.searchsorted(shards, top(named_hash(keys), shape.shard_bits).astype(np.int64))
    order = np.argsort(home, kind="stable")
    counts = np.bincount(home, minlength=len(shards))
    first = np.concatenate(([0], np.cumsum(counts + shape.lists)))
    owner = np.empty(len(keys), dtype=np.int64)
    owner[order] = np.arange(len(keys)) + home[order] * shape.lists
    shard = np.searchsorted(shards, shards_of_hashed(content.hashed, shape))
    inside = ((content.hashed >> np.uint64(SLOT_BITS)) % np.uint64(shape.lists)).astype(np.int64)
    hashed_owner = first[shard] + counts[shard] + inside
    owners = np.concatenate((owner[position], hashed_owner)).astype(np.uint64)
    slots = np.concatenate((slot_of(content.named), slot_of(content.hashed))).astype(np.uint64)
    return _Lists(np.sort((owners << np.uint64(SLOT_BITS)) | slots), first, keys[order])


def _encode_lists(lists: _Lists, shape: Shape) -> tuple[coding.Bytes, Ints]:
    """All lists as digits, and the length of each: gaps between slots, or a bitmap when that is not longer."""
    total = int(lists.first[-1])
    owner = (lists.postings >> np.uint64(SLOT_BITS)).astype(np.int64)
    slot = slot_of(lists.postings)
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


def decode(files: dict[int, bytes], shape: Shape) -> Postings:
    """Postings of some shards, given as number → file. ValueError when a file is not what we wrote."""
    names: list[str] = []
    counts: list[int] = []
    heads, data = bytearray(), bytearray()
    for number, content in files.items():
        parts = content.split(b'"')
        if len(parts) != 9 or parts[1] != shard_name(number).encode():
            raise ValueError(f"not a search shard: {number}")
        mine = parts[3].decode().split(",") if parts[3] else []
        names += mine
        counts.append(len(mine))
        heads += parts[5]
        data += parts[7]
    keys, length = _keys(names), coding.decode(bytes(heads))
    if len(length) != len(names) + len(files) * shape.lists or length.sum() != len(data):
        raise ValueError("search shards of a wrong length")
    owner, slot = _decode_lists(bytes(data), length, shape)
    key_of, hashed_of = _owners(np.array(counts, dtype=np.int64), np.array(list(files), dtype=np.int64), shape)
    named = key_of[owner] >= 0
    return Postings(
        distinct([(keys[key_of[owner[named]]] << np.uint64(SLOT_BITS)) | slot[named]]),
        distinct([(hashed_of[owner[~named]].astype(np.uint64) << np.uint64(SLOT_BITS)) | slot[~named]]),
    )


def _owners(counts: Ints, numbers: Ints, shape: Shape) -> tuple[Ints, Ints]:
    """For every list: which key is its own (-1: hashed), and its number among all hashed lists of the index."""
    total = counts + shape.lists
    inside = np.arange(int(total.sum())) - np.repeat(_starts(total)[:-1], total)
    own = np.repeat(counts, total)
    key_of = np.where(inside < own, inside + np.repeat(_starts(counts)[:-1], total), -1)
    return key_of, np.repeat(numbers, total) * shape.lists + inside - own


def _decode_lists(data: bytes, length: Ints, shape: Shape) -> tuple[Ints, U64]:
    """List and slot of every posting."""
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
    all_owners = np.concatenate((gap_owner, np.repeat(owner[digit], BITMAP)[real]))
    return all_owners, np.concatenate((slots, bit[real])).astype(np.uint64)


def _keys(names: list[str]) -> U64:
    """Named lists' keys from their names."""
    rows = [(int(name[0]), ord(name[1]), ord(name[2]) if len(name) > 2 else 0) for name in names]
    zone, first, second = np.array(rows, dtype=np.uint64).reshape(-1, 3).T
    return with_portion((zone << np.uint64(2 * CHAR_BITS)) | (first << np.uint64(CHAR_BITS)) | second)
