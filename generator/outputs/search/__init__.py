"""Search that finds Chinese: a sharded n-gram index as scripts. See index.py for how to build and update it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.outputs.search.doc import SearchDoc, StateSpan
from generator.outputs.search.index import Build, Change, State, build, update

if TYPE_CHECKING:
    from generator.library.library import Library
    from generator.render import Surroundings

__all__ = ["Build", "Change", "SearchDoc", "State", "StateSpan", "build", "files", "prepare", "update"]


def files(library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    """`assets/search/…`: the whole index of what this library shows."""
    yield from prepare(library, around).files()


def prepare(library: Library, around: Surroundings) -> Build:
    """The build of a library's index, for callers that keep its `state` to update it later."""
    from generator.kinds import all_kinds
    from generator.outputs.search.collect import docs_of, no_text

    text = getattr(around, "attachment_text", None) or no_text
    kinds = {name: kind.label for name, kind in all_kinds().items()}
    synonyms = tuple(tuple(group) for group in getattr(library, "synonyms", ()))
    return Build(list(docs_of(library, text)), synonyms, kinds)
