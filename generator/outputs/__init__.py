"""Everything a site offers besides pages. Each module or package here is one output and is found by itself.

An output is a function `files(library, around)` that yields `(path in the site, bytes)`. It is pure: same library,
same bytes; it writes nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.library.library import Library
    from generator.render import Surroundings

Output = Callable[["Library", "Surroundings"], Iterator[tuple[str, bytes]]]


@cache
def all_outputs() -> dict[str, Output]:
    """Every output by its module's name, in alphabetical order."""
    found: dict[str, Output] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(module, "files"):
            found[info.name] = module.files
    return found
