"""What the engine's modules share: the order for a build and the ways it can end. Nothing of MkDocs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Plan:
    """What a build is made of. ``settings`` override ``mkdocs.yml``; their ``extra`` is merged into the file's.

    ``epoch`` is the build's instant in seconds (SOURCE_DATE_EPOCH): nothing below reads the clock.
    """

    config: Path
    docs: Path
    site: Path
    epoch: int
    settings: dict[str, Any] = field(default_factory=dict)


class EngineError(Exception):
    """The site engine refused the pages; ``messages`` say why, as the engine said it."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages

    def __reduce__(self) -> tuple[type[EngineError], tuple[list[str]]]:
        return EngineError, (self.messages,)  # so that it comes whole out of another process


class Learned(Exception):
    """A template asked something new of a value; the rule is already noted."""


class Unsupported(Exception):
    """The theme or the settings do something the fast road cannot repeat; the plain road must be taken."""
