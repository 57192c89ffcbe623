"""The digits of many numbers at once (digits.py), as arrays."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from generator.outputs.search.digits import ALPHABET, HIGH, LOW, STEPS

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

_CHAR = np.frombuffer(ALPHABET, dtype=np.uint8)


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
