"""The line lints: mistakes that the parser reports at the wrong line, in the wrong words, or not at all.

They look at lines as their writer does. What they say about structure counts only when the parser fails as well
(`STRUCTURE`), so a spelling of YAML that is rare but right is never refused by a guess of ours.
"""

from __future__ import annotations

import re

from generator.regex import regex
from generator.yamlio.nodes import Fault
from generator.yamlio.spans import ValueWalker
from generator.yamlio.values import COMMENT, SEPARATOR, clip, closing, escape_faults, plain_faults
from generator.yamlio.walk import MAX_DEPTH, ODD_SPACES, Entry, space_name

MAX_FAULTS = 1000

_ODD_LEAD = regex(f"[ \t{ODD_SPACES}]*[\t{ODD_SPACES}][ \t{ODD_SPACES}]*")
_ODD_SPACE = regex(f"[{ODD_SPACES}]")
_DASH = regex(r"-(?: +|\t+|$)")
_KEY = regex(r"(?P<key>[^\s\"'#\[{|>][^\n]*?):(?=[ \t]|$)")
_QUOTED_KEY = regex(r"(?P<key>\"(?:[^\"\\]|\\.)*+\"|'(?:[^']|'')*+')[ \t]*:(?=[ \t]|$)")
_LABEL = r"[^\s：:，。；、,;!?！？\"'#\[\]{}|>&*%@`-][^\s：:，。；、,;!?！？\"']{0,15}"
_WIDE_KEY = regex(rf"(?P<key>\"{_LABEL}\"|'{_LABEL}'|[“”‘’]?{_LABEL})[ \u3000]*(?P<colon>：)")
_TIGHT_KEY = regex(rf"(?P<key>\"{_LABEL}\"|'{_LABEL}'|{_LABEL})(?P<colon>:)(?=[^ \t])(?!//)")
_TIGHT_ITEM = regex(r"(?P<key>[\u4e00-\u9fff]{1,10})(?P<colon>:)(?=[^ \t])(?!//)")
_LIST_MARK = regex(r"(?P<mark>[－—–−•·●○◆■▪*+]|-(?=[^\s\d-]))[ \u3000]*(?=\S)")
_CURLY_KEY = regex(r"[“”‘’＂＇]")


class Linter(ValueWalker):
    """Walks the lines once; `faults` holds what it found, `repairs` what would make the separators right."""

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
            self._say(
                "yaml.block-not-indented", column, len(body), key=self.entry.word, line_of=self.entry.line
            )
            self.entry.value = "unindented, told"
        self.repairs.append((self.index - 1, 0, 0, "  "))

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
                "yaml.indent-deep",
                column,
                separator.start(),
                line_of=self.entry.line,
                want=self.entry.column,
                have=column,
            )
            self.entry = Entry(column, self.index, body[: separator.start()], "empty")
            value = body[separator.end() :].strip()
            if value:
                self._value(value, column + separator.end())
        elif _DASH.match(body):
            self._say(
                "yaml.item-after-value", column, len(body), line_of=self.entry.line, key=self.entry.word
            )
        elif not self._separator_guess(column, body):
            self.faults.extend(found for found in plain_faults(body, self.index, column + 1) if _glued(found))


def _glued(found: Fault) -> bool:
    """Which faults of a value also hold for its second and later lines: there `*` or `%` may come first."""
    return found.code in {"yaml.colon-in-value", "yaml.hash-in-value"}


def _key(body: str) -> re.Match[str] | None:
    """The key that a line begins with, when a colon of the right kind follows it."""
    return (_QUOTED_KEY if body[:1] in ('"', "'") else _KEY).match(body)
