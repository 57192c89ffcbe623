"""Numbers as people write them: full-width, in Chinese numerals, spaced, dashed, broken over lines.

The text is first brought to plain digits (with a map back to the original places), then cut into groups of
digits and the separators between them. Which joined groups are a number is decided in `numbers`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from generator.regex import regex

_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
_DIGIT = regex(r"\d")
_HIDDEN = regex(f"[{_INVISIBLE}]")
_FOREIGN = regex(r"[^\D0-9]")
_SPELLED = regex(r"[〇零○Ｏ一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]{11,}")
_SPELLED_VALUES = str.maketrans("〇零○Ｏ一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "00001234567891123456789")
_CHECK_LETTER = regex("[×ＸｘхХχΧ✕ⅹⅩ]")

_SPACES = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DASHES = "\\-‐‑‒–—―−－﹣─_"
_DOTS = ".．·•・∙"
_BRACKETS = "()（）\\[\\]【】"
_BREAK = rf"[{_SPACES}\t>]*\r?\n[{_SPACES}\t>]*[{_DASHES}]?"
_SEPARATOR = rf"(?:[{_SPACES}{_DASHES}{_DOTS}{_BRACKETS}*]{{1,3}}|{_BREAK}|[{_DASHES}]{_BREAK})"
# Possessive: a run of a million digits must not leave a million places to come back to.
_CHUNK = regex(rf"[0-9]++(?:{_SEPARATOR}[0-9]++)*+")
_GROUP = regex(r"[0-9]+")
_LONGEST_RUN = 4_000
_OVERLAP = 40
_LIST_DOT = regex(r"[.．]\s+")
_CLASSES = tuple(
    (name, regex(f"[{chars}]"))
    for name, chars in (("-", _DASHES), (".", ".．"), ("·", "·•・∙"), ("(", _BRACKETS), ("*", "*"))
)


#: First and last index of the groups that make one number.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Plain:
    """Text with every digit as 0–9 and nothing invisible; `places[i]` is where character i stood (None: at i)."""

    text: str
    places: list[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text for `text[start:end]`."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Group:
    """A run of digits, the `ordinal`-th of its chunk. `gap` is the class of separators before it, or ""."""

    start: int
    end: int
    digits: str
    gap: str
    ordinal: int


def has_digits(text: str) -> bool:
    """Whether `text` can hold a number at all; cheap, because most texts cannot."""
    return _DIGIT.search(text) is not None or _SPELLED.search(text) is not None


def plain(text: str) -> Plain:
    """Bring every spelling of a digit to 0–9; characters keep their places unless something invisible goes."""
    places: list[int] | None = None
    if _HIDDEN.search(text):
        places = [index for index, char in enumerate(text) if not _HIDDEN.match(char)]
        text = "".join(text[index] for index in places)
    if _FOREIGN.search(text):
        text = _FOREIGN.sub(lambda match: str(unicodedata.digit(match[0], 0)), text)
    text = _SPELLED.sub(lambda match: match[0].translate(_SPELLED_VALUES), text)
    return Plain(_CHECK_LETTER.sub("X", text), places)


def chunks(text: str, least: int) -> Iterator[list[Group]]:
    """Runs of digit groups that stand close enough to be one number, with at least `least` digits.

    A very long run comes in pieces that overlap by more than one number, so memory stays bounded.
    """
    for match in _CHUNK.finditer(text):
        if match.end() - match.start() < least:
            continue
        piece: list[Group] = []
        for group in _groups(text, match.start(), match.end()):
            piece.append(group)
            if len(piece) == _LONGEST_RUN:
                yield piece
                piece = piece[-_OVERLAP:]
        if sum(len(group.digits) for group in piece) >= least:
            yield piece


def _groups(text: str, start: int, end: int) -> Iterator[Group]:
    last = start
    for ordinal, match in enumerate(_GROUP.finditer(text, start, end)):
        yield Group(match.start(), match.end(), match[0], _gap(text[last : match.start()]), ordinal)
        last = match.end()


def _gap(between: str) -> str:
    """The class of a separator: ";" a list number's dot, "\\n" a line break alone, else its strongest character's."""
    if not between:
        return ""
    if _LIST_DOT.fullmatch(between):
        return ";"
    for name, pattern in _CLASSES:
        if pattern.search(between):
            return name
    return "\n" if "\n" in between else " "


def starts(groups: list[Group], shape: re.Pattern[str]) -> Iterator[int]:
    """Indexes of groups from which the digits, all joined, begin in `shape`: a cheap sieve before looking closely."""
    digits = "".join(group.digits for group in groups)
    at = 0
    for index, group in enumerate(groups):
        if shape.match(digits, at):
            yield index
        at += len(group.digits)


def spans(groups: list[Group], first: int, lengths: range) -> Iterator[tuple[int, str]]:
    """The groups from `first` on, joined, wherever the total length is wanted: (last index, digits)."""
    digits = ""
    for last in range(first, len(groups)):
        if last > first and groups[last - 1].ordinal + 1 != groups[last].ordinal:
            return
        digits += groups[last].digits
        if len(digits) >= lengths.stop:
            return
        if len(digits) in lengths:
            yield last, digits
