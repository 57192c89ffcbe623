"""What a build makes, cut into jobs that can be redone alone: each page, and each part of each output."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from generator.kinds import all_kinds
from generator.library.library import Library
from generator.outputs import Content, Output, all_parts
from generator.page import Page, Place
from generator.render import Renderer, Surroundings, fixed_page_names, serialize

Make = Callable[[Library, Surroundings], Iterable[tuple[str, Content]]]

OUTPUT = "output:"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work. `name` is stable from build to build; `place` is the folder its files belong in."""

    name: str
    place: Place
    make: Make


Jobs = dict[str, Callable[[str], Job]]
"""Jobs by name, each made of its name when it is to be done: of ten thousand a build does a few."""


def all_jobs(library: Library, without: Collection[str] = ()) -> Jobs:
    """Every job of a library, in a stable order, but those of some outputs."""
    jobs: Jobs = {f"page:{name}": _fixed for name in fixed_page_names(library)}
    for kind in all_kinds():
        jobs[f"list:{kind}"] = _list
        jobs |= {f"list:{kind}/{year}": _list for year in library.roll.years(kind)}
        jobs |= {f"page:{row.key}": _record for row in library.roll.rows[kind]}
    jobs |= {f"page:{row.key}": _tombstone for row in library.roll.withdrawn}
    jobs |= {f"{OUTPUT}{name}": partial(_output, make) for name, make in all_parts(library, without)}
    return jobs


def _output(make: Output, name: str) -> Job:
    return Job(name, "site", make)


def _page(name: str, pages: Callable[[Renderer], Iterable[Page]]) -> Job:
    return Job(name, "docs", partial(_serialized, pages))


def _serialized(
    pages: Callable[[Renderer], Iterable[Page]], library: Library, around: Surroundings
) -> Iterator[tuple[str, Content]]:
    for page in pages(Renderer(library, around)):
        yield page.path, serialize(page)


def _fixed(name: str) -> Job:
    page = name.removeprefix("page:")
    return _page(name, lambda renderer: [renderer.fixed_page(page)])


def _list(name: str) -> Job:
    kind, _, year = name.removeprefix("list:").partition("/")
    if year:
        return _page(name, lambda renderer: [renderer.archive(all_kinds()[kind], int(year))])
    return _page(name, lambda renderer: [renderer.index(all_kinds()[kind])])


def _record(name: str) -> Job:
    kind, _, record_id = name.removeprefix("page:").partition("/")
    return _page(name, partial(_record_page, kind, record_id))


def _record_page(kind: str, record_id: str, renderer: Renderer) -> Iterator[Page]:
    record = renderer.library.get(kind, record_id)
    if record is not None:
        yield renderer.record(record)


def _tombstone(name: str) -> Job:
    return _page(name, partial(_tombstone_page, name.removeprefix("page:")))


def _tombstone_page(key: str, renderer: Renderer) -> Iterator[Page]:
    yield from (renderer.tombstone(one) for one in renderer.library.withdrawn if one.key == key)
