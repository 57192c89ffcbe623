"""Files beside records, at `/<kind>/<id>/<name>`: documents byte for byte, pictures made anew without metadata."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.attachments import Inspection, resolve
from generator.attachments.published import LONGEST_SIDE, PICTURES, Thumb, thumbs
from generator.fields import Image
from generator.library.files import SITE
from generator.library.library import Library
from generator.library.references import files_named
from generator.outputs import Content, Copy, Output
from generator.record import Record

if TYPE_CHECKING:
    from generator.outputs.media.pictures import Order
    from generator.render import Surroundings

EMBLEM = "assets/unit/emblem"
EMBLEM_SIDE = 512
"""Pixels: the unit's emblem stands in the head of every page."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that goes into the site: where it lies, its address, and how large it may be as a picture."""

    source: Path
    path: str
    found: Inspection
    thumbs: tuple[Thumb, ...] = ()
    longest: int | None = None
    """Pixels of the longer side; None: as large as it is."""

    def read(self) -> bytes:
        """The file as it was inspected.

        Raises:
            OSError: it cannot be read, or was changed since.
        """
        data = self.source.read_bytes()
        if hashlib.sha256(data).hexdigest() != self.found.sha256:
            raise OSError(errno.ESTALE, "文件在生成网站的时候被改动了，请再运行一次", self.source.name)
        return data


def parts(library: Library) -> Iterator[tuple[str, Output]]:
    """One part for every record that has files, and one for the unit's emblem."""
    yield "unit", _unit_files
    for record in library.with_files():
        if record.folder:
            yield record.key, partial(_record_files, record.kind, record.id)


def _record_files(
    kind: str, name: str, library: Library, around: Surroundings
) -> Iterator[tuple[str, Content]]:
    record = library.get(kind, name)
    if record is not None and around.content is not None:
        for one in beside(record, library, around.content):
            yield from _published(one, around.store)


def _unit_files(library: Library, around: Surroundings) -> Iterator[tuple[str, Content]]:
    name = library.site.emblem
    found = library.files.get(SITE, {}).get(name) if name else None
    source = resolve(around.content, name) if name and around.content else None
    if found is not None and isinstance(source, Path):
        yield from _published(Beside(source, emblem_path(library), found, longest=EMBLEM_SIDE), around.store)


def beside(record: Record, library: Library, content: Path) -> Iterator[Beside]:
    """The files that a record names, each once."""
    shown = {str(name) for _, name in files_named(record) if isinstance(name, Image)}
    for name in dict.fromkeys(str(name) for _, name in files_named(record)):
        found = library.file(record, name)
        source = resolve(content.parent / record.folder, name) if record.folder else None
        if found is None or not isinstance(source, Path):
            continue
        if name in shown:
            yield Beside(source, f"{record.key}/{name}", found, tuple(thumbs(name, found)), LONGEST_SIDE)
        else:
            yield Beside(source, f"{record.key}/{name}", found)


def emblem_path(library: Library) -> str:
    """Address of the unit's own emblem, or nothing."""
    name = library.site.emblem
    return f"{EMBLEM}.{name.rpartition('.')[2].lower()}" if name and library.files.get(SITE) else ""


def _published(one: Beside, store: MutableMapping[str, bytes]) -> Iterator[tuple[str, Content]]:
    """A file as readers get it; a picture from the store where an earlier run made it."""
    if one.found.type == "svg":
        from generator.attachments.svg import sanitise_svg

        yield one.path, sanitise_svg(one.read())
    elif one.found.type in PICTURES:
        yield from _picture(one, store)
    else:
        yield one.path, Copy(one.source, one.found.sha256)


def _picture(one: Beside, store: MutableMapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    from generator.outputs.media.pictures import (  # Pillow takes long, and few builds have a new picture
        RECIPE,
        draw,
    )

    keys = _keys(one, RECIPE)
    if any(key not in store for key in keys.values()):
        drawn = draw(order(one))
        for path, key in keys.items():
            store[key] = drawn[path.rpartition("/")[2]]
    for path, key in keys.items():
        yield path, store[key]


def order(one: Beside) -> Order:
    """What is to be drawn from a picture."""
    from generator.outputs.media.pictures import Order

    name = one.path.rpartition("/")[2]
    return Order(name, one.read(), one.found.type, one.longest, one.thumbs)


def _keys(one: Beside, recipe: str) -> dict[str, str]:
    """Addresses of a picture and its smaller copies, and under which key the store has them."""
    base = f"picture {recipe} {one.found.sha256} {one.found.type} {one.longest}"
    folder = one.path.rpartition("/")[0]
    small = {
        f"{folder}/{thumb.name.rpartition('/')[2]}": f"{base} {thumb.format} {thumb.width}"
        for thumb in one.thumbs
    }
    return {one.path: base, **small}
