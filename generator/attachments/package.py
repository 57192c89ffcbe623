"""Opening an Office Open XML file (a zip of XML parts) within bounds, and refusing what could act or hide in it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from generator.attachments.model import Refused

_MOST_ENTRIES = 5_000
_MOST_TOTAL = 400_000_000
_MOST_PART = 50_000_000
_MOST_RATIO = 200
_RATIO_FROM = 10_000_000
_CHUNK = 1 << 20

_MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_MACROS = re.compile(
    r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml)$|(?:^|/)(?:activeX|macrosheets)/", re.IGNORECASE
)
_PROGRAMS = re.compile(r"\.(?:exe|dll|js|vbs|bat|cmd|ps1|scr|jar|msi|lnk|hta|com|html?)$", re.IGNORECASE)
_ACTING_LINK = re.compile(
    rb"<Relationship\b[^>]*?/(?:attachedTemplate|oleObject|frame|subDocument|externalLinkPath)\"[^>]*?TargetMode=\"External\"",
    re.IGNORECASE,
)


class Package:
    """A checked zip of XML parts. `budget` bounds what may be unpacked from it, embedded packages included."""

    def __init__(self, file: IO[bytes], depth: int = 0) -> None:
        self.depth = depth
        self._left = _MOST_TOTAL
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise Refused("files.broken") from error
        self.names = [info.filename for info in self._entries()]

    def _entries(self) -> list[zipfile.ZipInfo]:
        infos = self._zip.infolist()
        packed = sum(info.compress_size for info in infos)
        total = sum(info.file_size for info in infos)
        if len(infos) > _MOST_ENTRIES or total > _MOST_TOTAL:
            raise Refused("files.bomb")
        if total > _RATIO_FROM and total > _MOST_RATIO * max(1, packed):
            raise Refused("files.bomb")
        if any(info.flag_bits & 0x1 for info in infos):
            raise Refused("files.encrypted")
        return infos

    @property
    def kind(self) -> str:
        """docx, xlsx, pptx or "" (another zip)."""
        if "[Content_Types].xml" not in self.names:
            return ""
        return next((kind for part, kind in _MAIN_PARTS.items() if part in self.names), "")

    def refuse_active(self) -> None:
        """Raise for macros, programs and links that load something when the file is opened."""
        for name in self.names:
            if _MACROS.search(name):
                raise Refused("files.macros")
            if _PROGRAMS.search(name):
                raise Refused("files.embedded")
            if name.endswith(".rels") and _ACTING_LINK.search(self.read(name)):
                raise Refused("files.loads-outside")

    def read(self, name: str) -> bytes:
        """One part, unpacked within the budget, whatever size the zip's directory claims.

        Raises:
            Refused: the part is too large for what it should be, or damaged.
        """
        pieces: list[bytes] = []
        size = 0
        try:
            with self._zip.open(name) as part:
                while piece := part.read(_CHUNK):
                    size += len(piece)
                    if size > min(_MOST_PART, self._left):
                        raise Refused("files.bomb")
                    pieces.append(piece)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            KeyError,
        ) as error:
            raise Refused("files.broken") from error
        self._left -= size
        return b"".join(pieces)

    def parts(self, *endings: str) -> Iterator[str]:
        """Part names with one of these endings, in a fixed order."""
        return (name for name in sorted(self.names) if name.lower().endswith(endings))
