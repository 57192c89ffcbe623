"""Pictures: size in pixels and completeness from the bytes themselves, before any decoder is trusted with them."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from generator.attachments.model import Content, Refused, Segment

MOST_PIXELS = 60_000_000
"""Of a JPEG, which is decoded at a half or a quarter; other pictures only whole, and may have half as many."""
_LONGEST_SIDE = 20_000
_START_OF_FRAME = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_MOST_NOTE = 100_000
_ORIENTATION = 0x0112


def read_picture(data: bytes, kind: str) -> Content:
    """Pixels and the texts in the metadata of a jpg, png, gif or webp.

    Raises:
        Refused: cut off, damaged, or too many pixels.
    """
    try:
        width, height = _SIZES[kind](data)
    except (struct.error, IndexError, ValueError) as error:
        raise Refused("files.truncated") from error
    if not width or not height:
        raise Refused("files.broken")
    most = MOST_PIXELS if kind == "jpg" else MOST_PIXELS // 2
    if width * height > most or max(width, height) > _LONGEST_SIDE:
        raise Refused("files.too-many-pixels", width=str(width), height=str(height), most=str(most // 10_000))
    if not _is_whole(data, kind):
        raise Refused("files.truncated")
    notes = "\n\n".join(_notes(data))
    if _is_turned(data):
        width, height = height, width
    segments = (Segment("图片信息", notes, True),) if notes.strip() else ()
    return Content(segments, pixels=(width, height), not_scanned="图像")


def _png(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR":
        raise ValueError
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _gif(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def _webp(data: bytes) -> tuple[int, int]:
    chunk = data[12:16]
    if chunk == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError


def _jpg(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _START_OF_FRAME:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        else:
            (length,) = struct.unpack_from(">H", data, at + 2)
            if length < 2 or marker == 0xDA:
                raise ValueError
            at += 2 + length


_SIZES = {"png": _png, "gif": _gif, "webp": _webp, "jpg": _jpg}


def _is_whole(data: bytes, kind: str) -> bool:
    if kind == "png":
        return b"IEND\xaeB`\x82" in data[-65536:]
    if kind == "gif":
        return b";" in data[-16:]
    if kind == "webp":
        return int.from_bytes(data[4:8], "little") + 8 <= len(data)
    return b"\xff\xd9" in data[-65536:]


def _notes(data: bytes) -> Iterator[str]:
    """Texts in Exif, XMP, comments and PNG text chunks. A decoder that stumbles leaves the picture to its own step."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data)) as picture:
                _decode(picture)
                for value in picture.info.values():
                    yield from _readable(value)
                exif = picture.getexif()
                for block in (exif, *(exif.get_ifd(tag) for tag in (0x8769, 0x8825))):
                    for value in block.values():
                        yield from _readable(value)
    except Exception as error:  # Pillow raises many kinds for a damaged file
        raise Refused("files.broken") from error


def _decode(picture: Any) -> None:
    """Decode every pixel, a JPEG at an eighth of its size: what breaks here would break while the site is built."""
    from PIL import ImageFile

    picture.draft("RGB", (picture.width // 8, picture.height // 8))
    # WeasyPrint, once imported, lets Pillow fill what a damaged file lacks with grey.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        picture.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _is_turned(data: bytes) -> bool:
    """Whether the Exif orientation swaps width and height for whoever looks at the picture."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(data)) as picture:
            exif = Image.Exif()
            exif.load(picture.info.get("exif", b""))  # getexif() would decode a PNG once more
            return exif.get(_ORIENTATION) in {5, 6, 7, 8}


def _readable(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value[:_MOST_NOTE]
    elif isinstance(value, bytes) and not value.startswith((b"Exif", b"ICC")):
        text = value[:_MOST_NOTE].replace(b"\0", b"")
        yield text.decode("utf-8", "replace")
