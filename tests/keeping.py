"""Kept parts from build to build, for tests of one output: what `generator.memo` does around a job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.kept import Kept, Result
from generator.library import Library
from generator.library.renewal import Renewal
from generator.library.watch import Parts, Watched


class Keeping:
    """The kept results of one output in a folder."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "kept.sqlite"
        self.kept = Kept(self.file, "this program")

    @contextmanager
    def watched(self, library: Library, *, killed: bool = False) -> Iterator[Watched]:
        """A library as a job sees it. What it made is kept at the end, unless the build is killed before."""
        renewal = Renewal(self.kept, library, "one day")
        parts = Parts(
            library, renewal.derived, lambda: renewal.results("part "), lambda: renewal.names("part ")
        )
        renewal.drop()
        self.kept.commit()
        yield Watched(library, renewal.derived, parts)
        if not killed:
            made = [Result(f"part {name}", data, asked) for name, (data, asked) in parts.made.items()]
            renewal.note(made, renewal.derived.behind(one.asked for one in made))
            self.kept.commit()
