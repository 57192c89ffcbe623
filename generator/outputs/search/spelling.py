"""Pinyin of names: `安全先锋` is also found as `aqxf` and `anquanxianfeng`."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, MutableMapping
from functools import cache, lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from generator.outputs.search.fold import fold

_LONGEST = 8
_NAMES = 1000
_KEY = "spelling"

Spoken = dict[str, tuple[str, ...]]


class Spelling:
    """How characters are read, and the phrases that decide how they are read. No tones; `ü` is `v`.

    Args:
        reading: the syllable of a character, empty when there is none.
        phrases: the phrases that begin with two given characters, each with its syllables.
    """

    def __init__(self, reading: Callable[[str], str], phrases: Callable[[str], Spoken]) -> None:
        self._reading = reading
        self._phrases = phrases
        # Names of branches come again and again, titles do not.
        self._known = lru_cache(_NAMES)(self._spell)

    def spell(self, name: str) -> tuple[str, ...]:
        """Initials and full pinyin of a name; letters and digits in it stay. Empty when it holds no Chinese."""
        return self._known(fold(name))

    def spell_all(self, names: tuple[str, ...]) -> str:
        """All spellings of all names, one a line."""
        return "\n".join(dict.fromkeys(form for name in names for form in self.spell(name)))

    def _spell(self, text: str) -> tuple[str, ...]:
        syllables = list(self._syllables(text))
        full = "".join(syllables)
        if full == text.replace(" ", ""):
            return ()
        initials = "".join(part[0] for part in syllables)
        return (initials, full) if full != initials else (full,)

    def _syllables(self, text: str) -> Iterator[str]:
        """What has no pinyin is dropped."""
        at = 0
        while at < len(text):
            phrases = self._phrases(text[at : at + 2])
            phrase = _longest(text, at, phrases) if phrases else ""
            if phrase:
                yield from phrases[phrase]
            elif reading := self._reading(text[at]):
                yield reading
            elif text[at].isascii() and text[at].isalnum():
                yield text[at]
            at += len(phrase) or 1


def _longest(text: str, at: int, phrases: Spoken) -> str:
    """The longest of the phrases that the text goes on with."""
    ends = range(min(len(text), at + _LONGEST), at + 1, -1)
    return next((text[at:end] for end in ends if text[at:end] in phrases), "")


def kept(store: MutableMapping[str, bytes], key: str) -> Spelling:
    """The tables as an earlier build kept them under this key; reading pypinyin's takes longer than a small build."""
    try:
        return loads(store[f"{_KEY} {key}"])
    except (KeyError, ValueError):
        store[f"{_KEY} {key}"] = data = _tables()
        return loads(data)


@cache
def spelling() -> Spelling:
    """The tables of pypinyin: its own functions take ten times as long, for styles that nobody needs here."""
    return loads(_tables())


def loads(data: bytes) -> Spelling:
    """Spelling by `_tables`. ValueError when it is not ours."""
    lines, between, spoken = data.decode().partition("\n\n")
    if not between:
        raise ValueError("no table of spellings")
    return Spelling(cache(partial(_reading, lines)), cache(partial(_beginning, spoken.split("\n"))))


def _reading(lines: str, char: str) -> str:
    """The syllable at the head of the line that a character stands in."""
    at = -1 if char.isascii() else lines.find(char)
    start = lines.rfind("\n", 0, at) + 1
    return lines[start : lines.index(" ", start)] if at >= 0 else ""


def _beginning(lines: list[str], two: str) -> Spoken:
    """The phrases that begin so, of all in order."""
    found: Spoken = {}
    for at in range(bisect_left(lines, two), len(lines) if len(two) == 2 else 0):
        if not lines[at].startswith(two):
            break
        phrase, *parts = lines[at].split(" ")
        found[phrase] = tuple(parts)
    return found


def _tables() -> bytes:
    """pypinyin's tables as a text: a line a syllable with its characters, then a line a phrase with its syllables, in order."""
    read_so: dict[str, list[str]] = defaultdict(list)
    for code, readings in _table("pinyin").items():
        if reading := _toneless(readings.partition(",")[0]):
            read_so[reading].append(chr(int(code)))
    spoken = []
    for phrase, readings in _table("phrases").items():
        parts = [_toneless(one[0]) for one in readings]
        if 1 < len(phrase) <= _LONGEST and all(parts):
            spoken.append(" ".join((phrase, *parts)))
    lines = [f"{reading} {''.join(chars)}" for reading, chars in read_so.items()]
    return "\n".join((*lines, "", *sorted(spoken), "")).encode()


def _table(name: str) -> dict[str, Any]:
    """A table from pypinyin's folder: to import pypinyin would read both, copy them, and hold 60 MB to the end."""
    package = find_spec("pypinyin")
    assert package is not None and package.origin is not None
    table: dict[str, Any] = json.loads(Path(package.origin).with_name(f"{name}_dict.json").read_bytes())
    return table


@cache
def _toneless(syllable: str) -> str:
    """`lǜ` → `lv`."""
    letters = unicodedata.normalize("NFD", syllable)
    plain = "".join(letter for letter in letters if letter.isascii() or letter == "\u0308")
    return plain.replace("u\u0308", "v").replace("\u0308", "")
