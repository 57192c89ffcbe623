"""What an inspection returns: plain data that can be kept in a cache by the file's hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.messages import finding
from generator.problems import Finding

FileType = Literal["pdf", "docx", "xlsx", "pptx", "csv", "txt", "jpg", "png", "webp", "gif", "mp4", "svg", ""]

#: Change it when an inspection would now say something else: cached results of other versions are void.
VERSION = 2

#: The search index takes this much of a file's text, in bytes of UTF-8.
MOST_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a file: a code of `messages.files` and what fills its sentence."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    def finding(
        self, path: str, line: int = 1, column: int = 1, *, length: int = 0, kind: str = "", field: str = ""
    ) -> Finding:
        """The fault at the place of the record that names the file."""
        return finding(self.code, path, line, column, length=length, kind=kind, field=field, **self.params)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one file is and what is wrong with it. Sizes in bytes, duration in seconds, pixels width × height.

    `not_scanned`: what of the content could not be searched for personal data, or None when all of it was. For a
    picture or video that is always its image; only where a reader would expect text (a scanned PDF) is there a
    reminder among `problems` too.
    """

    type: FileType
    mime: str
    size: int
    sha256: str
    problems: tuple[Problem, ...] = ()
    pages: int | None = None
    sheets: int | None = None
    pixels: tuple[int, int] | None = None
    duration: float | None = None
    text: str = ""
    not_scanned: str | None = None

    def findings(
        self, path: str, line: int = 1, column: int = 1, *, field: str = "", kind: str = ""
    ) -> list[Finding]:
        """All faults at the place of the record that names the file."""
        return [problem.finding(path, line, column, field=field, kind=kind) for problem in self.problems]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a file's text. `where` names it to the writer (正文, 批注 …); `hidden` text is not for the search.

    `labels` are cells (label, value) where the label says what a bare value is.
    """

    where: str
    text: str
    hidden: bool = False
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader of one type found in a file."""

    segments: tuple[Segment, ...] = ()
    problems: tuple[Problem, ...] = ()
    pages: int | None = None
    sheets: int | None = None
    pixels: tuple[int, int] | None = None
    duration: float | None = None
    not_scanned: str | None = None


class Refused(Exception):
    """Raised by a reader when the file must not be published; carries the one problem that says why."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.problem = Problem(code, params)
