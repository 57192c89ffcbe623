"""Files beside records, at `/<kind>/<id>/<name>`: documents byte for byte, pictures made anew without metadata."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.attachments import Inspection, resolve, sanitise_svg
from generator.attachments.published import LONGEST_SIDE, PICTURES, Thumb, thumbs
from generator.fields import Image
from generator.library.files import SITE
from generator.library.library import Library
from generator.library.references import files_named
from generator.outputs import Content, Copy, in_windows
from generator.outputs.media.pictures import RECIPE, Order, draw

if TYPE_CHECKING:
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


DEAR = True


def files(library: Library, around: Surroundings) -> Iterator[tuple[str, Content]]:
    """Every file that a visible record names; thumbnails beside the pictures."""
    if around.content is None:
        return
    pictures = []
    for one in beside(library, around.content):
        if one.found.type in PICTURES:
            pictures.append(one)
        elif one.found.type == "svg":
            yield one.path, sanitise_svg(one.read())
        else:
            yield one.path, Copy(one.source, one.found.sha256)
    yield from _pictures(pictures, around)


def beside(library: Library, content: Path) -> Iterator[Beside]:
    """The files of all visible records, each once, and the unit's emblem."""
    for record in library.all_records():
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
    for name, found in library.files.get(SITE, {}).items():
        source = resolve(content, name)
        if isinstance(source, Path):
            yield Beside(source, emblem_path(library), found, longest=EMBLEM_SIDE)


def emblem_path(library: Library) -> str:
    """Address of the unit's own emblem, or nothing."""
    name = library.site.emblem
    return f"{EMBLEM}.{name.rpartition('.')[2].lower()}" if name and library.files.get(SITE) else ""


def _pictures(pictures: list[Beside], around: Surroundings) -> Iterator[tuple[str, bytes]]:
    """Pictures from the store where an earlier run made them; the others are made now, several at a time."""
    missing = [one for one in pictures if any(key not in around.store for key in _keys(one).values())]
    for one, drawn in zip(missing, in_windows(around.run, draw, map(order, missing)), strict=True):
        for path, key in _keys(one).items():
            around.store[key] = drawn[path.rpartition("/")[2]]
    for one in pictures:
        for path, key in _keys(one).items():
            yield path, around.store[key]


def order(one: Beside) -> Order:
    """What is to be drawn from a picture."""
    name = one.path.rpartition("/")[2]
    return Order(name, one.read(), one.found.type, one.longest, one.thumbs)


def _keys(one: Beside) -> dict[str, str]:
    """Addresses of a picture and its smaller copies, and under which key the store has them."""
    base = f"picture {RECIPE} {one.found.sha256} {one.found.type} {one.longest}"
    folder = one.path.rpartition("/")[0]
    small = {f"{folder}/{thumb.name.rpartition('/')[2]}": f"{base} {thumb.format} {thumb.width}" for thumb in one.thumbs}
    return {one.path: base, **small}
