"""Folding: the form in which texts and queries are compared.

Half and full width, case, traditional and simplified become one; punctuation and blanks go, except that one
blank stays between letters or digits (`〔2026〕12号`, `[2026]12` and `2026 12` then begin alike). No NFKC: rare
and Extension-B characters stay what they are. theme/assets/search-engine.js does the same; a test compares both.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from generator.outputs.search.prose import LETTERS_END

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
)
#: From here on nothing is readable, and all counts as a blank; below it, 18 bits hold a character.
UNREADABLE = 0x40000


@cache
def simplified() -> dict[str, str]:
    """Traditional character → simplified one."""
    lines = Path(__file__).with_name("t2s.txt").read_text("utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


def _lower(code: int) -> int:
    """Lower case, where that is one character again."""
    low = chr(code).lower()
    return ord(low) if len(low) == 1 else code


@cache
def changes() -> dict[int, int]:
    """What folding makes of the readable characters that it changes, by code points."""
    folded = {code: _lower(code) for code in range(LETTERS_END)}
    folded |= {ord(trad): ord(simp) for trad, simp in simplified().items()}
    for first, last in SEPARATORS:
        folded |= dict.fromkeys(range(first, last + 1), BLANK)
    # Full-width ASCII folds to what its half-width twin folds to.
    folded |= {wide: folded[wide - 0xFF01 + 0x21] for wide in range(0xFF01, 0xFF5F)}
    return {code: to for code, to in folded.items() if code != to}


_UNREADABLE = re.compile(f"[{chr(UNREADABLE)}-{chr(0x10FFFF)}]")
_BETWEEN_LETTERS = re.compile(f"(?<=[!-{chr(LETTERS_END - 1)}]) +(?=[!-{chr(LETTERS_END - 1)}])")


def fold(text: str) -> str:
    """The folded text. Quicker than arrays (grams.py) for short ones."""
    folded = _UNREADABLE.sub(" ", text).translate(changes())
    if " " not in folded:
        return folded
    return _BETWEEN_LETTERS.sub("\n", folded).replace(" ", "").replace("\n", " ")


def script() -> bytes:
    """The table of traditional characters as a script for the browser."""
    pairs = "".join(trad + simp for trad, simp in sorted(simplified().items()))
    return f'gkSearch("fold","{pairs}");\n'.encode()
