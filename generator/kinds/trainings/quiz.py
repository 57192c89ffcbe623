"""The self-test's answers: which options a typed 答案 means."""

from __future__ import annotations

from generator.kinds.trainings.model import Question
from generator.regex import regex

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SEPARATORS = regex(r"[\s、，,;；/和]+")
_FULL_WIDTH = str.maketrans(
    {chr(ord(first) + n): letter for first in "Ａａ" for n, letter in enumerate(LETTERS)}
)
_LABELLED = regex(r"\s*[（(]?([A-Za-zＡ-Ｚａ-ｚ])[)）.．、:：]")


def answer_positions(question: Question) -> tuple[int, ...]:
    """Positions (from 0) of the right options; empty when the answer is none of them.

    The answer may be an option's own words (“正确”) or letters: A, AC, “A、C”.
    """
    options = [_bare(option) for option in question.options]
    if _bare(question.answer) in options:
        return (options.index(_bare(question.answer)),)
    letters = _SEPARATORS.sub("", question.answer).translate(_FULL_WIDTH).upper()
    found = [LETTERS.find(letter) for letter in letters]
    if any(not 0 <= n < len(question.options) for n in found):
        return ()
    return tuple(sorted(set(found)))


def _bare(text: str) -> str:
    return text.strip()


def labelled(question: Question) -> bool:
    """Whether the options already carry A., B., … in front, so that the page would show them twice."""
    marks = [_LABELLED.match(option) for option in question.options]
    typed = [mark[1].translate(_FULL_WIDTH).upper() for mark in marks if mark]
    return len(typed) == len(marks) and typed == list(LETTERS[: len(typed)])
