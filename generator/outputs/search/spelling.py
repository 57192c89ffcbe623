"""Pinyin of names: `安全先锋` is also found as `aqxf` and `anquanxianfeng`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.seg.mmseg import seg

from generator.outputs.search.fold import fold


@lru_cache(maxsize=65536)
def spell(name: str) -> tuple[str, ...]:
    """Initials and full pinyin of a name; letters and digits in it stay. Empty when it holds no Chinese."""
    text = fold(name)
    syllables = [part for word in seg.cut(text) for part in _read(word)]
    full = "".join(syllables)
    if full == text.replace(" ", ""):
        return ()
    initials = "".join(part[0] for part in syllables)
    return (initials, full) if full != initials else (full,)


def _read(word: str) -> Iterator[str]:
    """Syllables of a word, without tones; letters and digits one by one. What has no pinyin is dropped.

    The tables are pypinyin's; its own functions take ten times as long, for styles that nobody needs here.
    """
    phrase = PHRASES_DICT.get(word)
    if phrase:
        yield from (_toneless(readings[0]) for readings in phrase)
        return
    for char in word:
        readings = PINYIN_DICT.get(ord(char))
        if readings:
            yield _toneless(readings.partition(",")[0])
        elif char.isascii() and char.isalnum():
            yield char


@lru_cache(maxsize=4096)
def _toneless(syllable: str) -> str:
    """`lǜ` → `lv`."""
    letters = unicodedata.normalize("NFD", syllable)
    plain = "".join(letter for letter in letters if letter.isascii() or letter == "\u0308")
    return plain.replace("u\u0308", "v")


def spell_all(names: tuple[str, ...]) -> str:
    """All spellings of all names, one a line."""
    return "\n".join(dict.fromkeys(form for name in names for form in spell(name)))
