"""The catalogue: error code → what is wrong and what to type instead, in the writer's own words.

Each area keeps its sentences in one module with a `MESSAGES` table; this package joins them. Sentences are
`str.format` templates; a code that is not in the catalogue is a bug of ours and raises `KeyError`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from generator.privacy import masked_text, starred
from generator.problems import Finding, Severity

ERROR = Severity.ERROR
REMINDER = Severity.REMINDER


@dataclass(frozen=True, slots=True)
class Message:
    """`text` names the fault, `hint` says what to do about it. Both are templates over the finding's params."""

    severity: Severity
    text: str
    hint: str = ""


@cache
def catalogue() -> dict[str, Message]:
    """Every message by code.

    Raises:
        ValueError: two areas define the same code.
    """
    merged: dict[str, Message] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        for code, message in importlib.import_module(f"{__name__}.{info.name}").MESSAGES.items():
            if code in merged:
                raise ValueError(f"message code defined twice: {code}")
            merged[code] = message
    return merged


def add(messages: Mapping[str, Message]) -> None:
    """Add the messages that a record kind brings along.

    Raises:
        ValueError: a code is already defined with another message.
    """
    known = catalogue()
    for code, message in messages.items():
        if known.setdefault(code, message) != message:
            raise ValueError(f"message code defined twice: {code}")


def finding(
    code: str,
    path: str,
    line: int = 1,
    column: int = 1,
    *,
    length: int = 0,
    excerpt: str = "",
    kind: str = "",
    field: str = "",
    **params: object,
) -> Finding:
    """Make a finding from its code. `params` fill the sentence and the hint.

    Findings end up in logs: whatever of a person stands in the line or in a parameter is shown masked.
    """
    message = catalogue()[code]
    safe = {name: _masked(name, value) for name, value in params.items()}
    return Finding(
        severity=message.severity,
        code=code,
        path=path,
        line=line,
        column=column,
        message=message.text.format(field=masked_text(field), **safe),
        hint=message.hint.format(field=masked_text(field), **safe),
        kind=kind,
        field=field,
        excerpt=_masked_excerpt(excerpt, code, column, length),
        length=length,
    )


def _masked(name: str, value: object) -> object:
    return masked_text(value) if isinstance(value, str) and name != "masked" else value


def _masked_excerpt(excerpt: str, code: str, column: int, length: int) -> str:
    personal = code.startswith("personal.")
    excerpt = masked_text(excerpt, contacts=personal)
    # A number broken over lines is not one within its first line alone; a whole value is marked by its quotes.
    if personal and length and not code.endswith("-elsewhere") and column <= len(excerpt):
        excerpt = starred(excerpt, column - 1, min(len(excerpt), column - 1 + length))
    return excerpt
