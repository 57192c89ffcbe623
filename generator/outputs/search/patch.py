"""Change postings in shard scripts: only the lists concerned are taken out of their file and put back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from generator.outputs.search import coding
from generator.outputs.search.coding import Ints
from generator.outputs.search.grams import CHAR_BITS, SLOT_BITS, U64, Postings, distinct, slot_of
from generator.outputs.search.shape import Shape
from generator.outputs.search.shards import (
    decode_lists,
    encode_lists,
    map_size,
    owners_of,
    shard_file,
    shard_name,
    shards_of_hashed,
    shards_of_named,
    with_slots,
)

Flags = NDArray[np.bool_]


@dataclass(slots=True)
class _Shards:
    """Some shards taken apart. All lists of all shards have one numbering: `first[i]` is shard i's first list.

    lengths: of each list; before: the digits of its shard that stand before it.
    """

    numbers: list[int]
    names: list[list[str]]
    heads: list[bytes]
    data: list[bytes]
    first: Ints
    lengths: Ints
    before: Ints


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a list is, or would be: shard, list in the shard, and the name when it is not there yet."""

    shard: int
    inside: int
    fresh: str = ""


@dataclass(slots=True)
class _Edits:
    """What becomes of a shard: (begin, end, new digits) of its lists' text, and its names."""

    pieces: list[tuple[int, int, bytes]] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    fresh: list[str] = field(default_factory=list)


def touched(drop: Postings, add: Postings, shape: Shape) -> list[int]:
    """Numbers of the shards that these postings are in."""
    homes = [shards_of_named(part.named, shape) for part in (drop, add)]
    homes += [shards_of_hashed(part.hashed, shape) for part in (drop, add)]
    # Not np.unique, which loads numpy.ma: that takes longer than all of this.
    return sorted(set(np.concatenate(homes).tolist()))


def patch(
    files: Mapping[int, bytes], drop: Postings, add: Postings, shape: Shape
) -> Iterator[tuple[str, bytes]]:
    """The shards without the postings in `drop` and with those in `add`; `files` holds all that are touched.

    Raises:
        ValueError: a file is not what we wrote.
    """
    if not files:
        return
    shards = _taken_apart(files, shape)
    named = distinct(np.concatenate([part.named >> np.uint64(SLOT_BITS) for part in (drop, add)]))
    hashed = distinct(np.concatenate([part.hashed >> np.uint64(SLOT_BITS) for part in (drop, add)]))
    spots = [*_named_spots(shards, named, shape), *_hashed_spots(shards, hashed, shape)]
    present = [_list_of(shards, spot) for spot in spots]
    lists = _changed(present, _owned(drop, named, hashed), _owned(add, named, hashed), shape)
    yield from _put_together(shards, spots, lists)


def _changed(lists: list[bytes], drop: U64, add: U64, shape: Shape) -> list[bytes]:
    """The digits of all lists without some postings and with others (number of the list | slot)."""
    full = map_size(shape)
    maps = np.array([len(one) == full for one in lists], dtype=bool)
    # A bitmap that loses a posting may have become longer than a list of gaps.
    maps[owners_of(drop)] = False
    new: list[bytes] = list(lists)
    for number, slots in _by_owner(add[maps[owners_of(add)]]):
        new[number] = with_slots(lists[number], slots)
    others = np.flatnonzero(~maps)
    moved = np.cumsum(~maps) - 1
    drop, add = (_renumbered(part, moved) for part in (drop, add[~maps[owners_of(add)]]))
    sizes = np.array([len(lists[number]) for number in others.tolist()], dtype=np.int64)
    postings = np.sort(
        decode_lists(b"".join(lists[number] for number in others.tolist()), sizes, shape), kind="stable"
    )
    postings = np.delete(postings, np.searchsorted(postings, drop))
    postings = np.insert(postings, np.searchsorted(postings, add), add)
    content, sizes = encode_lists(owners_of(postings), slot_of(postings), len(others), shape)
    text, ends = content.tobytes(), np.cumsum(sizes).tolist()
    for number, begin, end in zip(others.tolist(), [0, *ends], ends, strict=False):
        new[number] = text[begin:end]
    return new


def _renumbered(owned: U64, moved: Ints) -> U64:
    blank = np.uint64(SLOT_BITS)
    return np.sort((moved[owners_of(owned)].astype(np.uint64) << blank) | slot_of(owned).astype(np.uint64))


def _by_owner(owned: U64) -> Iterator[tuple[int, list[int]]]:
    """Each list's slots."""
    pairs = zip(owners_of(owned).tolist(), slot_of(owned).tolist(), strict=True)
    for number, group in groupby(pairs, key=itemgetter(0)):
        yield number, [slot for _, slot in group]


def _taken_apart(files: Mapping[int, bytes], shape: Shape) -> _Shards:
    numbers = sorted(files)
    parts = [files[number].split(b'"') for number in numbers]
    if any(
        len(part) != 9 or part[1] != shard_name(number).encode()
        for part, number in zip(parts, numbers, strict=True)
    ):
        raise ValueError("not a search shard")
    names = [part[3].decode().split(",") if part[3] else [] for part in parts]
    first = np.cumsum([0, *(len(some) + shape.lists for some in names)])
    lengths = coding.decode(b"".join(part[5] for part in parts))
    if len(lengths) != first[-1]:
        raise ValueError("a search shard of another number of lists")
    sums = np.concatenate(([0], np.cumsum(lengths)))
    if np.diff(sums[first]).tolist() != [len(part[7]) for part in parts]:
        raise ValueError("a search shard of a wrong length")
    before = sums[:-1] - np.repeat(sums[first[:-1]], np.diff(first))
    heads, data = [part[5] for part in parts], [part[7] for part in parts]
    return _Shards(numbers, names, heads, data, first, lengths, before)


def _named_spots(shards: _Shards, named: U64, shape: Shape) -> Iterator[_Spot]:
    homes = np.searchsorted(shards.numbers, shards_of_named(named << np.uint64(SLOT_BITS), shape)).tolist()
    for home, key in zip(homes, named.tolist(), strict=True):
        names, name = shards.names[home], _name(key)
        place = bisect_left(names, name)
        there = place < len(names) and names[place] == name
        yield _Spot(home, place, "" if there else name)


def _hashed_spots(shards: _Shards, hashed: U64, shape: Shape) -> Iterator[_Spot]:
    homes = np.searchsorted(shards.numbers, shards_of_hashed(hashed << np.uint64(SLOT_BITS), shape)).tolist()
    inside = (hashed % np.uint64(shape.lists)).tolist()
    for home, number in zip(homes, inside, strict=True):
        yield _Spot(home, len(shards.names[home]) + number)


def _list_of(shards: _Shards, spot: _Spot) -> bytes:
    """The digits of a list."""
    if spot.fresh:
        return b""
    number = shards.first[spot.shard] + spot.inside
    begin = shards.before[number]
    return shards.data[spot.shard][begin : begin + shards.lengths[number]]


def _name(key: int) -> str:
    """A named list's name: zone, then one or two characters."""
    mask = (1 << CHAR_BITS) - 1
    zone, first, second = key >> 2 * CHAR_BITS & 3, key >> CHAR_BITS & mask, key & mask
    return f"{zone}{chr(first)}{chr(second) if second else ''}"


def _owned(made: Postings, named: U64, hashed: U64) -> U64:
    """Postings as (number of the list among `named` and `hashed` | slot), sorted."""
    blank = np.uint64(SLOT_BITS)
    owners = (
        np.searchsorted(named, made.named >> blank),
        np.searchsorted(hashed, made.hashed >> blank) + len(named),
    )
    slots = np.concatenate((slot_of(made.named), slot_of(made.hashed)))
    return np.sort(((np.concatenate(owners) << SLOT_BITS) | slots).astype(np.uint64))


def _put_together(shards: _Shards, spots: list[_Spot], lists: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """The scripts again, named lists in order of name, as a whole build writes them."""
    edits = [_Edits() for _ in shards.numbers]
    numbers = shards.first[[spot.shard for spot in spots]]
    numbers += np.array([spot.inside for spot in spots], dtype=np.int64)
    sizes = np.array([len(one) for one in lists], dtype=np.int64)
    fresh = np.array([bool(spot.fresh) for spot in spots], dtype=bool)
    named = np.array([spot.inside < len(shards.names[spot.shard]) for spot in spots], dtype=bool)
    gone = named & ~fresh & (sizes == 0)
    if (fresh & (sizes == 0)).any():
        raise ValueError("a posting that was to go is not there")
    begins, lengths = shards.before[numbers].tolist(), shards.lengths[numbers].tolist()
    for spot, begin, length, new, left in zip(spots, begins, lengths, lists, gone.tolist(), strict=True):
        edit = edits[spot.shard]
        if left:
            edit.gone.add(spot.inside)
        if spot.fresh:
            edit.fresh.append(spot.fresh)
            length = 0
        edit.pieces.append((begin, begin + length, new))
    heads = _heads(shards, numbers, fresh, gone, sizes, edits)
    for number, names, data, edit, head in zip(
        shards.numbers, shards.names, shards.data, edits, heads, strict=True
    ):
        if edit.gone or edit.fresh:
            kept = [name for place, name in enumerate(names) if place not in edit.gone]
            names = sorted([*kept, *edit.fresh])
        yield shard_file(number, ",".join(names), head, _spliced(data, edit.pieces))


def _heads(
    shards: _Shards, numbers: Ints, fresh: Flags, gone: Flags, sizes: Ints, edits: list[_Edits]
) -> Iterator[bytes]:
    """The lengths of each shard's lists, as digits."""
    lengths = shards.lengths.copy()
    lengths[numbers[~fresh]] = sizes[~fresh]
    kept = np.ones(len(lengths), dtype=bool)
    kept[numbers[gone]] = False
    lengths = np.insert(lengths, numbers[fresh], sizes[fresh])
    lengths = lengths[np.insert(kept, numbers[fresh], True)]
    change = [len(edit.fresh) - len(edit.gone) for edit in edits]
    last = np.cumsum(np.diff(shards.first) + change)
    ends = np.concatenate(([0], np.cumsum(coding.width(lengths))))[np.concatenate(([0], last))].tolist()
    text = coding.encode(lengths).tobytes()
    return (text[begin:end] for begin, end in pairwise(ends))


def _spliced(data: bytes, pieces: list[tuple[int, int, bytes]]) -> bytes:
    """`data` with pieces of it exchanged; what comes new at one place comes in the order given."""
    out: list[bytes] = []
    at = 0
    for begin, end, new in sorted(pieces, key=lambda piece: piece[:2]):
        out += (data[at:begin], new)
        at = end
    return b"".join((*out, data[at:]))
