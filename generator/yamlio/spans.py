"""Values that may go on over several lines: blocks, quotes, brackets."""

from __future__ import annotations

import re

from generator.yamlio.values import (
    BLOCK_HEADER,
    COMMENT,
    clip,
    closing,
    escape_faults,
    flow_end,
    flow_faults,
    plain_faults,
    quoted,
)
from generator.yamlio.walk import Entry, Walker

MAX_FLOW_LINES = 200
_QUOTABLE = frozenset({"yaml.colon-in-value", "yaml.value-start", "yaml.lone-mark"})


class ValueWalker(Walker):
    """Steps over values, line by line, and notes what is wrong with them."""

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
                    self._say(
                        "yaml.block-indent",
                        0,
                        max(indent, 1),
                        line=self.index + 1,
                        width=width,
                        first=header + 1,
                        parent=parent,
                    )
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
            self._say(
                "yaml.after-quote",
                column + end + 1 + lost,
                len(rest.strip()),
                text=clip(rest.strip()),
                quote=quote,
            )
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
            if (
                following is None
                or long
                or (following.strip() not in ("", "]") and self._new_entry(following))
            ):
                self._say("yaml.flow-open", start, len(value), line=opening, text=clip(value))
                return
            self.index += 1
            text += " " + following.strip()
        if self.index == opening:
            found = list(flow_faults(value, self.index, start + 1))
            self.faults.extend(found)
            if any(each.code in _QUOTABLE for each in found):
                self._quote(opening, start, value)
