"""What a file beside a record is called in the site, and how large a picture is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from generator.attachments.model import Inspection

LONGEST_SIDE = 1600
"""Pixels of a published picture's longer side."""
THUMBS = (480, 1280)
"""Widths of the smaller copies, in pixels."""
FORMATS = ("webp", "jpg")
PICTURES = frozenset({"jpg", "png", "webp", "gif"})
_PAPERS = {"notices": ("pdf", "docx")}
"""Files that the site itself puts beside a record of a kind, named after the record."""


@dataclass(frozen=True, slots=True)
class Thumb:
    """A smaller copy of a picture: its file name and its size in pixels."""

    name: str
    format: str
    width: int
    height: int


def fitted(pixels: tuple[int, int], longest: int = LONGEST_SIDE) -> tuple[int, int]:
    """Width and height of a picture scaled down (never up) so that its longer side fits."""
    width, height = pixels
    if max(width, height) <= longest:
        return width, height
    scale = longest / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def thumbs(name: str, found: Inspection) -> Iterator[Thumb]:
    """The smaller copies of a picture. A moving GIF and a small picture have none."""
    if found.type not in PICTURES - {"gif"} or found.pixels is None:
        return
    width, height = fitted(found.pixels)
    if width <= THUMBS[0]:
        return
    for label in THUMBS:
        wide = min(label, width)
        for form in FORMATS:
            if form == found.type and wide == width:
                continue  # that is the picture itself
            yield Thumb(f"{name}.{label}.{form}", form, wide, max(1, round(height * wide / width)))


def made_beside(kind: str, slug: str) -> tuple[str, ...]:
    """Names of the files that the site makes in a record's own folder."""
    return ("index.html", *(f"{slug}.{suffix}" for suffix in _PAPERS.get(kind, ())))


def size_text(size: int) -> str:
    """A file's size for readers: `860 KB`, `1.2 MB`."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB"


def shown_picture(src: str, name: str, found: Inspection | None) -> dict[str, Any]:
    """What an `<img>` needs: addresses by width for WebP and JPEG, and the size that keeps the page from jumping."""
    small = list(thumbs(name, found)) if found else []
    size = fitted(found.pixels) if found and found.pixels else None
    by_format = {form: [one for one in small if one.format == form] for form in FORMATS}
    sets = {
        form: [f"{src.removesuffix(quote(name))}{quote(one.name)} {one.width}w" for one in listed]
        for form, listed in by_format.items()
    }
    if size and found and found.type == "jpg" and sets["jpg"]:
        sets["jpg"].append(f"{src} {size[0]}w")
    return {
        "src": src,
        "srcset_webp": ", ".join(sets["webp"]),
        "srcset_jpeg": ", ".join(sets["jpg"]) if found and found.type == "jpg" else "",
        "width": size[0] if size else None,
        "height": size[1] if size else None,
    }


def about_file(name: str, found: Inspection | None) -> dict[str, str]:
    """What a reader wants to know before opening a file: its type, its size, its pages; empty where unknown."""
    suffix = name.rpartition(".")[2].upper() if "." in name else "文件"
    if found is None:
        return {"type": suffix, "size": "", "pages": ""}
    if found.pixels is not None:  # pictures are made anew: their size in bytes is another one
        return {"type": suffix, "size": "", "pages": f"{found.pixels[0]}×{found.pixels[1]} 像素"}
    if found.duration is not None:
        long = f"{int(found.duration) // 60} 分 {int(found.duration) % 60} 秒"
        return {"type": suffix, "size": size_text(found.size), "pages": long}
    count = f"{found.pages} 页" if found.pages else f"{found.sheets} 张表" if found.sheets else ""
    return {"type": suffix, "size": size_text(found.size), "pages": count}
