"""The strict reader of record files: text with a place for every key and value, or Chinese findings. Never raises.

YAML here is the small part that people write without a manual: `键: 值`, lists with `- `, quotes, `|` and `>` blocks,
`[a, b]`. All scalars stay text as typed. Everything that would load as something else than it looks is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import yaml

from generator import messages
from generator.problems import Finding
from generator.regex import regex
from generator.yamlio import chars
from generator.yamlio.build import Builder
from generator.yamlio.decode import decode
from generator.yamlio.lint import Linter
from generator.yamlio.nodes import (
    Document,
    Fault,
    Mapping,
    Node,
    Scalar,
    Sequence,
    fault,
)
from generator.yamlio.translate import translate
from generator.yamlio.walk import STRUCTURE

__all__ = ["Document", "Mapping", "Node", "Scalar", "Sequence", "read"]

MAX_FINDINGS = 100
MAX_EXCERPT = 400
_COMPLEX_KEY = regex(r"^[ -]*\?(?:[ \n]|\Z)", re.MULTILINE)
# Faults that explain nothing about why a parser gave up further on.
_HARMLESS = frozenset(
    {"yaml.hash-in-value", "yaml.hash-value", "yaml.escape", "yaml.curly-key", "yaml.duplicate-key"}
)
# After these a tree would tell lies: what is missing in it was typed.
_UNUSABLE = frozenset({"yaml.alias", "yaml.merge", "yaml.depth", "yaml.key-not-text", "yaml.complex-key"})


def read(data: bytes, path: str) -> Document:
    """Read one record file.

    Args:
        data: the file as it is on disk.
        path: how findings name it (relative to the content folder's parent, with `/`).

    Returns:
        The document; see `Document` for when `root` is None. Any bytes at all give a document.
    """
    text, fatal = decode(data)
    lines = text.split("\n")
    if len(lines) > 1 and lines[-1] == "":
        lines.pop()
    if fatal is not None:
        return Document(path, None, _findings(path, lines, [fatal]), lines)
    root, faults = _understand(text, lines)
    return Document(path, root, _findings(path, lines, faults) if faults else [], lines)


def _understand(text: str, lines: list[str]) -> tuple[Mapping | None, list[Fault]]:
    faults: list[Fault] = []
    if chars.odd(text):
        faults.extend(chars.faults(lines))
        text = chars.parseable(text)
        lines = text.split("\n")
    builder = Builder(text)
    builder.run()
    if any(found.code == "yaml.depth" for found in builder.faults):
        return None, faults + builder.faults
    root, error = builder.root, builder.error
    if error is not None or builder.suspicious or not isinstance(root, Mapping) or _suspect(text):
        linter = Linter(lines).run()
        broken = error is not None or not isinstance(root, Mapping)
        faults.extend(found for found in linter.faults if broken or found.code not in STRUCTURE)
        if linter.repairs:
            builder = _mended(lines, linter.repairs)
            root, error = builder.root, builder.error
    faults.extend(builder.faults)
    if error is not None:
        faults.extend(_unexplained(error, faults, len(lines)))
        root = None
    elif not isinstance(root, Mapping):
        faults.extend(_no_mapping(root, faults))
    usable = isinstance(root, Mapping) and not any(found.code in _UNUSABLE for found in faults)
    return (root if usable and isinstance(root, Mapping) else None), faults


def _suspect(text: str) -> bool:
    """Whether a trap stands in the text that a parse alone does not show. Substring tests: most files have none."""
    return (
        "\t" in text
        or text.startswith(("%", "..."))
        or "\n%" in text
        or "\n..." in text
        or ("#" in text and _has_late_comment(text))
        or ("?" in text and _COMPLEX_KEY.search(text) is not None)
    )


def _has_late_comment(text: str) -> bool:
    """Whether a `#` that may start a comment comes after something else on its line."""
    place = text.find("#")
    while place >= 0:
        before = text[place - 1] if place else "\n"
        if before in "\"']}|>":
            return True
        if before == " " and text[text.rfind("\n", 0, place) + 1 : place].strip():
            return True
        place = text.find("#", place + 1)
    return False


def _mended(lines: list[str], repairs: list[tuple[int, int, int, str]]) -> Builder:
    """Read again with the separators put right: then the models can say all the rest in the same run."""
    mended = list(lines)
    for index, column, length, new in sorted(repairs, reverse=True):
        mended[index] = mended[index][:column] + new + mended[index][column + length :]
    builder = Builder("\n".join(mended))
    builder.run()
    return builder


def _unexplained(error: yaml.YAMLError, faults: list[Fault], count: int) -> list[Fault]:
    """The parser's own complaint, unless a fault above it is the reason."""
    told = translate(error, count)
    mark = getattr(error, "problem_mark", None)
    until = max(told.line, mark.line + 1 if mark is not None else 0)
    reasons = (found for found in faults if found.code not in _HARMLESS and not _is_character(found))
    if any(found.code == "yaml.escape" and found.line == told.line for found in faults):
        return []
    return [] if any(found.line <= until for found in reasons) else [told]


def _is_character(found: Fault) -> bool:
    return found.code in {
        "yaml.private-use",
        "yaml.mojibake",
        "yaml.mojibake-lost",
        "yaml.bidi",
        "yaml.hidden",
    }


def _no_mapping(root: Node | None, faults: list[Fault]) -> list[Fault]:
    if faults and not all(_is_character(found) for found in faults):
        return []
    if root is None or (isinstance(root, Scalar) and root.text == ""):
        return [fault("yaml.only-comments", 1, 1)]
    code = "yaml.root-list" if isinstance(root, Sequence) else "yaml.root-text"
    return [fault(code, root.line, root.column)]


def _findings(path: str, lines: list[str], faults: Iterable[Fault]) -> list[Finding]:
    unique = {(found.line, found.column, found.code): found for found in faults}
    ordered = [unique[key] for key in sorted(unique)]
    if len(ordered) > MAX_FINDINGS:
        more = len(ordered) - MAX_FINDINGS
        ordered = ordered[:MAX_FINDINGS]
        ordered.append(fault("yaml.too-many", ordered[-1].line, ordered[-1].column, more=more))
    return [_finding(path, lines, found) for found in ordered]


def _finding(path: str, lines: list[str], found: Fault) -> Finding:
    line = lines[found.line - 1] if found.line <= len(lines) else ""
    params: dict[str, Any] = {
        key: visible(value[:60]) if isinstance(value, str) else value for key, value in found.params
    }
    excerpt = visible(line[:MAX_EXCERPT]) if found.column <= MAX_EXCERPT else ""
    length = max(1, min(found.length, len(excerpt) - found.column + 1))
    return messages.finding(
        found.code, path, found.line, found.column, length=length, excerpt=excerpt, **params
    )


_INVISIBLE = regex(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """Typed text that is safe on a terminal and in a page, each hidden character shown as one visible one."""
    return _INVISIBLE.sub(lambda match: _sign(match.group()), text)


def _sign(char: str) -> str:
    if char == "\t":
        return " "
    return chr(0x2400 + ord(char)) if char < " " else "▯"
