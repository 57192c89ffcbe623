"""Findings: what is wrong (or thin) in the records, as data. This module prints nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the build; a reminder (提醒) never does."""

    ERROR = "error"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `check` says about one place.

    `path` is relative to the content folder's parent, with forward slashes. `line` and `column` start at 1 and
    count characters; `length` is how many characters the arrow marks. `excerpt` is the source line itself.
    """

    severity: Severity
    code: str
    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    kind: str = ""
    field: str = ""
    excerpt: str = ""
    length: int = 0

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def as_json(self) -> dict[str, str | int]:
        """The object that `check --format json` prints, keys in the order of the contract."""
        return {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "severity": self.severity.value,
            "code": self.code,
            "kind": self.kind,
            "field": self.field,
            "message": self.message,
            "hint": self.hint,
        }


def sort_key(finding: Finding) -> tuple[str, int, int, str, str]:
    """Findings are read file by file, top to bottom."""
    return (finding.path, finding.line, finding.column, finding.code, finding.message)


class MachineFault(Exception):
    """The machine failed us (disk full, no permission, lock held): a Chinese sentence, exit code 3."""
