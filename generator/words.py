"""The nearest known word to a mistyped one: by letters, and by sound, which is how Chinese is mistyped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate the writer most likely meant, or None when nothing is near.

    Near is: the same sound (公式期 for 公示期), one character added, dropped, changed or swapped, or most of the
    letters in order. Ties go to the candidate that comes first.
    """
    wanted = word.strip()
    pool = [candidate for candidate in dict.fromkeys(candidates) if candidate]
    if not wanted or not pool:
        return None
    scored = [(_score(wanted, candidate), -index, candidate) for index, candidate in enumerate(pool)]
    best = max(scored)
    if best[0] < 1.0 and not wanted.isascii():
        sound = _by_sound(wanted, pool)
        if sound is not None:
            return sound
    return best[2] if best[0] >= _THRESHOLD else None


_THRESHOLD = 0.7


def _score(word: str, candidate: str) -> float:
    """How alike two words are, from 0 to 1."""
    left, right = word.casefold(), candidate.casefold()
    if left == right:
        return 1.0
    ratio = SequenceMatcher(None, left, right, autojunk=False).ratio()
    if sorted(left.split("-")) == sorted(right.split("-")):
        return 0.95
    ratio = max(ratio, _contained(left, right))
    if abs(len(left) - len(right)) > max(2, len(right) // 3):
        return ratio if ratio >= _THRESHOLD else 0.0
    if distance(left, right) == 1 and min(len(left), len(right)) >= 2:
        return max(ratio, 0.75)
    return ratio if min(len(left), len(right)) >= 3 else _contained(left, right)


def _contained(left: str, right: str) -> float:
    """A word typed in full inside a longer one (品牌名称 for 名称) is near when at least half of it."""
    short, long = sorted((left, right), key=len)
    return 0.72 if len(short) >= 2 and len(short) * 2 >= len(long) and short in long else 0.0


def distance(left: str, right: str, limit: int = 3) -> int:
    """Edits between two words (insert, drop, change, swap neighbours), counted up to `limit`."""
    if abs(len(left) - len(right)) >= limit:
        return limit
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return min(row[-1], limit)


def _by_sound(word: str, pool: list[str]) -> str | None:
    spoken = sound(word)
    return next(
        (candidate for candidate in pool if not candidate.isascii() and sound(candidate) == spoken), None
    )


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """The word in pinyin without tones; the sounds that many speakers do not tell apart are one."""
    from pypinyin import lazy_pinyin  # slow to import, and only a typo needs it

    syllables = lazy_pinyin(word)
    return " ".join(_blur(syllable) for syllable in syllables)


def _blur(syllable: str) -> str:
    for hard, soft in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(hard):
            syllable = soft + syllable[2:]
    for nasal in ("ang", "eng", "ing"):
        if syllable.endswith(nasal):
            return syllable[:-1]
    return syllable


def slugify(text: str) -> str:
    """An id from a title: pinyin, lower case, joined by hyphens, at most 60 characters, never empty."""
    from pypinyin import lazy_pinyin  # slow to import and rarely needed

    def latin(other: str) -> str:
        return "-".join(re.findall(r"[A-Za-z0-9]+", other))

    joined = "-".join(lazy_pinyin(text, errors=latin)).lower()
    return re.sub(r"[^a-z0-9]+", "-", joined).strip("-")[:60].strip("-") or "jilu"
