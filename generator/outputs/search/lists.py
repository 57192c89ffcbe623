"""One list of postings as digits: the gaps between its slots, or a bitmap when that is not longer."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise

from generator.outputs.search.digits import ALPHABET, cut, meant, written
from generator.outputs.search.shape import BITMAP, Shape

_BITS = {
    digit: b"".join(b"%d" % (value >> bit & 1) for bit in range(BITMAP))
    for value, digit in enumerate(ALPHABET[: 1 << BITMAP])
}


def changed(digits: bytes, slots: Mapping[int, bool], shape: Shape) -> bytes:
    """A list after some slots entered it (True) or left it.

    Raises:
        ValueError: one that was to leave is not there, or one that was to enter is.
    """
    dense = len(digits) == shape.map_size
    if dense and all(slots.values()):
        return _with(digits, slots)
    gaps = _gaps(digits) if dense else cut(digits)
    # After the last slot of each gap: it is what comes next that counts.
    ends = list(accumulate(meant(gap) + 1 for gap in gaps))
    for slot, enters in slots.items():
        own = [slot + 1]
        place = bisect_left(ends, slot + 1)
        there = ends[place : place + 1] == own
        if there == enters:
            raise ValueError("a list of postings is not what we wrote")
        ends[place : place + there] = own if enters else []
        around = [*(ends[place - 1 : place] or [0]), *ends[place : place + enters + 1]]
        gaps[place : place + there + 1] = [written(end - start - 1) for start, end in pairwise(around)]
    text = b"".join(gaps)
    # A bitmap that loses a slot may have become longer than its gaps.
    return text if len(text) < shape.map_size else _bitmap((end - 1 for end in ends), shape)


def _gaps(bitmap: bytes) -> list[bytes]:
    """A bitmap as gaps: what lies between the bits that are set."""
    *runs, _ = b"".join(map(_BITS.__getitem__, bitmap)).split(b"1")
    return [written(len(run)) for run in runs]


def _bitmap(slots: Iterable[int], shape: Shape) -> bytes:
    return _with(ALPHABET[:1] * shape.map_size, slots)


def _with(bitmap: bytes, slots: Iterable[int]) -> bytes:
    """A bitmap with more slots in it."""
    digits = bytearray(bitmap)
    for slot in slots:
        place, bit = divmod(slot, BITMAP)
        value = ALPHABET.index(digits[place])
        if value >> bit & 1:
            raise ValueError("a list of postings is not what we wrote")
        digits[place] = ALPHABET[value | 1 << bit]
    return bytes(digits)
