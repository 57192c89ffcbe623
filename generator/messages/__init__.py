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
    """Make a finding from its code. `params` fill the sentence and the hint."""
    message = catalogue()[code]
    return Finding(
        severity=message.severity,
        code=code,
        path=path,
        line=line,
        column=column,
        message=message.text.format(field=field, **params),
        hint=message.hint.format(field=field, **params),
        kind=kind,
        field=field,
        excerpt=excerpt,
        length=length,
    )
