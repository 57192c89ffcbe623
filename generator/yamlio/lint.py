"""The line lints: mistakes that the parser reports at the wrong line, in the wrong words, or not at all.

They look at lines as their writer does. What they say about structure counts only when the parser fails as well
(`STRUCTURE`), so a spelling of YAML that is rare but right is never refused by a guess of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.yamlio.nodes import Fault, fault
from generator.yamlio.values import (
    BLOCK_HEADER,
    COMMENT,
    SEPARATOR,
    clip,
    closing,
    escape_faults,
    flow_end,
    flow_faults,
    plain_faults,
    quoted,
)

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

MAX_FAULTS = 1000
MAX_DEPTH = 20
MAX_FLOW_LINES = 200

_ODD_SPACES = "\u00a0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff"
_ODD_LEAD = re.compile(f"[ \t{_ODD_SPACES}]*[\t{_ODD_SPACES}][ \t{_ODD_SPACES}]*")
_ODD_SPACE = re.compile(f"[{_ODD_SPACES}]")
_ODD_CHAR = re.compile(f"[\t{_ODD_SPACES}]")
_DASH = re.compile(r"-(?: +|\t+|$)")
_KEY = re.compile(r"(?P<key>[^\s\"'#\[{|>][^\n]*?):(?=[ \t]|$)")
_QUOTED_KEY = re.compile(r"(?P<key>\"(?:[^\"\\]|\\.)*+\"|'(?:[^']|'')*+')[ \t]*:(?=[ \t]|$)")
_LABEL = r"[^\s：:，。；、,;!?！？\"'#\[\]{}|>&*%@`-][^\s：:，。；、,;!?！？\"']{0,15}"
_WIDE_KEY = re.compile(rf"(?P<key>\"{_LABEL}\"|'{_LABEL}'|[“”‘’]?{_LABEL})[ \u3000]*(?P<colon>：)")
_TIGHT_KEY = re.compile(rf"(?P<key>\"{_LABEL}\"|'{_LABEL}'|{_LABEL})(?P<colon>:)(?=[^ \t])(?!//)")
_TIGHT_ITEM = re.compile(r"(?P<key>[\u4e00-\u9fff]{1,10})(?P<colon>:)(?=[^ \t])(?!//)")
_LIST_MARK = re.compile(r"(?P<mark>[－—–−•·●○◆■▪*+]|-(?=[^\s\d-]))[ \u3000]*(?=\S)")
_CURLY_KEY = re.compile(r"[“”‘’＂＇]")

_QUOTABLE = frozenset({"yaml.colon-in-value", "yaml.value-start", "yaml.lone-mark"})

NAMES = {"\t": "Tab", "\u3000": "全角空格", "\u00a0": "不换行空格（从网页或 Word 粘贴来的）"}


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


class Linter:
    """Walks the lines once; `faults` holds what it found, `repairs` what would make the separators right."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.index = 0
        self.faults: list[Fault] = []
        self.repairs: list[tuple[int, int, int, str]] = []
        self.levels: list[Level] = []
        self.entry: Entry | None = None
        self.astray = False  # columns can no longer be compared: a Tab or wide space stands in an indent
        self.started = False

    def run(self) -> Linter:
        """Walk all lines, or as many as have `MAX_FAULTS` faults."""
        while self.index < len(self.lines) and len(self.faults) < MAX_FAULTS:
            line = self.lines[self.index]
            self.index += 1
            body = line.lstrip(" ")
            if body and body[0] != "#" and body.strip(" \t"):
                if line[0] in "-.%" and self._marker(line):
                    continue
                self._line(line, len(line) - len(body), body)
                self.started = True
        return self

    def _say(self, code: str, column: int, length: int = 1, line: int = 0, **params: object) -> None:
        """A fault; `column` counts from 0 here."""
        self.faults.append(fault(code, line or self.index, column + 1, length, **params))

    # -- document markers

    def _marker(self, line: str) -> bool:
        """`---`, `...` and `%` directives in the first column."""
        if line.startswith("%") and not self.started:
            self._say("yaml.directive", 0, len(line))
            return True
        if line.startswith("---") and line[3:4] in ("", " ", "\t"):
            if self.started or self.levels:
                self._say("yaml.documents", 0, 3)
                self.index = len(self.lines)
            self.started = True
            return not line[3:].strip() or self.index == len(self.lines)
        if line.startswith("...") and line[3:4] in ("", " ", "\t"):
            after = self._next(comments=False)
            if after < len(self.lines):
                self._say("yaml.after-end", 0, len(self.lines[after]), line=after + 1, end=self.index)
            self.index = len(self.lines)
            return True
        return False

    # -- one line

    def _line(self, line: str, column: int, body: str) -> None:
        lead = _ODD_LEAD.match(line)
        if lead:
            self._odd_lead(lead.group())
            self.astray = True
            column, body = lead.end(), line[lead.end() :]
            if not body:
                return
        if not lead and self._continues(column, body):
            self._continuation(column, body)
            return
        indent, dashed = column, False
        for _ in range(MAX_DEPTH):
            dash = _DASH.match(body)
            if dash is None:
                break
            if "\t" in dash.group():
                self._odd_lead(dash.group(), column)
                self.astray = True
            self._place(column, True, body, dashed)
            self.entry = Entry(column, self.index, "-", "empty")
            dashed = True
            column += dash.end()
            body = body[dash.end() :]
        if body.strip(" \t") and body[0] != "#":
            self._content(column, body, dashed, indent)

    def _odd_lead(self, lead: str, start: int = 0) -> None:
        match = _ODD_CHAR.search(lead)
        if match:
            char = match.group()
            code = "yaml.tab" if char == "\t" else "yaml.odd-space"
            column = start + match.start()
            self._say(code, column, len(lead) - match.start(), name=space_name(char))
            self.repairs.append((self.index - 1, start, len(lead), _ODD_CHAR.sub(_plain_space, lead)))

    def _content(self, column: int, body: str, dashed: bool, indent: int) -> None:
        """What stands after the indent and the dashes: a key with its value, or an item."""
        key = _key(body)
        if key and body[0] not in "\"'" and COMMENT.search(key.group("key")):
            key = None
        if key:
            word = key.group("key").rstrip(" \t")
            self._place(column, False, word, dashed)
            self._key_faults(column, word)
            self._entry(column, word, body[key.end() :], column + key.end())
        elif dashed:
            self._item(column, body, indent)
        elif self.entry is not None and self.entry.value == "empty" and column > self.entry.column:
            self._below(column, body)
        else:
            self._no_key(column, body)

    def _key_faults(self, column: int, key: str) -> None:
        if key[0] in "\"'":
            self.faults.extend(escape_faults(key[1:-1], self.index, column + 2) if key[0] == '"' else ())
            return
        if key.startswith(("? ", "?\t")):
            self._say("yaml.complex-key", column)
            return
        wide = _WIDE_KEY.match(key)
        space = _ODD_SPACE.search(key)
        if wide:
            self._wide(column, wide, key)
        elif space:
            self._say("yaml.odd-space", column + space.start(), 1, name=space_name(space.group()))
        elif _CURLY_KEY.search(key[0]) and _CURLY_KEY.search(key[-1]):
            self._say("yaml.curly-key", column, len(key), key=key.strip("“”‘’＂＇"))
        elif key[0] in "&*!":
            self.faults.extend(plain_faults(key, self.index, column + 1))
        elif (mark := _LIST_MARK.match(key)) is not None:
            self._say("yaml.list-mark", column, 1, mark=mark.group("mark"))
        elif (tight := _TIGHT_KEY.match(key)) is not None:
            self._tight(column, tight)

    # -- separators

    def _wide(self, column: int, match: re.Match[str], body: str) -> None:
        place = column + match.start("colon")
        self._say("yaml.fullwidth-colon", place, 1, key=match.group("key"))
        follows = body[match.end() : match.end() + 1]
        self.repairs.append((self.index - 1, place, 1, ":" if follows in ("", " ") else ": "))

    def _tight(self, column: int, match: re.Match[str]) -> None:
        place = column + match.start("colon")
        follows = self.lines[self.index - 1][place + 1 : place + 2]
        if _ODD_SPACE.match(follows):
            self._say("yaml.odd-space", place + 1, 1, name=space_name(follows))
            self.repairs.append((self.index - 1, place + 1, 1, " "))
            return
        self._say("yaml.no-space", place, 1, key=match.group("key"))
        self.repairs.append((self.index - 1, place, 1, ": "))

    def _separator_guess(self, column: int, body: str) -> re.Match[str] | None:
        """A key whose colon is the wrong one; says so and returns where the value starts."""
        wide, tight = _WIDE_KEY.match(body), _TIGHT_KEY.match(body)
        if wide and (not tight or wide.end() < tight.end()):
            self._wide(column, wide, body)
            return wide
        if tight and not re.match(r"\d+:\d", body):
            self._tight(column, tight)
            return tight
        return None

    def _no_key(self, column: int, body: str) -> None:
        """A line where a key must stand, but no `键: ` does."""
        if self.entry is not None and self.entry.value.startswith("unindented"):
            self._unindented(column, body)
            return
        mark = _LIST_MARK.match(body)
        guess = None if mark and mark.group("mark") == "-" else self._separator_guess(column, body)
        if guess:
            self._place(column, False, guess.group("key"), False)
            self._entry(column, guess.group("key"), body[guess.end() :], column + guess.end())
        elif mark:
            self._say("yaml.list-mark", column, 1, mark=mark.group("mark"))
            self.repairs.append((self.index - 1, column, len(mark.group()), "- "))
        elif body[0] == "?" and body[1:2] in ("", " ", "\t"):
            self._say("yaml.complex-key", column)
        elif body[0] in "\"'" and closing(body, body[0], 1) < 0:
            self._say("yaml.unclosed-quote", column, len(body), quote=body[0])
        elif body[0] == ":":
            if not any(found.code == "yaml.complex-key" for found in self.faults):
                self._say("yaml.empty-key", column)
        elif (comment := COMMENT.search(body)) is not None and SEPARATOR.search(body):
            lost = len(body) - comment.start() - 1
            self._say("yaml.hash-in-key", column + comment.start() + 1, lost, text=clip(body[-lost:]))
        elif self.entry is None or self.entry.value != "loose":
            self._say("yaml.no-colon", column, len(body), text=clip(body))
            self.entry = Entry(column, self.index, body, "loose")

    def _unindented(self, column: int, body: str) -> None:
        """Text under a `|` that should stand further right: said once, at its first line."""
        assert self.entry is not None
        if self.entry.value == "unindented":
            self._say("yaml.block-not-indented", column, len(body), key=self.entry.word, line_of=self.entry.line)
            self.entry.value = "unindented, told"
        self.repairs.append((self.index - 1, 0, 0, "  "))

    # -- structure

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
        elif top is not None and not dashed and (self.entry is None or self.entry.value not in ("empty", "loose")):
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
        elif is_list and self.entry is not None and self.entry.column == column and self.entry.value != "block":
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
                "yaml.indent-item", column, len(word), have=column, far=popped.column, far_line=popped.line,
                key=popped.word,
            )
            return
        self._say(
            "yaml.indent-odd", column, len(word), have=column, near=near.column, near_line=near.line,
            far=popped.column, far_line=popped.line,
        )

    # -- values

    def _entry(self, column: int, word: str, rest: str, start: int) -> None:
        """Note the entry and look at its value, which may go on over the next lines."""
        value = rest.lstrip(" \t")
        start += len(rest) - len(value)
        value = value.rstrip(" \t")
        self.entry = Entry(column, self.index, word.strip("\"'"), "empty")
        if not value:
            return
        if value[0] == "#":
            if not self._nested_below(column) or value[1:2] not in ("", " ", "\t"):
                self.faults.extend(plain_faults(value, self.index, start + 1))
            return
        self._value(value, start)

    def _nested_below(self, column: int) -> bool:
        """Whether the next line that says something belongs to the entry at `column`."""
        line = self._line_at(self._next(comments=False))
        body = line.lstrip(" ")
        indent = len(line) - len(body)
        return bool(body) and (indent > column or (indent == column and body.startswith("- ")))

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

    def _value(self, value: str, start: int, kind: str = "plain") -> None:
        assert self.entry is not None
        if BLOCK_HEADER.match(value):
            self.entry.value = "block"
            self._block(self.entry.column)
        elif value[0] in "\"'":
            self.entry.value = "quoted"
            self._quoted(value, start)
        elif value[0] == "[":
            self.entry.value = "flow"
            self._flow(value, start)
        else:
            self.entry.value = "quoted" if value.startswith("{}") else kind
            if not value.startswith("{}"):
                found = list(plain_faults(value, self.index, start + 1))
                self.faults.extend(found)
                if any(each.code in _QUOTABLE for each in found):
                    self._quote(self.index, start, value)

    def _quote(self, line: int, start: int, value: str) -> None:
        """What would be right, most likely: the value in quotes, as typed."""
        self.repairs.append((line - 1, start, len(value), quoted(value)))

    def _block(self, parent: int) -> None:
        """Step over the text of a `|` or `>`: whatever stands in it is text."""
        width, wide, wide_at = -1, 0, 0
        header = self.index
        explicit = re.search(r"[1-9]", self.lines[header - 1].rpartition(":")[2].partition("#")[0])
        while self.index < len(self.lines):
            line = self.lines[self.index]
            body = line.lstrip(" ")
            indent = len(line) - len(body)
            if body.strip(" \t"):
                if indent <= parent and body[0] != "\t":
                    break
                if body[0] == "\t" and indent < max(width, parent + 1):
                    self._say("yaml.tab", indent, 1, line=self.index + 1, name="Tab")
                elif width < 0:
                    width = indent
                    if not explicit and wide > indent:
                        self._say("yaml.block-blank", 0, wide, line=wide_at, have=wide, width=indent)
                elif indent < width and not explicit and body[0] != "#":
                    self._say("yaml.block-indent", 0, max(indent, 1), line=self.index + 1, width=width, first=header + 1, parent=parent)
                    width = indent
            elif width < 0 and indent > wide:
                wide, wide_at = indent, self.index + 1
            self.index += 1
        if width < 0 and self.entry is not None:
            self.entry.value = "unindented"

    def _quoted(self, value: str, start: int) -> None:
        """A quoted value, over as many lines as its indent allows."""
        assert self.entry is not None
        quote, opening, text, column, offset = value[0], self.index, value, start, 1
        while (end := closing(text, quote, offset)) < 0:
            if quote == '"':
                self.faults.extend(escape_faults(text[offset:], self.index, column + offset + 1))
            following = self.lines[self.index] if self.index < len(self.lines) else None
            if following is None or (following.strip() and self._new_entry(following)):
                self._unclosed(quote, opening, start, value)
                return
            self.index += 1
            column = len(following) - len(following.lstrip(" "))
            text, offset = following[column:], 0
        if quote == '"':
            self.faults.extend(escape_faults(text[offset:end], self.index, column + offset + 1))
        rest = text[end + 1 :]
        if rest.strip() and not (COMMENT.match(rest) and rest.lstrip()[0] == "#"):
            lost = len(rest) - len(rest.lstrip())
            self._say("yaml.after-quote", column + end + 1 + lost, len(rest.strip()), text=clip(rest.strip()), quote=quote)
            if self.index == opening:
                self._quote(opening, start, value)

    def _new_entry(self, line: str) -> bool:
        """Whether a line under an open quote is plainly the next entry: not indented, or a key of its own."""
        assert self.entry is not None
        body = line.lstrip(" \t")
        indent = len(line) - len(body)
        return indent <= self.entry.column or (self.entry.word == "-" and body.startswith("- "))

    def _unclosed(self, quote: str, line: int, start: int, value: str) -> None:
        code = "yaml.mixed-quote" if value[-1] in "”’＂＇“‘" else "yaml.unclosed-quote"
        self._say(code, start, len(value), line=line, quote=quote)
        self.repairs.append((line - 1, start, len(value), quoted(value[1:].rstrip("\"'“”‘’＂＇"))))

    def _flow(self, value: str, start: int) -> None:
        """A `[…]`; one that is not closed on its line goes on as long as the lines are indented."""
        assert self.entry is not None
        opening, text = self.index, value
        while flow_end(text) < 0:
            following = self.lines[self.index] if self.index < len(self.lines) else None
            long = self.index - opening > MAX_FLOW_LINES
            if following is None or long or (following.strip() not in ("", "]") and self._new_entry(following)):
                self._say("yaml.flow-open", start, len(value), line=opening, text=clip(value))
                return
            self.index += 1
            text += " " + following.strip()
        if self.index == opening:
            found = list(flow_faults(value, self.index, start + 1))
            self.faults.extend(found)
            if any(each.code in _QUOTABLE for each in found):
                self._quote(opening, start, value)

    # -- list items and values under their key

    def _item(self, column: int, body: str, indent: int) -> None:
        """The text of a list item."""
        assert self.entry is not None
        tight = _TIGHT_ITEM.match(body) or (_TIGHT_KEY.match(body) if self._deeper_key(indent) else None)
        wide = _WIDE_KEY.match(body) if self._deeper_key(indent) else None
        guess = wide or tight
        if guess:
            if guess is wide:
                self._wide(column, guess, body)
            else:
                self._tight(column, guess)
            self._place(column, False, guess.group("key"), True)
            self._entry(column, guess.group("key"), body[guess.end() :], column + guess.end())
            return
        self._value(body.rstrip(" \t"), column)

    def _deeper_key(self, indent: int) -> bool:
        """Whether the next line is indented under this item and looks like a key: then this one should be one too."""
        line = self._line_at(self._next())
        body = line.lstrip(" ")
        deeper = len(line) - len(body) > indent and not body.startswith(("- ", "#"))
        return deeper and bool(_WIDE_KEY.match(body) or _TIGHT_KEY.match(body) or _key(body))

    def _below(self, column: int, body: str) -> None:
        """A value on the line under its key."""
        assert self.entry is not None
        mark = _LIST_MARK.match(body)
        if mark and body[0] != "*":
            self._say("yaml.list-mark", column, 1, mark=mark.group("mark"))
            self.repairs.append((self.index - 1, column, len(mark.group()), "- "))
            self.entry = Entry(column, self.index, body, "loose")
            return
        guess = self._separator_guess(column, body)
        if guess:
            self._place(column, False, guess.group("key"), True)
            self._entry(column, guess.group("key"), body[guess.end() :], column + guess.end())
            return
        if self._sibling_key(column):
            self._say("yaml.no-colon", column, len(body), text=clip(body))
            self._place(column, False, body, True)
            self.entry = Entry(column, self.index, body, "loose")
            return
        self._value(body.rstrip(" \t"), column, "below")

    def _sibling_key(self, column: int) -> bool:
        line = self._line_at(self._next())
        body = line.lstrip(" ")
        return len(line) - len(body) == column and _key(body) is not None

    # -- lines that go on with an unquoted value

    def _continues(self, column: int, body: str) -> bool:
        entry = self.entry
        return entry is not None and entry.value in ("plain", "below") and column > entry.column

    def _continuation(self, column: int, body: str) -> None:
        """A line that YAML would glue to the value above with a blank."""
        assert self.entry is not None
        separator = SEPARATOR.search(body)
        label = separator is not None and re.fullmatch(rf"(?:- +)?{_LABEL}[ \t]*", body[: separator.start()])
        if label and separator:
            self._say(
                "yaml.indent-deep", column, separator.start(), line_of=self.entry.line,
                want=self.entry.column, have=column,
            )
            self.entry = Entry(column, self.index, body[: separator.start()], "empty")
            value = body[separator.end() :].strip()
            if value:
                self._value(value, column + separator.end())
        elif _DASH.match(body):
            self._say("yaml.item-after-value", column, len(body), line_of=self.entry.line, key=self.entry.word)
        elif not self._separator_guess(column, body):
            self.faults.extend(found for found in plain_faults(body, self.index, column + 1) if _glued(found))


def _glued(found: Fault) -> bool:
    """Which faults of a value also hold for its second and later lines: there `*` or `%` may come first."""
    return found.code in {"yaml.colon-in-value", "yaml.hash-in-value"}


def _key(body: str) -> re.Match[str] | None:
    """The key that a line begins with, when a colon of the right kind follows it."""
    return (_QUOTED_KEY if body[:1] in ('"', "'") else _KEY).match(body)


def _plain_space(match: re.Match[str]) -> str:
    return "  " if match.group() in "\t\u3000" else " "


def space_name(char: str) -> str:
    """What to call a blank that is not the ordinary one."""
    return NAMES.get(char, f"看不见的空白（U+{ord(char):04X}）")
