"""Numbers as printable ASCII that needs no escape in a script.

93 digits: every printable character but the quote and the backslash. A number is up to four digits; the last
is one of 64 low digits, those before it of 29 high digits, so ends can be seen without reading from the start.
coding.py writes the same with arrays.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import accumulate, chain, compress
from operator import mul, sub

ALPHABET = bytes(code for code in range(0x20, 0x7F) if code not in (0x22, 0x5C))
LOW, HIGH = 64, 29
#: First number that needs 2, 3, 4, 5 digits.
STEPS = tuple(sum(LOW * HIGH**k for k in range(n)) for n in (1, 2, 3, 4))

_HIGHS = ALPHABET[LOW:]
_IS_LOW = bytes(code in ALPHABET[:LOW] for code in range(256))
_IS_HIGH = bytes(code in _HIGHS for code in range(256))
_FACTOR = bytes([1, HIGH, *range(2, 256)])
_VALUE = bytes.maketrans(ALPHABET, bytes(range(len(ALPHABET))))


class _Written(dict[int, bytes]):
    """Number → its digits, worked out when first asked for."""

    def __missing__(self, number: int) -> bytes:
        high, low = divmod(number, LOW)
        digits = ALPHABET[low : low + 1]
        while high:
            high, digit = divmod(high - 1, HIGH)
            digits = _HIGHS[digit : digit + 1] + digits
        self[number] = digits
        return digits


#: The digits of a number, not below 0.
written = _Written().__getitem__


def encode(numbers: Iterable[int]) -> bytes:
    """The digits of all numbers, one after the other."""
    return b"".join(map(written, numbers))


def decode(data: bytes) -> list[int]:
    """The numbers again."""
    if count(data) == len(data):
        return list(data.translate(_VALUE))
    ends = running(data)
    return list(map(sub, ends, chain((0,), ends)))


def running(data: bytes) -> list[int]:
    """After each number, the sum of all so far."""
    return list(compress(sums(data), data.translate(_IS_LOW)))


def sums(data: bytes, more: int = 0) -> list[int]:
    """After each digit, what all so far come to, with every number counted `more` than it is. KeyError: not digits."""
    worth: Iterable[int] = map(_worth(more).__getitem__, data)
    high = int.from_bytes(data.translate(_IS_HIGH))
    # A high digit is worth more for each high one after it; few numbers have two.
    while high := high & high << 8:
        worth = map(mul, worth, high.to_bytes(len(data)).translate(_FACTOR))
    return list(accumulate(worth))


@cache
def _worth(more: int) -> dict[int, int]:
    """What each digit adds to a number when it is the last high one, or the low one."""
    high = {digit: LOW * (value + 1) for value, digit in enumerate(_HIGHS)}
    return high | {digit: value + more for value, digit in enumerate(ALPHABET[:LOW])}


def begin_of(data: bytes | bytearray, place: int) -> int:
    """Where the number begins that has a digit there."""
    while place and not _IS_LOW[data[place - 1]]:
        place -= 1
    return place


def end_of(data: bytes | bytearray, place: int) -> int:
    """Where the number ends that has a digit there; at the end of the data when none has."""
    while place < len(data) and not _IS_LOW[data[place]]:
        place += 1
    return min(place + 1, len(data))


def count(data: bytes) -> int:
    """How many numbers these are."""
    return len(data.translate(None, _HIGHS))
