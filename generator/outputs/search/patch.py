"""Change postings in shard scripts: only the lists concerned are read and written anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from generator.outputs.search import coding
from generator.outputs.search.grams import CHAR_BITS, SLOT_BITS, U64, Postings, distinct, slot_of
from generator.outputs.search.shape import Shape
from generator.outputs.search.shards import (
    decode_lists,
    encode_lists,
    shard_file,
    shard_name,
    shards_of_hashed,
    shards_of_named,
)

#: A named list by its name, a hashed one by its number in the shard.
Label = str | int


@dataclass(slots=True)
class _Shard:
    """A shard taken apart."""

    lists: dict[Label, bytes]

    @staticmethod
    def parse(number: int, content: bytes, shape: Shape) -> _Shard:
        """ValueError when the file is not what we wrote."""
        parts = content.split(b'"')
        if len(parts) != 9 or parts[1] != shard_name(number).encode():
            raise ValueError(f"not a search shard: {number}")
        names = parts[3].decode().split(",") if parts[3] else []
        ends = np.cumsum(coding.decode(parts[5])).tolist()
        if len(ends) != len(names) + shape.lists or ends[-1] != len(parts[7]):
            raise ValueError(f"search shard of a wrong length: {number}")
        labels: list[Label] = [*names, *range(shape.lists)]
        data = parts[7]
        return _Shard({label: data[a:b] for label, a, b in zip(labels, [0, *ends], ends, strict=False)})

    def file(self, number: int, shape: Shape) -> tuple[str, bytes]:
        """The script again; named lists in order of name, as a whole build writes them."""
        names = sorted(label for label in self.lists if isinstance(label, str))
        lists = [self.lists[label] for label in (*names, *range(shape.lists))]
        lengths = coding.encode(np.array([len(part) for part in lists], dtype=np.int64)).tobytes()
        return shard_file(number, ",".join(names), lengths, b"".join(lists))


def touched(drop: Postings, add: Postings, shape: Shape) -> list[int]:
    """Numbers of the shards that these postings are in."""
    homes = [shards_of_named(part.named, shape) for part in (drop, add)]
    homes += [shards_of_hashed(part.hashed, shape) for part in (drop, add)]
    return sorted({int(number) for number in np.concatenate(homes)})


def patch(
    files: dict[int, bytes], drop: Postings, add: Postings, shape: Shape
) -> Iterator[tuple[str, bytes]]:
    """The shards without the postings in `drop` and with those in `add`; `files` holds all that are touched."""
    shards = {number: _Shard.parse(number, content, shape) for number, content in files.items()}
    named = distinct([part.named >> np.uint64(SLOT_BITS) for part in (drop, add)])
    hashed = distinct([part.hashed >> np.uint64(SLOT_BITS) for part in (drop, add)])
    places = _places(named, hashed, shape)
    data = [shards[number].lists.get(label, b"") for number, label in places]
    sizes = np.array([len(part) for part in data], dtype=np.int64)
    present = decode_lists(b"".join(data), sizes, shape)
    kept = np.setdiff1d(present, _owned(drop, named, hashed), assume_unique=True)
    after = distinct([kept, _owned(add, named, hashed)])
    content, sizes = encode_lists(after, len(places), shape)
    ends = np.cumsum(sizes).tolist()
    for (number, label), begin, end in zip(places, [0, *ends], ends, strict=False):
        shards[number].lists[label] = content[begin:end].tobytes()
        if isinstance(label, str) and begin == end:
            del shards[number].lists[label]
    yield from (shard.file(number, shape) for number, shard in shards.items())


def _places(named: U64, hashed: U64, shape: Shape) -> list[tuple[int, Label]]:
    """Shard and label of each list."""
    blank = np.uint64(SLOT_BITS)
    places: list[tuple[int, Label]] = []
    homes = shards_of_named(named << blank, shape).tolist()
    places += zip(homes, map(_name, named.tolist()), strict=True)
    homes = shards_of_hashed(hashed << blank, shape).tolist()
    places += zip(homes, (hashed % np.uint64(shape.lists)).tolist(), strict=True)
    return places


def _name(key: int) -> str:
    """A named list's name: zone, then one or two characters."""
    mask = (1 << CHAR_BITS) - 1
    zone, first, second = key >> 2 * CHAR_BITS & 3, key >> CHAR_BITS & mask, key & mask
    return f"{zone}{chr(first)}{chr(second) if second else ''}"


def _owned(made: Postings, named: U64, hashed: U64) -> U64:
    """Postings as (number of the list among `named` and `hashed` | slot)."""
    blank = np.uint64(SLOT_BITS)
    owners = (
        np.searchsorted(named, made.named >> blank),
        np.searchsorted(hashed, made.hashed >> blank) + len(named),
    )
    slots = np.concatenate((slot_of(made.named), slot_of(made.hashed)))
    return ((np.concatenate(owners) << SLOT_BITS) | slots).astype(np.uint64)
