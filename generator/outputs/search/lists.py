"""One list of postings as digits: the gaps between its slots, or a bitmap when that is not longer."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from generator.outputs.search.digits import ALPHABET, begin_of, decode, end_of, sums, written
from generator.outputs.search.shape import BITMAP, Shape

#: Digit of a bitmap → its bits, and back; the first slot's comes first.
_BITS = {digit: f"{value:0{BITMAP}b}"[::-1].encode() for value, digit in enumerate(ALPHABET[: 1 << BITMAP])}
_DIGITS = {bits: digit for digit, bits in _BITS.items()}
_VALUES = bytes.maketrans(ALPHABET, bytes(range(len(ALPHABET))))


def changed(digits: bytes, slots: Mapping[int, bool], shape: Shape) -> bytes:
    """A list after some slots entered it (True) or left it.

    Raises:
        ValueError: one that was to leave is not there, or one that was to enter is.
    """
    if len(digits) == shape.map_size:
        return _changed_bitmap(digits, slots)
    gaps, ends = bytearray(digits), sums(digits, 1)
    for slot, enters in slots.items():
        _change(gaps, ends, slot + 1, enters)
    return bytes(gaps) if len(gaps) < shape.map_size else _bitmap(bytes(gaps), shape)


def _change(gaps: bytearray, ends: list[int], end: int, enters: bool) -> None:
    """Let the slot before `end` enter or leave; `ends` says for each digit where its gap ends, or what is before that."""
    place = bisect_left(ends, end)
    begin, stop = begin_of(gaps, place), end_of(gaps, place)
    _expect((ends[stop - 1 : stop] == [end]) != enters)
    if not enters:
        place, stop = stop, end_of(gaps, stop)
    stops = [end] * enters + ends[stop - 1 : stop] * (place < stop)
    digits, running, at = b"", [], ends[begin - 1] if begin else 0
    for one in stops:
        gap = written(one - at - 1)
        digits += gap
        running += [at] * (len(gap) - 1) + [one]
        at = one
    gaps[begin:stop], ends[begin:stop] = digits, running


def _changed_bitmap(bitmap: bytes, slots: Mapping[int, bool]) -> bytes:
    digits = bytearray(bitmap)
    for slot, enters in slots.items():
        place, bit = divmod(slot, BITMAP)
        value = ALPHABET.index(digits[place])
        _expect((value >> bit & 1) != enters)
        digits[place] = ALPHABET[value ^ 1 << bit]
    new = bytes(digits)
    # Gaps take a digit or more each: most often there are too many for them to be shorter.
    if all(slots.values()) or int.from_bytes(new.translate(_VALUES)).bit_count() >= len(new):
        return new
    gaps = _gaps(new)
    return min(new, gaps, key=len)


def _gaps(bitmap: bytes) -> bytes:
    """A bitmap as gaps: what lies between the bits that are set."""
    *runs, _ = b"".join(map(_BITS.__getitem__, bitmap)).split(b"1")
    return b"".join(written(len(run)) for run in runs)


def _bitmap(gaps: bytes, shape: Shape) -> bytes:
    bits = b"".join(b"0" * gap + b"1" for gap in decode(gaps)).ljust(shape.map_size * BITMAP, b"0")
    return bytes(_DIGITS[bits[at : at + BITMAP]] for at in range(0, len(bits), BITMAP))


def _expect(so: bool) -> None:
    if not so:
        raise ValueError("a list of postings is not what we wrote")
