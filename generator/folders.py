"""The folders that a build fills, held against what earlier jobs left in them.

Tens of thousands of names are looked at, so another process does it while this one goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator import environment, writer
from generator.engine.urls import destination
from generator.kept import Kept
from generator.page import Place
from generator.pool import aside
from generator.request import Request

PLACES: tuple[Place, ...] = ("docs", "site")
JOB = "job\n"
"""Before the names of jobs' results."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where jobs' files go."""

    docs: Path
    site: Path

    def of(self, place: Place) -> Path:
        return self.docs if place == "docs" else self.site


@dataclass(frozen=True, slots=True)
class Found:
    """What is in the folders."""

    missing: Mapping[Place, frozenset[str]]
    """Files of jobs that are not there any more."""
    others: Mapping[Place, frozenset[str]]
    """Files that no job made: in the site the engine's own, and whatever else is there."""
    unpaged: bool
    """Whether a page of `docs` has no page in the site."""


@contextmanager
def looking(request: Request) -> Iterator[Callable[[], Found]]:
    """Have another process look into the folders of a request; what it found is there when it is asked for.

    With one job it is looked here, when it is asked for.
    """
    if request.clean:  # what jobs left is about to go
        yield partial(nobodys, request)
        return
    # `serve` has one job, and threads: a forked process could wait for ever for a lock that one of them held.
    if request.jobs == 1:
        yield partial(_look, request)
        return
    with aside(partial(_look, request)) as found:
        yield found


def of(request: Request) -> Folders:
    """The folders of a request."""
    return Folders(request.docs, request.site)


def _look(request: Request) -> Found:
    kept = Kept(request.results, environment.program())
    try:
        return compared(of(request), (files_of(data) for data in kept.results(JOB).values()))
    finally:
        kept.close()


def nobodys(request: Request) -> Found:
    """What is in the folders of a request, when what earlier jobs left there is nobody's."""
    return compared(of(request), ())


def compared(folders: Folders, made: Iterable[tuple[Place, Iterable[str]]]) -> Found:
    """Hold the folders against the files that jobs made."""
    there = {place: _tree(folders.of(place)) for place in PLACES}
    known: dict[Place, set[str]] = {place: set() for place in PLACES}
    for place, paths in made:
        known[place].update(paths)
    pages = set(map(destination, known["docs"]))
    return Found(
        missing={place: frozenset(known[place] - there[place]) for place in PLACES},
        others={
            "docs": frozenset(there["docs"] - known["docs"]),
            "site": frozenset(there["site"] - known["site"] - pages),
        },
        unpaged=not there["site"].issuperset(pages),
    )


def _tree(folder: Path) -> set[str]:
    return set(writer.tree(folder) if folder.is_dir() else ())


def data_of(place: Place, paths: Iterable[str]) -> bytes:
    """The files of a job as its result says them."""
    return "\n".join((place, *paths)).encode()


def files_of(data: bytes) -> tuple[Place, tuple[str, ...]]:
    """What `data_of` was given."""
    place, *paths = data.decode().split("\n")
    return ("docs" if place == "docs" else "site"), tuple(paths)
