"""What a record looks like once read: text with a place. Nothing here is typed; the models do that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from generator.problems import Finding


@dataclass(slots=True)
class Scalar:
    """One value or key as typed. `style` is plain, single, double, literal or folded.

    `length` counts the characters in the source (quotes included) when the value stands on one line, else 0. An
    empty plain scalar (`键:` with nothing) has text "" and means absent.
    """

    text: str
    line: int
    column: int
    length: int = 0
    style: str = "plain"


@dataclass(slots=True)
class Sequence:
    """A list, written with `- ` or as `[a, b]`."""

    items: list[Node]
    line: int
    column: int


@dataclass(slots=True)
class Mapping:
    """Keys and values in the order they were typed. A duplicate key is left out (and is a finding)."""

    entries: list[tuple[Scalar, Node]]
    line: int
    column: int

    def get(self, *keys: str) -> Node | None:
        """The value of the first entry whose key is one of `keys`."""
        return next((value for key, value in self.entries if key.text in keys), None)


Node = Scalar | Sequence | Mapping


@dataclass(slots=True)
class Document:
    """What one file holds.

    `root` is None when the file cannot be understood. It may be there in spite of findings: then those that the
    models add are true as well, and all can be shown in one run. `lines` are the text lines without line ends.
    """

    path: str
    root: Mapping | None = None
    findings: list[Finding] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Whether a finding here forbids publishing."""
        return any(finding.is_error for finding in self.findings)


class Fault(NamedTuple):
    """A finding in the making: a code with its place and the words for its sentence."""

    line: int
    column: int
    code: str
    length: int = 1
    params: tuple[tuple[str, object], ...] = ()


def fault(code: str, line: int, column: int, length: int = 1, **params: object) -> Fault:
    """A fault at a place; line and column start at 1."""
    return Fault(line, max(column, 1), code, max(length, 1), tuple(params.items()))
