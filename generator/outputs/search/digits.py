"""Numbers as printable ASCII that needs no escape in a script.

93 digits: every printable character but the quote and the backslash. A number is up to four digits; the last
is one of 64 low digits, those before it of 29 high digits, so ends can be seen without reading from the start.
coding.py does the same with arrays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

ALPHABET = bytes(code for code in range(0x20, 0x7F) if code not in (0x22, 0x5C))
LOW, HIGH = 64, 29
#: First number that needs 2, 3, 4, 5 digits.
STEPS = tuple(sum(LOW * HIGH**k for k in range(n)) for n in (1, 2, 3, 4))

_NUMBER = re.compile(b"[%b]*[%b]" % (re.escape(ALPHABET[LOW:]), re.escape(ALPHABET[:LOW])))


class _Written(dict[int, bytes]):
    """Number → its digits, worked out when first asked for."""

    def __missing__(self, number: int) -> bytes:
        high, low = divmod(number, LOW)
        digits = ALPHABET[low : low + 1]
        while high:
            high, digit = divmod(high - 1, HIGH)
            digits = ALPHABET[LOW + digit : LOW + digit + 1] + digits
        self[number] = digits
        return digits


class _Meant(dict[bytes, int]):
    """Digits of one number → the number, worked out when first asked for."""

    def __missing__(self, digits: bytes) -> int:
        *high, low = map(ALPHABET.index, digits)
        number = 0
        for digit in high:
            number = number * HIGH + digit - LOW + 1
        self[digits] = number = number * LOW + low
        return number


#: The digits of a number, 0 ≤ number.
written = _Written().__getitem__
#: The number that some digits are.
meant = _Meant().__getitem__
#: The digits of each of the numbers that stand one after the other.
cut = _NUMBER.findall


def encode(numbers: Iterable[int]) -> bytes:
    """The digits of all numbers, one after the other."""
    return b"".join(map(written, numbers))


def decode(data: bytes) -> list[int]:
    """The numbers again."""
    return list(map(meant, cut(data)))


def count(data: bytes) -> int:
    """How many numbers these are."""
    return len(data.translate(None, ALPHABET[LOW:]))
