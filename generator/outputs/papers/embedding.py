"""Smaller fonts in a PDF. A subset of a Chinese font keeps a slot for each of its 60,000 glyphs; here they go."""

from __future__ import annotations

import io
from typing import Any


def slim(document: Any, pdf: Any) -> None:
    """Put the bare, compacted CFF in place of every embedded OpenType font, just before the PDF is written.

    A CID-keyed CFF names its glyphs by number, so what the page's text refers to is still found. Fonts of another
    build (TrueType, not CID-keyed) stay as they are.
    """
    for one in pdf.objects:
        extra = getattr(one, "extra", None) or {}
        if str(extra.get("Subtype")) == "/OpenType" and (
            bare := compact_cff(b"".join(map(_bytes, one.stream)))
        ):
            one.stream = [bare]
            one.extra["Subtype"] = "/CIDFontType0C"


def _bytes(part: Any) -> bytes:
    return part if isinstance(part, bytes) else bytes(part.data if hasattr(part, "data") else part)


def compact_cff(font: bytes) -> bytes | None:
    """The CFF table of an OpenType font with its drawn glyphs alone; None when the font is not CID-keyed CFF."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    opened = TTFont(io.BytesIO(font), lazy=True)
    if "CFF " not in opened or not hasattr(opened["CFF "].cff.topDictIndex[0], "ROS"):
        return None
    offsets = opened["CFF "].cff.topDictIndex[0].CharStrings.charStringsIndex.offsets
    # An emptied glyph is one byte long: “end”.
    drawn = [glyph for glyph in range(len(offsets) - 1) if offsets[glyph + 1] - offsets[glyph] > 1]
    needed = {"CFF ", "maxp"}
    options = subset.Options(desubroutinize=False, notdef_outline=True, glyph_names=True, layout_features=[])
    options.drop_tables = sorted(set(opened.reader.tables) - needed)
    subsetter = subset.Subsetter(options)
    subsetter.populate(gids=drawn)
    subsetter.subset(opened)
    return bytes(opened["CFF "].compile(opened))
