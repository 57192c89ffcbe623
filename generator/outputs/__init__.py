"""Everything a site offers besides pages. Each module or package here is one output and is found by itself.

An output is a function `files(library, around)` (or several, see `all_parts`) that yields `(path in the site, bytes or
Copy)`, one at a time, so that nobody has to hold them all. Same library, same bytes; it writes nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from generator.library.library import Library
    from generator.render import Surroundings

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Copy:
    """A file of the content folder that goes into the site byte for byte, if it still is what was inspected."""

    source: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that stays in the site as an earlier build left it. Only for outputs that looked whether it is there."""


Content = bytes | Copy | Kept
Output = Callable[["Library", "Surroundings"], Iterator[tuple[str, Content]]]
Run = Callable[[Callable[[A], B], Iterable[A]], Iterable[B]]


@cache
def _modules() -> dict[str, ModuleType]:
    """Every output's module by its name, in alphabetical order."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return {
        name: module
        for name, module in modules.items()
        if hasattr(module, "files") or hasattr(module, "parts")
    }


def all_parts(library: Library) -> Iterator[tuple[str, Output]]:
    """Every output of a library, in parts that can be redone on their own: name and maker.

    A module offers `parts(library)`, or one part `files`.
    """
    for name, module in _modules().items():
        if hasattr(module, "parts"):
            for part, make in module.parts(library):
                yield f"{name}/{part}", make
        else:
            yield name, module.files


def all_files(library: Library, around: Surroundings) -> Iterator[tuple[str, Content]]:
    """Every file of the site that is not a page."""
    for _, make in all_parts(library):
        yield from make(library, around)
