"""What Markdown costs to render and what of it would vanish, told from the text alone, in linear time.

Python-Markdown is quadratic in places: thousands of open brackets, one endless paragraph of marks, or hundreds of
levels take it minutes. Nobody writes such text; who pastes it gets a finding instead of a build that hangs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.regex import regex

MOST_OPEN = 50
"""Brackets that open in one paragraph and never close."""
MOST_LEVELS = 20
"""Levels of lists and quotes."""
MOST_FENCES = 200
MOST_LINES = 1000
"""Lines of one paragraph, list or table without a blank line."""
MOST_LINES_IN_ALL = 5000
MOST_TAGS = 2000
MOST_WORK = 500_000_000
"""Marks times characters, summed over paragraphs: what replacing one mark after another copies."""

_BLANK_LINES = regex(r"\n[ \t]*(?:\n[ \t]*)+")
_MARK = regex(r"[\\`*_<>&\[\]]")
_LEAD = regex(r"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}\.|:)(?=[ \t])))+")
_LEVEL = regex(r">|[-*+:]|\d+\.")
_INDENT = regex(r"[ \t]+")
_FENCE = regex(r"(?:~{3,}|`{3,})")
_FENCE_LINE = regex(r"(?P<fence>~{3,}|`{3,})[ ]*(?P<word>[^\n`{]*)$")
_TABLE_RULE = regex(r"[ ]{0,3}\|?(?:[ ]*:?-+:?[ ]*\|)+(?:[ ]*:?-+:?[ ]*)?[ ]*|[ ]{0,3}\|[ ]*:?-+:?[ ]*")
_CODE = regex(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_CELL = regex(r"(?<!\\)\|")
_LINK = regex(r"(?P<picture>!?)\[[^\[\]\n]{0,200}\]\([ ]*<?(?P<target>[^\s()<>]{0,500})")
_OPENS_SOMETHING = regex(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


class Odd(NamedTuple):
    """Something about a text: message code, line and column (from 0) within it, length, and what the sentence needs."""

    code: str
    line: int
    column: int
    length: int
    params: dict[str, object]


def too_costly(text: str) -> Odd | None:
    """The first place where a text goes beyond what is rendered, or None."""
    if len(text) < MOST_LEVELS:
        return None
    return _too_deep(text) or _too_many(text)


def _too_deep(text: str) -> Odd | None:
    fences = 0
    for number, line in enumerate(text.split("\n")):
        if _levels(line) > MOST_LEVELS:
            return Odd("markdown.too-deep", number, 0, len(line), {"most": MOST_LEVELS})
        fences += _FENCE.match(line) is not None
        if fences > MOST_FENCES:
            return Odd("markdown.too-much", number, 0, len(line), {})
    return None


def _levels(line: str) -> int:
    lead = _LEAD.match(line)
    if lead:
        # `- - -` and the like are a rule across the page, not levels.
        return 0 if not line.strip(" \t-*") else len(_LEVEL.findall(lead[0])) + _depth(lead[0])
    return _depth(line)


def _depth(line: str) -> int:
    indent = _INDENT.match(line)
    return len(indent[0].expandtabs(4)) // 4 if indent else 0


def _too_many(text: str) -> Odd | None:
    if text.count("\n") > MOST_LINES_IN_ALL or text.count("<") > MOST_TAGS:
        return Odd("markdown.too-much", 0, 0, 1, {})
    work = number = start = 0
    for end, after in [*((m.start(), m.end()) for m in _BLANK_LINES.finditer(text)), (len(text), len(text))]:
        block = text[start:end]
        if (opened := _open_brackets(block)) > MOST_OPEN:
            return Odd("markdown.brackets", number, 0, 1, {"count": opened, "most": MOST_OPEN})
        work += len(_MARK.findall(block)) * len(block)
        if work > MOST_WORK or block.count("\n") >= MOST_LINES:
            return Odd("markdown.too-much", number, 0, 1, {})
        number += text.count("\n", start, after)
        start = after
    return None


def _open_brackets(block: str) -> int:
    """How many brackets of a paragraph look in vain for their other half, or find it only after many others."""
    return max(_deepest(block, "[", "]"), _deepest(block, "(", ")") if "](" in block else 0)


def _deepest(block: str, opening: str, closing: str) -> int:
    if block.count(opening) <= MOST_OPEN:
        return 0
    depth = deepest = 0
    for char in block:
        if char == opening:
            depth += 1
            deepest = max(deepest, depth)
        elif char == closing and depth:
            depth -= 1
    return deepest


def vanishing(text: str) -> Iterator[Odd]:
    """What the page would not show although somebody typed it."""
    if "|" in text:
        yield from _surplus_cells(text)
    if "](" in text:
        yield from _dead_links(text)
    if "```" in text or "~~~" in text:
        yield from _fence_words(text)


def _surplus_cells(text: str) -> Iterator[Odd]:
    lines = text.split("\n")
    width = 0
    for number, line in enumerate(lines):
        if width and line.strip():
            cells = _cells(line)
            if cells > width:
                yield Odd("markdown.surplus-cells", number, 0, len(line), {"cells": cells, "columns": width})
        else:
            width = 0
        if (
            number
            and "-" in line
            and _TABLE_RULE.fullmatch(line)
            and _cells(lines[number - 1]) == _cells(line)
        ):
            width = _cells(line)


def _cells(line: str) -> int:
    """How many cells a table row has; bars in code and `\\|` do not count."""
    line = _CODE.sub("", line.strip())
    line = line.removeprefix("|")
    parts = _CELL.split(line)
    return len(parts) - (len(parts) > 1 and not parts[-1].strip())


def _dead_links(text: str) -> Iterator[Odd]:
    for number, line in enumerate(text.split("\n")):
        if "](" not in line:
            continue
        for match in _LINK.finditer(line):
            if match["picture"]:
                yield Odd("markdown.picture", number, match.start(), len(match[0]), {})
            elif match["target"] and not _OPENS_SOMETHING.match(match["target"]):
                params: dict[str, object] = {"target": match["target"][:60]}
                yield Odd("markdown.dead-link", number, match.start(), len(match[0]), params)


def _fence_words(text: str) -> Iterator[Odd]:
    inside = ""
    for number, line in enumerate(text.split("\n")):
        match = _FENCE_LINE.match(line)
        if not match:
            continue
        if not inside:
            inside = match["fence"]
            if match["word"].strip() and not match["word"].isascii():
                params: dict[str, object] = {"word": match["word"].strip()[:40]}
                yield Odd("markdown.fence-word", number, match.start("word"), len(match["word"]), params)
        elif match["fence"] == inside and not match["word"].strip():
            inside = ""
