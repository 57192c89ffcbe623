"""Postings to shard scripts, all of them; patch.py changes single ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator.outputs.search import coding
from generator.outputs.search.coding import Ints
from generator.outputs.search.grams import (
    SLOT_BITS,
    U64,
    Grams,
    columns_of,
    lists_of,
    mix,
    named_hash,
    once,
    slot_of,
    top,
)
from generator.outputs.search.shape import BITMAP, Shape
from generator.outputs.search.shardfiles import shard_file

_COMMA = 0x2C


@dataclass(frozen=True, slots=True)
class _Lists:
    """Lists in the order of the files, as digits: how long each is, all lengths, all lists. `first[i]` is the first of shard i."""

    first: Ints
    length: Ints
    heads: coding.Bytes
    data: coding.Bytes

    def of_shards(self) -> Iterator[tuple[bytes, bytes]]:
        """Lengths and lists of each shard."""
        heads = _starts(coding.width(self.length))[self.first].tolist()
        data = _starts(self.length)[self.first].tolist()
        for head, part in zip(pairwise(heads), pairwise(data), strict=True):
            yield self.heads[slice(*head)].tobytes(), self.data[slice(*part)].tobytes()


def encode(content: Grams, shape: Shape, shards: range) -> Iterator[tuple[str, bytes]]:
    """Files of the given shards; `content` holds the n-grams of these shards only, records in order."""
    names, named = _named(content.named, shape, shards)
    hashed = _hashed(content.hashed, shape, shards)
    for number, text, (lengths, lists), (more_lengths, more_lists) in zip(
        shards, names, named.of_shards(), hashed.of_shards(), strict=True
    ):
        yield shard_file(number, text, lengths + more_lengths, lists + more_lists)


def _starts(length: Ints) -> Ints:
    """Where each of some adjoining things starts, and where the last ends."""
    return np.concatenate(([0], np.cumsum(length)))


def _named(items: U64, shape: Shape, shards: range) -> tuple[list[str], _Lists]:
    """The named lists of some shards, and their names."""
    zone, first, second = columns_of(items >> np.uint64(SLOT_BITS))
    home = _narrow(top(mix(first, second, np.zeros_like(first)), shape.shard_bits) - shards[0])
    items = once(items[np.lexsort((_narrow(second), _narrow(first), zone, home))])
    key_of = items >> np.uint64(SLOT_BITS)
    fresh = np.diff(key_of, prepend=np.uint64(0)) != 0  # no key is 0
    keys = key_of[fresh]
    begins = _starts(np.bincount(top(named_hash(keys), shape.shard_bits) - shards[0], minlength=len(shards)))
    lists = _lists(np.cumsum(fresh) - 1, slot_of(items), begins, shape)
    return [_names(keys[begin:end]) for begin, end in pairwise(begins.tolist())], lists


def _hashed(items: U64, shape: Shape, shards: range) -> _Lists:
    """The hashed lists of some shards."""
    owner = lists_of(items, shape) - shards[0] * shape.lists
    order = np.argsort(_narrow(owner), kind="stable")
    postings = once((owner << SLOT_BITS | slot_of(items))[order])
    begins = np.arange(len(shards) + 1) * shape.lists
    return _lists(postings >> SLOT_BITS, postings & ((1 << SLOT_BITS) - 1), begins, shape)


def _lists(owner: Ints, slot: Ints, begins: Ints, shape: Shape) -> _Lists:
    data, length = encode_lists(owner, slot, int(begins[-1]), shape)
    return _Lists(begins, length, coding.encode(length), data)


def _narrow(values: NDArray[Any]) -> NDArray[Any]:
    """Numbers as small as they can be: a stable sort of 16 bits counts instead of comparing, five times as fast."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))


def encode_lists(owner: Ints, slot: Ints, total: int, shape: Shape) -> tuple[coding.Bytes, Ints]:
    """Lists as digits, and the length of each: gaps between slots, or a bitmap when that is not longer.

    `owner` (number of the list, of `total`) and `slot` are in order.
    """
    count = np.bincount(owner, minlength=total)
    begins = _starts(count)
    gaps = np.diff(slot, prepend=0) - 1
    heads = begins[:-1][count > 0]
    gaps[heads] = slot[heads]
    size = np.diff(_starts(coding.width(gaps))[begins])
    dense = size >= shape.map_size
    numbers = np.where(dense, shape.map_size, count)
    values = np.zeros(int(numbers.sum()), dtype=np.int64)
    plain = np.repeat(~dense, count)
    values[np.repeat(~dense, numbers)] = gaps[plain]
    place = _starts(numbers)[owner[~plain]] + slot[~plain] // BITMAP
    np.add.at(values, place, 1 << (slot[~plain] % BITMAP))
    return coding.encode(values), np.where(dense, shape.map_size, size)


def _names(keys: U64) -> str:
    """Names of lists: zone, one or two characters; a comma between them."""
    zone, first, second = columns_of(keys)
    digit = zone.astype(np.uint32) + np.uint32(ord("0"))
    letters = np.stack((digit, first, second, np.full_like(first, _COMMA)), axis=1).ravel()
    text: bytes = letters[letters != 0].astype("<u4").tobytes()
    return text.decode("utf-32-le", "surrogatepass")[:-1]
