"""What the line lints know while they walk: which lists and mappings are open, and the last key or item."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.regex import regex
from generator.yamlio.nodes import Fault, fault
from generator.yamlio.values import quoted

STRUCTURE = frozenset(
    {
        "yaml.block-blank",
        "yaml.block-indent",
        "yaml.block-not-indented",
        "yaml.indent-deep",
        "yaml.indent-first",
        "yaml.indent-item",
        "yaml.indent-odd",
        "yaml.mixed",
        "yaml.no-colon",
    }
)
"""Faults that count only when the parser cannot read the text either."""

MAX_DEPTH = 20
ODD_SPACES = "\u00a0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff"
_ODD_CHAR = regex(f"[\t{ODD_SPACES}]")
_NAMES = {"\t": "Tab", "\u3000": "全角空格", "\u00a0": "不换行空格（从网页或 Word 粘贴来的）"}


@dataclass(slots=True)
class Level:
    """An open list or mapping: its column (from 0), whether it is a list, the line and word it began with."""

    column: int
    is_list: bool
    line: int
    word: str


@dataclass(slots=True)
class Entry:
    """The last key or list item: where it stands and what kind of value it has so far."""

    column: int
    line: int
    word: str
    value: str  # empty, plain, below (plain, on the line under the key), quoted, flow, block


class Walker:
    """The state of a walk. `faults` holds what was found, `repairs` what would make the text right, most likely."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.index = 0
        self.faults: list[Fault] = []
        self.repairs: list[tuple[int, int, int, str]] = []
        self.levels: list[Level] = []
        self.entry: Entry | None = None
        self.astray = False  # columns can no longer be compared: a Tab or wide space stands in an indent
        self.started = False

    def _say(self, code: str, column: int, length: int = 1, line: int = 0, **params: object) -> None:
        """A fault; `column` counts from 0 here."""
        self.faults.append(fault(code, line or self.index, column + 1, length, **params))

    def _next(self, comments: bool = True) -> int:
        """Index of the next line that says something; the number of lines when none does."""
        index = self.index
        while index < len(self.lines):
            line = self.lines[index].strip()
            if line and (comments or line[0] != "#"):
                break
            index += 1
        return index

    def _line_at(self, index: int) -> str:
        return self.lines[index] if index < len(self.lines) else ""

    def _odd_lead(self, lead: str, start: int = 0) -> None:
        match = _ODD_CHAR.search(lead)
        if match:
            char = match.group()
            code = "yaml.tab" if char == "\t" else "yaml.odd-space"
            column = start + match.start()
            self._say(code, column, len(lead) - match.start(), name=space_name(char))
            self.repairs.append((self.index - 1, start, len(lead), _ODD_CHAR.sub(_plain_space, lead)))

    def _quote(self, line: int, start: int, value: str) -> None:
        """What would be right, most likely: the value in quotes, as typed."""
        self.repairs.append((line - 1, start, len(value), quoted(value)))

    def _place(self, column: int, is_list: bool, word: str, dashed: bool) -> None:
        """Compare the column of a key or dash with what is open."""
        popped = None
        while self.levels and self.levels[-1].column > column:
            popped = self.levels.pop()
        top = self.levels[-1] if self.levels else None
        if top is not None and top.column == column:
            self._same_column(top, column, is_list, word)
            return
        if self.astray:
            pass
        elif popped is not None and not dashed:
            self._misaligned(popped, column, word)
        elif (
            top is not None
            and not dashed
            and (self.entry is None or self.entry.value not in ("empty", "loose"))
        ):
            self._say("yaml.indent-deep", column, len(word), line_of=top.line, want=top.column, have=column)
            return
        self.levels.append(Level(column, is_list, self.index, word))

    def _same_column(self, top: Level, column: int, is_list: bool, word: str) -> None:
        if top.is_list == is_list:
            return
        under = self.levels[-2] if len(self.levels) > 1 else None
        if is_list and self.entry is not None and self.entry.column == column and self.entry.value == "empty":
            self.levels.append(Level(column, True, self.index, word))
        elif not is_list and under is not None and under.column == column:
            self.levels.pop()
        elif (
            is_list and self.entry is not None and self.entry.column == column and self.entry.value != "block"
        ):
            length = len(self.lines[self.index - 1]) - column
            self._say("yaml.item-after-value", column, length, line_of=self.entry.line, key=self.entry.word)
            self.levels.append(Level(column, True, self.index, word))
        elif not self.astray:
            self._say("yaml.mixed", column, len(word), line_of=top.line)

    def _misaligned(self, popped: Level, column: int, word: str) -> None:
        near = self.levels[-1] if self.levels else None
        if near is None:
            self._say("yaml.indent-first", 0, popped.column, line=popped.line, have=popped.column)
            return
        if near.is_list and near.line == popped.line:
            self._say(
                "yaml.indent-item",
                column,
                len(word),
                have=column,
                far=popped.column,
                far_line=popped.line,
                key=popped.word,
            )
            return
        self._say(
            "yaml.indent-odd",
            column,
            len(word),
            have=column,
            near=near.column,
            near_line=near.line,
            far=popped.column,
            far_line=popped.line,
        )


def _plain_space(match: re.Match[str]) -> str:
    return "  " if match.group() in "\t\u3000" else " "


def space_name(char: str) -> str:
    """What to call a blank that is not the ordinary one."""
    return _NAMES.get(char, f"看不见的空白（U+{ord(char):04X}）")
