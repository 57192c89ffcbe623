"""What can be wrong with one value, judged on the line it starts on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.regex import regex
from generator.yamlio.nodes import Fault, fault

BLOCK_HEADER = regex(r"[|>](?:[+-]?[1-9]?|[1-9][+-])(?:[ \t]+#.*|[ \t]*)$")
COMMENT = regex(r"[ \t]#")
SEPARATOR = regex(r":(?=[ \t]|$)")
_ANCHOR = regex(r"([&*])([A-Za-z0-9_-]+)(?=[ \t]|$)")
_TAG = regex(r"!(?:!?[A-Za-z][\w:./-]*|<[^>]*>)(?=[ \t]|$)")
_FORBIDDEN_FIRST = frozenset("%@`*&!|>]},{")
_CURLY = regex(r"[“”‘’＂＇]")
# Curly quotes round a date, a number, a path or nothing: nobody means those as part of the text.
_CURLY_VALUE = regex(r"[“”\"＂‘’][\d.:/_-]*[“”\"＂‘’]$")
# Possessive: a megabyte of backslashes is read once.
_TO_DOUBLE = regex(r'[^"\\]*+(?:\\.[^"\\]*+)*+"')
_TO_SINGLE = regex(r"[^']*+(?:''[^']*+)*+'")
_SAFE_ESCAPE = frozenset('"\\')
_ESCAPE_MEANING = {
    "n": "换行",
    "t": "制表符",
    "r": "回车",
    "0": "空字符",
    "a": "响铃符",
    "b": "退格符",
    "e": "转义符",
    "f": "换页符",
    "v": "纵向制表符",
    "/": "“/”",
    " ": "空格",
    "_": "不换行空格",
    "N": "换行符",
    "L": "换行符",
    "P": "换段符",
    "\t": "制表符",
}


def plain_faults(value: str, line: int, column: int) -> Iterator[Fault]:
    """Faults of an unquoted value. `column` is where `value` starts."""
    first = value[0]
    if first == "#":
        yield fault("yaml.hash-value", line, column, len(value), text=clip(value))
        return
    start = _bad_start(value, line, column)
    if start is not None:
        yield start
        return
    comment = COMMENT.search(value)
    body = value[: comment.start()] if comment else value
    separator = SEPARATOR.search(body)
    if _CURLY_VALUE.match(body.strip()) or (first in "“‘＂" and (separator or _mixed_end(body))):
        yield fault("yaml.curly-quote", line, column, len(body.rstrip()), text=clip(body.strip()))
    elif separator:
        yield fault("yaml.colon-in-value", line, column + separator.start(), text=clip(body.strip()))
    if comment:
        lost = value[comment.start() + 1 :]
        yield fault("yaml.hash-in-value", line, column + comment.start() + 1, len(lost), text=clip(lost))


def quoted(value: str) -> str:
    """The value as it should have been typed: in single quotes, what follows as a comment left outside."""
    comment = COMMENT.search(value)
    body = (value[: comment.start()] if comment else value).rstrip()
    return "'" + body.replace("'", "''") + "'"


def _mixed_end(body: str) -> bool:
    """A curly quote opens and a straight one closes."""
    end = body.rstrip()[-1]
    return len(body) > 1 and end in "\"'" and end not in body.rstrip()[:-1]


def _bad_start(value: str, line: int, column: int) -> Fault | None:
    first = value[0]
    if first == "<" and value.startswith("<<"):
        return None
    match = _ANCHOR.match(value)
    if match and match.group(1) == "&":
        return fault("yaml.anchor", line, column, match.end(), text=match.group(2))
    if match and not value[match.end() :].strip():
        return fault("yaml.alias", line, column, match.end(), text=match.group(2))
    match = _TAG.match(value)
    if match:
        return fault("yaml.tag", line, column, match.end(), text=match.group())
    if first in _FORBIDDEN_FIRST or (first in "-?" and value[1:2] in ("", " ", "\t")):
        if value.startswith("{"):
            code = "yaml.value-start" if value.startswith(("{{", "{%", "{#")) else "yaml.flow-mapping"
            return fault(code, line, column, 1, char=first, text=clip(value))
        if first in "-?" and not value[1:].strip():
            return fault("yaml.lone-mark", line, column, 1, char=first)
        return fault("yaml.value-start", line, column, 1, char=first, text=clip(value))
    return None


def escape_faults(raw: str, line: int, column: int) -> Iterator[Fault]:
    """Backslashes in one line of a double-quoted value that would turn into something else."""
    position = 0
    while (position := raw.find("\\", position)) >= 0:
        char = raw[position + 1 : position + 2]
        if char not in _SAFE_ESCAPE or char == "":
            yield _escape(raw, position, line, column)
            return
        position += 2


def _escape(raw: str, position: int, line: int, column: int) -> Fault:
    char = raw[position + 1 : position + 2]
    if char == "":
        return fault("yaml.escape", line, column + position, 1, text="\\", meaning="把下一行接上来")
    if char in "xuU":
        return fault(
            "yaml.escape", line, column + position, 2, text="\\" + char, meaning="按编号换成别的字符"
        )
    if char in _ESCAPE_MEANING:
        return fault(
            "yaml.escape",
            line,
            column + position,
            2,
            text="\\" + char,
            meaning=f"变成{_ESCAPE_MEANING[char]}",
        )
    return fault("yaml.bad-escape", line, column + position, 2, text="\\" + char)


def closing(text: str, quote: str, start: int) -> int:
    """Index of the quote that closes a quoted value, searching from `start`; -1 when this line has none."""
    match = (_TO_DOUBLE if quote == '"' else _TO_SINGLE).match(text, start)
    return match.end() - 1 if match else -1


def flow_faults(value: str, line: int, column: int) -> Iterator[Fault]:
    """Faults of a `[…]` that stands on one line."""
    end = flow_end(value)
    if end < 0:
        return
    rest = value[end + 1 :]
    if rest.strip() and not COMMENT.match(rest):
        yield fault("yaml.value-start", line, column, 1, char="[", text=clip(value))
        return
    inside = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'", lambda match: "x" * len(match.group()), value[1:end])
    for match in re.finditer(r"[^,]+", inside):
        comma = re.search(r"[，、]", match.group())
        if comma:
            place = column + 1 + match.start() + comma.start()
            yield fault("yaml.flow-comma", line, place, 1, char=comma.group())
            return


def flow_end(value: str) -> int:
    """Index of the bracket that closes the one at 0, or -1 when it is not on this line."""
    depth, quote = 0, ""
    for index, char in enumerate(value):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'" and value[index - 1] in "[, {":
            quote = char
        elif char in "[{":
            depth += 1
        elif char in "]}":
            depth -= 1
            if depth == 0:
                return index
    return -1


def clip(text: str, limit: int = 24) -> str:
    """Typed text for a sentence: not too long."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
