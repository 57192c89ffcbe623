"""Postings to shard scripts, and back: the scripts are all the memory the index keeps."""

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
    """Files of the given shards (sorted numbers); `content` holds postings of these shards only."""
    lists = _arrange(content, shape, shards)
    data, start = _encode_lists(lists, shape)
    names, name_start = _key_text(lists.keys)
    of_key = lists.first - np.arange(len(shards) + 1) * shape.lists
    for index, number in enumerate(shards):
        keys = names[name_start[of_key[index]] : name_start[of_key[index + 1]]]
        text = keys.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")[:-1]
        body = data[start[lists.first[index]] : start[lists.first[index + 1]]].tobytes()
        head = f'gkSearch("{shard_name(int(number))}","{text}","'
        yield shard_path(int(number)), head.encode("utf-8", "replace") + body + b'");\n'


def shards_of_named(named: U64, shape: Shape) -> NDArray[np.int64]:
    """Shard of each named posting."""
    return top(named_hash(named >> np.uint64(SLOT_BITS)), shape.shard_bits).astype(np.int64)


def shards_of_hashed(hashed: U64, shape: Shape) -> NDArray[np.int64]:
    """Shard of each hashed posting."""
    return ((hashed >> np.uint64(SLOT_BITS)) // np.uint64(shape.lists)).astype(np.int64)


def _arrange(content: Postings, shape: Shape, shards: NDArray[np.int64]) -> _Lists:
    """Number all lists: within a shard first the named ones in order of name, then every hashed one."""
    key_of = content.named >> np.uint64(SLOT_BITS)
    keys, position = np.unique(key_of, return_inverse=True)
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
    """All lists as digits, and where each starts: `2 × count` and gaps, or `1` and a bitmap when that is shorter."""
    total = int(lists.first[-1])
    owner = (lists.postings >> np.uint64(SLOT_BITS)).astype(np.int64)
    slot = slot_of(lists.postings)
    count = np.bincount(owner, minlength=total)
    gaps = np.diff(slot, prepend=0) - 1
    begins = np.cumsum(count) - count
    gaps[begins[count > 0]] = slot[begins[count > 0]]
    size = np.bincount(owner, weights=coding.width(gaps), minlength=total)
    map_size = -(-shape.slots // BITMAP)
    dense = size > map_size
    values = _interleave(count, gaps, owner, slot, dense, map_size)
    length = np.where(dense, map_size, count) + 1
    ends = np.concatenate(([0], np.cumsum(coding.width(values))))
    starts = np.concatenate(([0], np.cumsum(length)))
    return coding.encode(values), ends[starts]


def _interleave(count: Ints, gaps: Ints, owner: Ints, slot: Ints, dense: NDArray[np.bool_], map_size: int) -> Ints:
    """The numbers of all lists in order, each list behind its head."""
    head = np.cumsum(np.where(dense, map_size, count) + 1)
    head = np.concatenate(([0], head))
    values = np.zeros(int(head[-1]), dtype=np.int64)
    values[head[:-1]] = np.where(dense, 1, count * 2)
    plain = ~dense[owner]
    begins = np.cumsum(count) - count
    rank = np.arange(len(owner)) - begins[owner]
    values[head[owner[plain]] + 1 + rank[plain]] = gaps[plain]
    many = np.flatnonzero(~plain)
    place = head[owner[many]] + 1 + slot[many] // BITMAP
    np.add.at(values, place, 1 << (slot[many] % BITMAP))
    return values


def _key_text(keys: U64) -> tuple[NDArray[np.uint32], Ints]:
    """Names of lists as `zone, characters, comma`, and where each starts."""
    mask = np.uint64((1 << CHAR_BITS) - 1)
    columns = np.empty((len(keys), 4), dtype=np.uint32)
    columns[:, 0] = (keys >> np.uint64(2 * CHAR_BITS)) + np.uint64(ord("0"))
    columns[:, 1] = (keys >> np.uint64(CHAR_BITS)) & mask
    columns[:, 2] = keys & mask
    columns[:, 3] = _COMMA
    real = columns != 0
    return columns[real], np.concatenate(([0], np.cumsum(real.sum(axis=1))))


def decode(files: dict[int, bytes], shape: Shape) -> Postings:
    """Postings of some shards, given as number → file. ValueError when a file is not what we wrote."""
    named: list[U64] = []
    hashed: list[U64] = []
    for number, data in files.items():
        keys, owner, slot = _decode_file(number, data, shape)
        is_named = owner < len(keys)
        named.append((keys[owner[is_named]] << np.uint64(SLOT_BITS)) | slot[is_named])
        inside = (owner[~is_named] - len(keys) + number * shape.lists).astype(np.uint64)
        hashed.append((inside << np.uint64(SLOT_BITS)) | slot[~is_named])
    none = np.zeros(0, dtype=np.uint64)
    return Postings(np.sort(np.concatenate([none, *named])), np.sort(np.concatenate([none, *hashed])))


def _decode_file(number: int, data: bytes, shape: Shape) -> tuple[U64, Ints, U64]:
    """Keys of the named lists; list and slot of every posting."""
    parts = data.split(b'"')
    if len(parts) != 7 or parts[1] != shard_name(number).encode():
        raise ValueError(f"not a search shard: {number}")
    keys = _keys(parts[3].decode())
    values = coding.decode(parts[5])
    total = len(keys) + shape.lists
    starts, dense = _heads(values, total, -(-shape.slots // BITMAP))
    owner = np.repeat(np.arange(total), np.diff(starts) - 1)
    body = np.delete(values, starts[:-1])
    plain = ~dense[owner]
    gap_owner = owner[plain]
    run = np.cumsum(body[plain] + 1)
    begin = np.flatnonzero(np.diff(gap_owner, prepend=-1))
    offset = np.repeat(np.concatenate(([0], run))[begin], np.diff(begin, append=len(run)))
    slots, owners = [run - offset - 1], [gap_owner]
    for index in np.flatnonzero(dense):
        digits = values[starts[index] + 1 : starts[index + 1]]
        bits = (digits[:, None] >> np.arange(BITMAP)) & 1
        slots.append(np.flatnonzero(bits.ravel()))
        owners.append(np.full(len(slots[-1]), index))
    return keys, np.concatenate(owners), np.concatenate(slots).astype(np.uint64)


def _heads(values: Ints, total: int, map_size: int) -> tuple[Ints, NDArray[np.bool_]]:
    """Where each list starts, and which are bitmaps."""
    starts = np.empty(total + 1, dtype=np.int64)
    dense = np.zeros(total, dtype=bool)
    at = 0
    numbers = values.tolist()
    for index in range(total):
        starts[index] = at
        dense[index] = numbers[at] & 1
        at += 1 + (map_size if numbers[at] & 1 else numbers[at] >> 1)
    starts[total] = at
    if at != len(values):
        raise ValueError("search shard of a wrong length")
    return starts, dense


def _keys(text: str) -> U64:
    """Named lists' keys from their text."""
    names = text.split(",") if text else []
    rows = [(int(name[0]), ord(name[1]), ord(name[2]) if len(name) > 2 else 0) for name in names]
    zone, first, second = np.array(rows, dtype=np.uint64).reshape(-1, 3).T
    return (zone << np.uint64(2 * CHAR_BITS)) | (first << np.uint64(CHAR_BITS)) | second
