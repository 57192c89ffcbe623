"""Change postings in shard scripts: only the lists concerned are taken out of their file and put back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from generator.outputs.search.digits import sums, written
from generator.outputs.search.lists import changed
from generator.outputs.search.postings import Which
from generator.outputs.search.shape import Shape
from generator.outputs.search.shardfiles import shard_file, shard_name

#: Counts lists where their lengths are added up: more than a shard has bytes.
_ONE = 1 << 32
#: What becomes of lists, by name or number: slot → whether it enters the list or leaves it.
Edits = Mapping[Which, Mapping[int, bool]]


def patched(number: int, data: bytes, edits: Edits, shape: Shape) -> tuple[str, bytes]:
    """Path and bytes of a shard after some edits.

    Raises:
        ValueError: the file is not what we wrote.
    """
    parts = data.split(b'"')
    if len(parts) != 9 or parts[1] != shard_name(number).encode():
        raise ValueError("not a search shard")
    names, lengths, lists = parts[3].decode().split(",") if parts[3] else [], bytearray(parts[5]), parts[7]
    counted = sums(parts[5], _ONE)
    if counted[-1] != (len(names) + shape.lists) * _ONE + len(lists):
        raise ValueError("a search shard of another number of lists, or another length")
    pieces: list[bytes] = []
    rest = len(lists)
    # From the back, so that places in front stay what they are.
    for place, old, name, slots in sorted(_placed(edits, names), reverse=True):
        (first, begin), (last, end) = _starts(counted, place), _starts(counted, place + old)
        new = changed(lists[begin:end], slots, shape)
        lengths[first:last] = written(len(new)) if new or not name else b""
        if name:
            names[place : place + old] = [name] if new else []
        pieces += (lists[end:rest], new)
        rest = begin
    pieces.append(lists[:rest])
    return shard_file(number, ",".join(names), bytes(lengths), b"".join(reversed(pieces)))


def _starts(counted: list[int], place: int) -> tuple[int, int]:
    """Where the length of a list begins, and the list itself."""
    before = bisect_left(counted, place * _ONE)
    return (before + 1, counted[before] % _ONE) if place else (0, 0)


def _placed(edits: Edits, names: list[str]) -> Iterator[tuple[int, bool, str, Mapping[int, bool]]]:
    """Place of each list among the shard's, whether it is there yet, its name if it has one, and its edits."""
    for which, slots in edits.items():
        if isinstance(which, int):
            yield len(names) + which, True, "", slots
        else:
            place = bisect_left(names, which)
            yield place, names[place : place + 1] == [which], which, slots
