"""Findings for people and for programs: text with excerpt and arrow, or one JSON object a line."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from generator.problems import Finding

_LONGEST_EXCERPT = 90
# JSON escapes the controls below U+0020 itself; these would still end a line, turn it round or fail to encode.
_NOT_IN_A_LOG = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_SEVERITY_WORD = {"error": "错误", "reminder": "提醒"}


def as_json_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """One JSON object a finding, in the contract's key order."""
    for finding in findings:
        text = json.dumps(finding.as_json(), ensure_ascii=False)
        yield _NOT_IN_A_LOG.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def as_text(findings: Sequence[Finding]) -> Iterator[str]:
    """Lines for a terminal: every finding with its excerpt, and a closing count."""
    for finding in findings:
        yield from _one(finding)
    yield summary(findings)


def summary(findings: Sequence[Finding]) -> str:
    """The closing line: how many of each."""
    errors = sum(finding.is_error for finding in findings)
    if not findings:
        return "全部通过，没有错误，没有提醒。"
    return f"共 {errors} 处错误，{len(findings) - errors} 处提醒。"


def _one(finding: Finding) -> Iterator[str]:
    word = _SEVERITY_WORD[finding.severity.value]
    yield f"{_safe(finding.path)}:{finding.line}:{finding.column}  {word}  {_safe(finding.message)}"
    if finding.excerpt.strip():
        yield from _excerpt(finding)
    if finding.hint:
        yield f"     → {_safe(finding.hint)}"


def _excerpt(finding: Finding) -> Iterator[str]:
    shown = _safe(finding.excerpt[:_LONGEST_EXCERPT])
    number = str(finding.line)
    gutter = " " * max(4, len(number) + 1)
    yield f"{number:>{len(gutter)}} │ {shown}"
    start = min(finding.column - 1, len(shown))
    length = max(1, min(finding.length, len(shown) - start))
    marked = shown[start : start + length] or "^"
    yield f"{gutter} │ {' ' * _width(shown[:start])}{'^' * max(1, _width(marked))}"


def _safe(text: str) -> str:
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    """Control and direction characters, also in file names, would disturb the terminal; a Tab would shift the arrow."""
    return "·" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character


def _width(text: str) -> int:
    """Columns on a terminal: a wide character takes two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
