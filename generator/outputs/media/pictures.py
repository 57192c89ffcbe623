"""Pictures made anew: upright, no larger than needed, without Exif, GPS, XMP, comments or thumbnails of the camera."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import PIL
from PIL import Image, ImageCms, ImageOps

from generator.attachments.published import Thumb, fitted

RECIPE = f"2 {PIL.__version__}"
"""Changes whenever the same picture would come out with other bytes."""
_OPTIONS: dict[str, dict[str, Any]] = {
    "jpg": {"format": "JPEG", "quality": 85, "progressive": True, "optimize": True},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "png": {"format": "PNG", "compress_level": 7},
}
_PAPER = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Order:
    """A picture's name, bytes and type, the longest side it may have (None: any), and the smaller copies wanted."""

    name: str
    data: bytes
    type: str
    longest: int | None
    thumbs: Sequence[Thumb]


def draw(wanted: Order) -> dict[str, bytes]:
    """The picture and its smaller copies, by file name (without folders).

    Raises:
        OSError: the picture cannot be decoded, although its inspection could.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(wanted.data)) as opened:
            if wanted.type == "gif":
                return {wanted.name: _gif(opened)}
            # Large pictures are not held twice: sixty million pixels take 180 MB.
            upright = _upright(opened, wanted.longest)
            main = _sized(upright, fitted(upright.size, wanted.longest or max(upright.size)))
            made = {wanted.name: _encoded(main, wanted.type)}
    for thumb in wanted.thumbs:
        small = _sized(main, (thumb.width, thumb.height))
        made[thumb.name.rpartition("/")[2]] = _encoded(small, thumb.format)
    return made


def _upright(opened: Image.Image, longest: int | None) -> Image.Image:
    """The pixels alone, turned as the camera was held, in the colours of the web."""
    if longest:
        # A JPEG can be decoded at a half or a quarter: much less memory for photos of 50 megapixels.
        opened.draft("RGB", fitted(opened.size, 2 * longest))
    ImageOps.exif_transpose(opened, in_place=True)
    bare = _in_srgb(opened)
    bare.info = {}
    return bare


def _in_srgb(picture: Image.Image) -> Image.Image:
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    mode = "RGBA" if see_through else "L" if picture.mode in {"1", "L"} else "RGB"
    if picture.mode.startswith(("I", "F")):  # 16 bits a pixel
        return picture.point(lambda value: value / 256).convert("L")
    profile = picture.info.get("icc_profile")
    if profile and not see_through and picture.mode in {"RGB", "CMYK"}:
        try:
            return ImageCms.profileToProfile(  # type: ignore[return-value]
                picture,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a damaged profile: the colours as they stand
    return picture if picture.mode == mode else picture.convert(mode)


def _sized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    return (
        picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    )


def _encoded(picture: Image.Image, form: str) -> bytes:
    if form == "jpg" and picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, _PAPER)
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    out = BytesIO()
    picture.save(out, **_OPTIONS[form])
    return out.getvalue()


def _gif(opened: Image.Image) -> bytes:
    """All frames with their times, without comments and other blocks."""
    for name in ("comment", "extension", "exif", "xmp"):
        opened.info.pop(name, None)
    out = BytesIO()
    opened.save(out, format="GIF", save_all=True, comment=b"")
    return out.getvalue()
