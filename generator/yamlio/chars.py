"""Characters that do not belong in a record: they hide, turn text round, or are all that is left of lost text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from generator.regex import regex
from generator.yamlio.nodes import Fault, fault

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_HIDDEN = "\u00ad\u034f\u115f\u1160\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f"
_BREAKS = "\u2028\u2029"
_NOT_CHARS = "\ufff9-\ufffb\ufffe\uffff"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"

_WESTERN = (
    "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
)
# What the lead bytes of everyday characters in UTF-8 look like when they are read as GBK.
_AS_GBK = "锛銆鈥鍏鐨鏄涓浠鍙缁鐭"
_FOREIGN_RUN = regex(r"[^\x00-\x7f]{3,}")
_GARBLED = regex(
    "\ufffd+|(?:锟斤拷)+|锟斤|(?:烫){3,}|(?:屯){3,}|(?:[\u00c2-\u00f4]["
    + _WESTERN
    + "]{1,3}){2,}|(?:Ã["
    + _WESTERN
    + "])"
)
_ODD = regex(
    f"[{_CONTROL}{_BIDI}{_HIDDEN}{_BREAKS}{_NOT_CHARS}{_PRIVATE}\ufffd锟烫屯Ã{_AS_GBK}]|[\u00c2-\u00f4][{_WESTERN}]"
)
_MAYBE_GBK = frozenset(_AS_GBK)
_BREAKING = regex(f"[{_CONTROL}{_BREAKS}{_NOT_CHARS}]")
_CLASSES = (
    ("yaml.control", regex(f"[{_CONTROL}{_NOT_CHARS}]")),
    ("yaml.line-separator", regex(f"[{_BREAKS}]")),
    ("yaml.bidi", regex(f"[{_BIDI}]")),
    ("yaml.hidden", regex(f"[{_HIDDEN}]")),
    ("yaml.private-use", regex(f"[{_PRIVATE}]")),
)
_NAMES = {
    "\x00": "空字符 NUL",
    "\x08": "退格符",
    "\x0b": "纵向制表符",
    "\x0c": "换页符",
    "\x1b": "转义符 ESC",
    "\x7f": "删除符 DEL",
    "\x85": "换行符 NEL",
    "\u00ad": "软连字符",
    "\u200b": "零宽空格",
    "\u200c": "零宽不连字",
    "\u200d": "零宽连字",
    "\u2060": "零宽连接符",
    "\ufeff": "零宽不换行空格（BOM）",
    "\u202e": "从右到左覆盖符",
    "\u3164": "韩文填充符",
}
# Joiners hold emoji such as a family together; there they are part of the character.
_EMOJI_JOIN = regex(
    "[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff])"
)


def name(char: str) -> str:
    """How a finding calls a character that cannot be seen."""
    return f"{_NAMES.get(char, '看不见的字符')}（U+{ord(char):04X}）"


def odd(text: str) -> bool:
    """Whether any character needs a closer look: one pass, for the many files that are clean."""
    return _ODD.search(text) is not None


def faults(lines: list[str]) -> Iterator[Fault]:
    """One fault for each run of characters that must not stand in a record."""
    for number, line in enumerate(lines, 1):
        if _ODD.search(line):
            yield from _line_faults(number, line)


def _line_faults(number: int, line: str) -> Iterator[Fault]:
    seen = _EMOJI_JOIN.sub(lambda match: match.group()[:-1] + "\ufe0f", line)
    for code, pattern in _CLASSES:
        for match in re.finditer(f"(?:{pattern.pattern})+", seen):
            yield fault(code, number, match.start() + 1, len(match.group()), name=name(match.group()[0]))
    if not _MAYBE_GBK.isdisjoint(line):
        for match in _FOREIGN_RUN.finditer(line):
            if _reads_as_utf8(match.group()):
                yield fault(
                    "yaml.mojibake", number, match.start() + 1, len(match.group()), text=_shown(match.group())
                )
    for match in _GARBLED.finditer(line):
        lost = match.group()[0] in "\ufffd锟"
        code = "yaml.mojibake-lost" if lost else "yaml.mojibake"
        yield fault(code, number, match.start() + 1, len(match.group()), text=_shown(match.group()))


def _reads_as_utf8(run: str) -> bool:
    """Whether Chinese text is really UTF-8 that was read as GBK: its GBK bytes are then valid UTF-8."""
    data = run.encode("gb18030", "replace")
    text = data.decode("utf-8", "ignore")
    return len(text) > 1 and len(text.encode()) * 5 >= len(data) * 4


def _shown(text: str) -> str:
    """The garbled text for the sentence: short, and nothing in it that cannot be printed."""
    return "".join(char if unicodedata.category(char)[0] not in "CZ" else "·" for char in text)[:12]


def parseable(text: str) -> str:
    """The same text with a stand-in for each character the parser stumbles over: all other places stay."""
    return _BREAKING.sub("\ufffd", text).replace("\ufeff", "\u200b")
