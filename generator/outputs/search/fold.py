"""Folding: the form in which texts and queries are compared.

Half and full width, case, traditional and simplified become one; punctuation and blanks go, except that one
blank stays between letters or digits (`〔2026〕12号`, `[2026]12` and `2026 12` then begin alike). No NFKC: rare
and Extension-B characters stay what they are. theme/assets/search-engine.js does the same; a test compares both.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from generator.outputs.search.prose import LETTERS_END

Codes = NDArray[np.uint32]

#: Stands between two texts; a non-character, so that no query can contain it.
BREAK = 0x3FFFF
BLANK = 32
#: Code point ranges, last one included, that count as a blank. Digits, letters and symbols are not among them.
SEPARATORS = (
    (0x00, 0x2F),
    (0x3A, 0x40),
    (0x5B, 0x60),
    (0x7B, 0xA9),
    (0xAB, 0xB1),
    (0xB4, 0xB4),
    (0xB6, 0xB8),
    (0xBB, 0xBF),
    (0x2000, 0x206F),
    (0x3000, 0x3004),
    (0x3008, 0x3020),
    (0x3030, 0x3030),
    (0xFE10, 0xFE1F),
    (0xFE30, 0xFE6F),
    (0xFF5F, 0xFF65),
    (0xFFE0, 0xFFFF),
    # Nothing readable; below it, 18 bits hold a character.
    (0x40000, 0x10FFFF),
)


@cache
def simplified() -> dict[str, str]:
    """Traditional character → simplified one."""
    lines = resources.files(__package__).joinpath("t2s.txt").read_text("utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


def _lower(code: int) -> int:
    """Lower case, where that is one character again."""
    low = chr(code).lower()
    return ord(low) if len(low) == 1 else code


@cache
def _table() -> Codes:
    """Code point → folded code point, for all of Unicode."""
    table = np.arange(0x110000, dtype=np.uint32)
    for code in range(LETTERS_END):
        table[code] = _lower(code)
    for trad, simp in simplified().items():
        table[ord(trad)] = ord(simp)
    for first, last in SEPARATORS:
        table[first : last + 1] = BLANK
    # Full-width ASCII folds to what its half-width twin folds to.
    table[0xFF01:0xFF5F] = table[0x21:0x7F]
    return table


def codes_of(text: str) -> Codes:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32)


def fold_codes(codes: Codes) -> tuple[Codes, NDArray[np.int64]]:
    """Folded code points, and for each the index in `codes` that it came from."""
    folded = _table()[codes]
    kept = np.flatnonzero(folded != BLANK)
    out = folded[kept]
    if len(kept) < 2:
        return out, kept
    letter = out < LETTERS_END
    gap = np.flatnonzero((np.diff(kept) > 1) & letter[:-1] & letter[1:]) + 1
    return np.insert(out, gap, BLANK), np.insert(kept, gap, kept[gap] - 1)


@cache
def _changes() -> dict[int, int]:
    """What folding changes among the characters that occur, for `str.translate`."""
    table = _table()[:0x40000]
    return {int(code): int(table[code]) for code in np.flatnonzero(table != np.arange(len(table)))}


_UNREADABLE = re.compile("[\U00040000-\U0010ffff]")
_BETWEEN_LETTERS = re.compile(f"(?<=[!-{chr(LETTERS_END - 1)}]) +(?=[!-{chr(LETTERS_END - 1)}])")


def fold(text: str) -> str:
    """The folded text. Quicker than arrays for short ones."""
    table = _changes()
    folded = _UNREADABLE.sub(" ", text).translate(table)
    if " " not in folded:
        return folded
    return _BETWEEN_LETTERS.sub("\n", folded).replace(" ", "").replace("\n", " ")


def script() -> bytes:
    """The table of traditional characters as a script for the browser."""
    pairs = "".join(trad + simp for trad, simp in sorted(simplified().items()))
    return f'gkSearch("fold","{pairs}");\n'.encode()
