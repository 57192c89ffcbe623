"""Markdown as its reader sees it, in one pass over its lines: rendering it for the search would cost a build more
than the whole index. A test compares with what Python-Markdown renders."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

#: Below this, letters have case and words need a blank between them (Latin, Greek, Cyrillic).
LETTERS_END = 0x530

# Most lines are of this sort, and no other pattern needs to look at them.
_PLAIN = re.compile(r"[^\s\d#=*_+>:`~|-][^|]*")
_HEADING = re.compile(r" {0,3}#{1,6}(.*)")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*")
_RULE = re.compile(r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_ITEM = re.compile(r"[ \t]*(?:[-+*]|\d+\.)[ \t]+|[ \t]*>[ \t]?|:[ \t]+")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)+")
_FENCE = re.compile(r" {0,3}(?:```+|~~~+)")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])")
_AUTO_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>\s]+)>")
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3}|(?<!\w)_{1,3}|`+)(?=\S)(.{1,100}?)(?<=[^\s\\])\1")
_SIGNS = re.compile(r"[*_`\[\\<&]")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>|~])")


def prose(source: str, *, numbered: bool = False) -> tuple[str, tuple[str, ...]]:
    """The text, a line a paragraph, list item or cell; and the headings in it. `numbered` keeps items' numbers."""
    lines: list[str] = []
    headings: list[str] = []
    for text, is_heading in _blocks(source, numbered):
        shown = _inline(text)
        if not shown:
            continue
        lines.append(shown)
        if is_heading:
            headings.append(shown)
    return "\n".join(lines), tuple(headings)


def _blocks(source: str, numbered: bool) -> Iterator[tuple[str, bool]]:
    """Paragraphs, items, cells and headings as typed; True for a heading."""
    paragraph: list[str] = []
    rows = source.split("\n")
    in_table = in_code = False
    for index, line in enumerate(rows):
        if not in_code and _PLAIN.fullmatch(line):
            in_table = False
            paragraph.append(line.strip())
            continue
        following = rows[index + 1] if index + 1 < len(rows) else ""
        if _FENCE.match(line):
            in_code = not in_code
        elif in_code:
            yield line, False
        elif (in_table and "|" in line) or (
            not paragraph and "|" in line and _TABLE_RULE.fullmatch(following)
        ):
            in_table = True
            if not _TABLE_RULE.fullmatch(line):
                yield from ((cell, False) for cell in re.split(r"(?<!\\)\|", line))
        elif paragraph and _UNDERLINE.fullmatch(line):
            yield _joined(paragraph), True
            paragraph = []
        elif heading := _HEADING.fullmatch(line):
            yield _joined(paragraph), False
            paragraph = []
            yield heading[1].strip().rstrip("#"), True
        elif not line.strip() or _RULE.fullmatch(line):
            in_table = False
            yield _joined(paragraph), False
            paragraph = []
        else:
            in_table = False
            item = _ITEM.match(line)
            if item:
                yield _joined(paragraph), False
                paragraph = []
            counted = numbered and item and item[0].strip()[:1].isdigit()
            paragraph.append((line[item.end() :] if item and not counted else line).strip())
    yield _joined(paragraph), False


def _joined(lines: list[str]) -> str:
    """A paragraph's lines as one; a blank only between letters, as on the page."""
    text = ""
    for line in lines:
        letters = text and line and ord(text[-1]) < LETTERS_END and ord(line[0]) < LETTERS_END
        text += f" {line}" if letters else line
    return text


def _inline(text: str) -> str:
    """Without the signs of links and emphasis."""
    if not _SIGNS.search(text):
        return text.strip()
    for _ in range(4):  # signs inside signs
        text = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text))
    return html.unescape(_ESCAPE.sub(r"\1", _AUTO_LINK.sub(r"\1", text))).strip()
