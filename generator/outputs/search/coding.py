"""Numbers as printable ASCII that needs no escape in a script.

93 digits: every printable character but the quote and the backslash. A number is up to four digits; the last
is one of 64 low digits, those before it of 29 high digits, so ends can be seen without reading from the start
and whole files are decoded in arrays.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

ALPHABET = bytes(code for code in range(0x20, 0x7F) if code not in (0x22, 0x5C))
LOW, HIGH = 64, 29
#: First number that needs 2, 3, 4, 5 digits.
STEPS = tuple(sum(LOW * HIGH**k for k in range(n)) for n in (1, 2, 3, 4))

_CHAR = np.frombuffer(ALPHABET, dtype=np.uint8)
_DIGIT = np.zeros(256, dtype=np.int64)
_DIGIT[_CHAR] = np.arange(len(_CHAR))


def width(values: Ints) -> Ints:
    """How many digits each number takes; 0 ≤ number < 1.6 million."""
    return _written(_bits(values))[1][values]


def encode(values: Ints) -> Bytes:
    """The digits of all numbers, one after the other."""
    digits = _written(_bits(values))[0][values].view(np.uint8)
    return digits.compress(digits != 0)


def _bits(values: Ints) -> int:
    return int(values.max(initial=0)).bit_length()


@cache
def _written(bits: int) -> tuple[NDArray[np.uint32], Ints]:
    """The digits of every number of so many bits, as four bytes of which those in front may be 0; and how many they are."""
    values = np.arange(min(1 << bits, STEPS[3]))
    wide = np.searchsorted(STEPS[:3], values, side="right") + 1
    rest = values - np.array((0, *STEPS[:3]))[wide - 1]
    digits = np.zeros((len(values), 4), dtype=np.uint8)
    digits[:, 3] = _CHAR[rest % LOW]
    rest //= LOW
    for back in (2, 3, 4):
        digits[:, 4 - back] = np.where(wide >= back, _CHAR[LOW + rest % HIGH], 0)
        rest //= HIGH
    return digits.view(np.uint32).ravel(), wide


def decode(data: bytes | Bytes) -> Ints:
    """The numbers again."""
    digits = _DIGIT[np.frombuffer(data, dtype=np.uint8)]
    ends = np.flatnonzero(digits < LOW)
    wide = np.diff(ends, prepend=-1)
    starts = np.array((0, *STEPS[:3]))
    values: Ints = digits[ends] + starts[wide - 1]
    scale = LOW
    for back in (1, 2, 3):
        more = np.flatnonzero(wide > back)
        values[more] += (digits[ends[more] - back] - LOW) * scale
        scale *= HIGH
    return values
