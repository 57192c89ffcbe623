"""Numbers as printable ASCII that needs no escape in a script.

93 digits: every printable character but the quote and the backslash. A number is up to four digits; the last
is one of 64 low digits, those before it of 29 high digits, so ends can be seen without reading from the start
and whole files are decoded in arrays.
"""

from __future__ import annotations

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
    wide = np.ones(len(values), dtype=np.int64)
    for step in STEPS[:3]:
        wide += values >= step
    return wide


def encode(values: Ints) -> Bytes:
    """The digits of all numbers, one after the other."""
    wide = width(values)
    end = np.cumsum(wide)
    out = np.empty(int(end[-1]) if len(end) else 0, dtype=np.int64)
    starts = np.array((0, *STEPS[:3]))
    rest = values - starts[wide - 1]
    out[end - 1] = rest % LOW
    rest = rest // LOW
    for back in (2, 3, 4):
        more = np.flatnonzero(wide >= back)
        out[end[more] - back] = LOW + rest[more] % HIGH
        rest[more] //= HIGH
    return _CHAR[out]


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
