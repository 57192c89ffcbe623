"""Pinyin of names: `安全先锋` is also found as `aqxf` and `anquanxianfeng`."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import cache, partial

from generator.outputs.search.fold import fold

_LONGEST = 8
_KEY = "spelling"

Spoken = dict[str, tuple[str, ...]]


class Spelling:
    """How characters are read, and the phrases that decide how they are read. No tones; `ü` is `v`.

    Args:
        readings: character → syllable.
        phrases: the phrases that begin with two given characters, each with its syllables.
    """

    def __init__(self, readings: Mapping[str, str], phrases: Callable[[str], Spoken]) -> None:
        self._readings = readings
        self._phrases = phrases
        self._known: dict[str, tuple[str, ...]] = {}

    def spell(self, name: str) -> tuple[str, ...]:
        """Initials and full pinyin of a name; letters and digits in it stay. Empty when it holds no Chinese."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._spell(fold(name))
        return found

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
            elif reading := self._readings.get(text[at]):
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
        store[f"{_KEY} {key}"] = dumps(*_tables())
        return spelling()


def dumps(readings: Mapping[str, str], phrases: Mapping[str, Spoken]) -> bytes:
    """The tables for a cache file, phrases in order."""
    read_so: dict[str, list[str]] = defaultdict(list)
    for char, reading in readings.items():
        read_so[reading].append(char)
    lines = [f"{reading} {''.join(chars)}" for reading, chars in read_so.items()]
    spoken = sorted(
        " ".join((phrase, *parts)) for group in phrases.values() for phrase, parts in group.items()
    )
    return "\n".join((*lines, "", *spoken, "")).encode()


def loads(data: bytes) -> Spelling:
    """What was dumped; phrases are looked for in the text when they are asked for. ValueError when it is not ours."""
    lines, between, spoken = data.decode().partition("\n\n")
    if not between:
        raise ValueError("no table of spellings")
    readings = {char: reading for reading, chars in map(str.split, lines.split("\n")) for char in chars}
    return Spelling(readings, cache(partial(_beginning, f"\n{spoken}")))


def _beginning(spoken: str, two: str) -> Spoken:
    found: Spoken = {}
    at = spoken.find(f"\n{two}") if len(two) == 2 else -1
    while at >= 0 and spoken.startswith(two, at + 1):
        end = spoken.index("\n", at + 1)
        phrase, *parts = spoken[at + 1 : end].split(" ")
        found[phrase] = tuple(parts)
        at = end
    return found


@cache
def spelling() -> Spelling:
    """The tables of pypinyin: its own functions take ten times as long, for styles that nobody needs here."""
    readings, phrases = _tables()
    none: Spoken = {}
    return Spelling(readings, lambda two: phrases.get(two, none))


@cache
def _tables() -> tuple[dict[str, str], dict[str, Spoken]]:
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    spoken = {chr(code): _toneless(readings.partition(",")[0]) for code, readings in PINYIN_DICT.items()}
    phrases: dict[str, Spoken] = defaultdict(dict)
    for phrase, readings in PHRASES_DICT.items():
        parts = tuple(_toneless(one[0]) for one in readings)
        if 1 < len(phrase) <= _LONGEST and all(parts):
            phrases[phrase[:2]][phrase] = parts
    return {char: reading for char, reading in spoken.items() if reading}, dict(phrases)


@cache
def _toneless(syllable: str) -> str:
    """`lǜ` → `lv`."""
    letters = unicodedata.normalize("NFD", syllable)
    plain = "".join(letter for letter in letters if letter.isascii() or letter == "\u0308")
    return plain.replace("u\u0308", "v").replace("\u0308", "")
