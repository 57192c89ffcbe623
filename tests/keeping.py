"""Kept parts from build to build, for tests of one output: what `generator.memo` does around a job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.kept import Kept
from generator.library import Library
from generator.library.renewal import Renewal, last_outline, made_of
from generator.library.watch import Watched


class Keeping:
    """The kept results of one output in a folder."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "kept.sqlite"
        self.kept = Kept(self.file, "this program")

    @contextmanager
    def watched(self, library: Library, *, killed: bool = False) -> Iterator[Watched]:
        """A library as a job sees it. What it made is kept at the end, unless the build is killed before."""
        renewal = Renewal(self.kept, library, "one day", last_outline(self.kept, "one day"))
        parts = renewal.parts("output")
        renewal.drop()
        self.kept.commit()
        yield Watched(library, renewal.derived, parts)
        if not killed:
            made = [*made_of("output", parts)]
            asked = [*(one.asked for one in made), frozenset(parts.fresh)]
            renewal.note(made, renewal.derived.behind(asked))
            self.kept.commit()
