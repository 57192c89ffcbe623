"""Search that finds Chinese: a sharded n-gram index as scripts. index.py builds it, update.py changes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.library.library import Library
    from generator.outputs import Content
    from generator.render import Surroundings


def files(library: Library, around: Surroundings) -> Iterator[tuple[str, Content]]:
    """`assets/search/…`: the whole index of what this library shows."""
    from generator.outputs.search.incremental import index_files  # what only this job needs

    yield from index_files(library, around)
