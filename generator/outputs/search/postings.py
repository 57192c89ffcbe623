"""In which lists of which shards documents are: what an update compares, without arrays, for which numpy would have to
be loaded. A whole build works out the same for all documents at once (grams.py)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from itertools import repeat
from operator import add, rshift

from generator.outputs.search.doc import BODY, PINYIN, SearchDoc
from generator.outputs.search.fold import BREAK, fold
from generator.outputs.search.shape import HASH_BITS, ZONES, Shape

#: A list in its shard: its name, which is zone and one or two characters, or its number among the hashed ones.
Which = str | int
#: A list among those of its zone: its one or two characters, or its number among the hashed ones of all shards.
Spot = str | int

_FACTORS = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)
_ALL = (1 << HASH_BITS) - 1
#: Bits and bytes of a hash on its way, side by side with others in one long number.
_LANE, _BYTES = 64, 8


def spots(docs: Iterable[SearchDoc], shape: Shape) -> list[set[Spot]]:
    """The lists that some documents of one slot are in, by zone."""
    found: list[set[Spot]] = [set() for _ in range(ZONES)]
    for zone, text in (pair for doc in docs for pair in doc.findable()):
        for piece in fold(text).split(chr(BREAK)):
            # Whatever is in a title is in the document: the body's lists hold all zones but pinyin.
            for one in {zone, zone if zone == PINYIN else BODY}:
                shift = HASH_BITS - shape.shard_bits - shape.hashed(one)[1]
                numbers = map(rshift, hashes(piece, 3), repeat(shift))
                found[one].update(piece, map(add, piece, piece[1:]), numbers)
    return found


def differing(
    before: list[set[Spot]], after: list[set[Spot]], shape: Shape
) -> Iterator[tuple[int, Which, bool]]:
    """Shard and list of each spot that was entered (True) or left."""
    for zone, (old, new) in enumerate(zip(before, after, strict=True)):
        first, bits = shape.hashed(zone)
        names: tuple[list[str], list[str]] = [], []
        for spot in old ^ new:
            if isinstance(spot, int):
                yield spot >> bits, first + (spot & (1 << bits) - 1), spot in new
            else:
                names[len(spot) - 1].append(spot)
        for size, some in enumerate(names, 1):
            for name, value in zip(some, hashes("".join(some), size)[::size], strict=True):
                yield value >> HASH_BITS - shape.shard_bits, f"{zone}{name}", name in new


def hashes(text: str, size: int) -> tuple[int, ...]:
    """32-bit hashes of all n-grams of a size in a text, as the browser computes them: all at once, because a long
    number is worked with as quickly as a short one."""
    count = len(text) - size + 1
    if count < 1:
        return ()
    # A character and a zero take the bytes of a lane.
    codes = int.from_bytes("\0".join(text).encode("utf-32-le", "surrogatepass"), "little")
    mask = int.from_bytes(_ALL.to_bytes(_BYTES, "little") * count, "little")
    value = sum((codes >> nth * _LANE) * factor for nth, factor in enumerate(_FACTORS[:size])) & mask
    value = (value ^ value >> 15 & mask) * 0x2C1B3C6D & mask
    value = (value ^ value >> 12 & mask) * 0x297A2D39 & mask
    value ^= value >> 15 & mask
    return struct.unpack(f"<{count}Q", value.to_bytes(_BYTES * count, "little"))
