"""What a build makes, cut into jobs that can be redone alone: each page, and each part of each output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from generator.kinds import all_kinds
from generator.library.library import Library
from generator.outputs import Content, all_parts
from generator.page import Page
from generator.render import Renderer, Surroundings, fixed_page_names, serialize

Make = Callable[[Library, Surroundings], Iterable[tuple[str, Content]]]
Place = Literal["docs", "site"]


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work. `name` is stable from build to build; `place` is the folder its files belong in."""

    name: str
    place: Place
    make: Make


def all_jobs(library: Library) -> Iterator[Job]:
    """Every job of a library, in a stable order."""
    for name in fixed_page_names(library):
        yield _page_job(f"page:{name}", partial(_fixed, name))
    for kind in all_kinds():
        yield _page_job(f"list:{kind}", partial(_list, kind))
        for year in library.years(kind):
            yield _page_job(f"list:{kind}/{year}", partial(_archive, kind, year))
        for record in library.records(kind):
            yield _page_job(f"page:{record.key}", partial(_record, kind, record.id))
    for record in library.withdrawn:
        yield _page_job(f"page:{record.key}", partial(_tombstone, record.key))
    for name, make in all_parts(library):
        yield Job(f"output:{name}", "site", make)


def _page_job(name: str, pages: Callable[[Renderer], Iterable[Page]]) -> Job:
    return Job(name, "docs", partial(_serialized, pages))


def _serialized(
    pages: Callable[[Renderer], Iterable[Page]], library: Library, around: Surroundings
) -> Iterator[tuple[str, Content]]:
    for page in pages(Renderer(library, around)):
        yield page.path, serialize(page)


def _fixed(name: str, renderer: Renderer) -> Iterator[Page]:
    yield renderer.fixed_page(name)


def _list(kind: str, renderer: Renderer) -> Iterator[Page]:
    yield renderer.index(all_kinds()[kind])


def _archive(kind: str, year: int, renderer: Renderer) -> Iterator[Page]:
    yield renderer.archive(all_kinds()[kind], year)


def _record(kind: str, name: str, renderer: Renderer) -> Iterator[Page]:
    record = renderer.library.get(kind, name)
    if record is not None:
        yield renderer.record(record)


def _tombstone(key: str, renderer: Renderer) -> Iterator[Page]:
    yield from (renderer.tombstone(one) for one in renderer.library.withdrawn if one.key == key)
