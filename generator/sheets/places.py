"""Findings about cells of a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from generator.messages import finding
from generator.problems import Finding
from generator.sheets.book import Sheet


@dataclass(slots=True)
class Told:
    """Collects what is said about one workbook. `book` is its file name."""

    book: str
    findings: list[Finding] = field(default_factory=list)

    def at(self, code: str, sheet: Sheet, row: int, column: int, /, **params: object) -> None:
        """Say something about a cell, counted from 0."""
        place = sheet.place(row, column)
        self.findings.append(finding(code, self.book, row + 1, column + 1, place=place, **params))  # type: ignore[arg-type]

    def about(self, code: str, /, **params: object) -> None:
        """Say something about the whole file."""
        self.findings.append(finding(code, self.book, **params))  # type: ignore[arg-type]

    def hidden_rows(self, sheet: Sheet, rows: Iterable[int]) -> None:
        """Say which of the rows that were read nobody sees on the screen."""
        hidden = [row + 1 for row in rows if row in sheet.hidden]
        if hidden:
            shown = "、".join(map(str, hidden[:8])) + (" 等" if len(hidden) > 8 else "")
            self.about("sheets.hidden-rows", name=sheet.name, rows=shown)

    @property
    def has_errors(self) -> bool:
        return any(one.is_error for one in self.findings)


def maybe(guess: str | None) -> str:
    """A guess as a sentence, or nothing."""
    return f"是不是想写“{guess}”？" if guess else ""
