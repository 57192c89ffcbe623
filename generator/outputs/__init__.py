"""Everything a site offers besides pages. Each module or package here is one output and is found by itself.

An output is a function `files(library, around)` that yields `(path in the site, bytes or Copy)`, one at a time, so
that nobody has to hold them all. Same library, same bytes; it writes nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from generator.library.library import Library
    from generator.render import Surroundings

A = TypeVar("A")
B = TypeVar("B")

WINDOW = 16
"""So many pieces of dear work wait for each other at most: what is done but not yet written stays in memory."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A file of the content folder that goes into the site byte for byte, if it still is what was inspected."""

    source: Path
    sha256: str


Content = bytes | Copy
Output = Callable[["Library", "Surroundings"], Iterator[tuple[str, Content]]]
Run = Callable[[Callable[[A], B], Iterable[A]], Iterable[B]]


@cache
def all_outputs() -> dict[str, Output]:
    """Every output by its module's name, in alphabetical order."""
    found: dict[str, Output] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(module, "files"):
            found[info.name] = module.files
    return found


def in_windows(run: Callable[..., Iterable[B]], work: Callable[[A], B], tasks: Iterable[A]) -> Iterator[B]:
    """`run(work, tasks)`, in order, a window of tasks at a time."""
    waiting = iter(tasks)
    while window := list(islice(waiting, WINDOW)):
        yield from run(work, window)
