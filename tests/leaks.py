"""Search everything that a finished site holds for markers, however it is packed or written."""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import hashlib
import html
import io
import lzma
import quopri
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pypdf

DEPTH = 4
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_JSON_ESCAPE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_INVISIBLE = [
    chr(code)
    for code in range(0x10000)
    if unicodedata.category(chr(code)) in ("Cf", "Cc", "Zs", "Zl", "Zp", "Mn")
]
_BETWEEN = re.compile("[" + re.escape("".join(_INVISIBLE)) + "]+")


def leaks(site: Path, markers: Iterable[str]) -> list[tuple[str, str]]:
    """(path, marker) for every marker found in a file's name, bytes, or anything that can be unpacked from them.

    Markers should be two letters or more: single letters turn up by chance when bytes are read in a wrong encoding.
    """
    search = Search({marker: fold(marker) for marker in markers})
    found: set[tuple[str, str]] = set()
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        hits = search.hits(name.encode())
        if path.is_file():
            hits |= search.hits(path.read_bytes())
        found |= {(name, marker) for marker in hits}
    return sorted(found)


@dataclass
class Search:
    """`wanted`: marker → what to look for. `clean`: bytes that held nothing (digest → how deep was looked), read once."""

    wanted: dict[str, str]
    clean: dict[bytes, int] = field(default_factory=dict)

    def hits(self, data: bytes, depth: int = DEPTH) -> set[str]:
        """Markers in some bytes: as text, unescaped, unpacked, and in what those hold in turn."""
        digest = hashlib.sha256(data).digest()
        if self.clean.get(digest, -1) >= depth:
            return set()
        found: set[str] = set()
        for text in readings(data):
            found |= {marker for marker, wanted in self.wanted.items() if wanted in text}
        if depth:
            found = found.union(*(self.hits(inner, depth - 1) for inner in unpacked(data)))
        if not found:
            self.clean[digest] = depth
        return found


def readings(data: bytes) -> set[str]:
    """Every way to read some bytes as text, folded, with and without tags."""
    texts = set(as_text(data))
    return {fold(text) for text in texts} | {fold(_TAG.sub("", text)) for text in texts if "<" in text}


def fold(text: str) -> str:
    """Without what a page may put between letters: case, width, line breaks, soft hyphens, zero-width marks."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold())


def as_text(data: bytes) -> Iterator[str]:
    """Text in the encodings of this country, with entities, percent signs and \\u escapes undone."""
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        yield data.decode(encoding, "ignore")
    # Folded calendar lines continue after a space; mail-like text may be quoted-printable.
    yield re.sub(rb"\r?\n[ \t]", b"", data).decode("utf-8", "ignore")
    yield quopri.decodestring(data).decode("utf-8", "ignore")
    text = data.decode("utf-8", "ignore")
    unescaped = html.unescape(html.unescape(text))
    yield unescaped
    yield unquote_to_bytes(unescaped.encode("utf-8", "surrogatepass")).decode("utf-8", "ignore")
    yield _JSON_ESCAPE.sub(lambda match: from_escapes(match[0]), text)


def from_escapes(text: str) -> str:
    """`\\u516c` and surrogate pairs as characters."""
    units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in text.split("\\u")[1:])
    return units.decode("utf-16-be", "replace")


def unpacked(data: bytes) -> Iterator[bytes]:
    """What is packed inside: zip (docx, xlsx, pptx), gzip, zlib, bzip2, xz, PDF, base64."""
    for unpack in (gzip.decompress, zlib.decompress, bz2.decompress, lzma.decompress):
        try:
            yield unpack(data)
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
            continue
    if zipfile.is_zipfile(io.BytesIO(data)):
        yield from zip_parts(data)
    if b"%PDF-" in data[:1024]:
        yield from pdf_parts(data)
    for match in _BASE64.finditer(data):
        try:
            yield base64.b64decode(
                match[0] + b"=" * (-len(match[0]) % 4), altchars=b"-_" if b"_" in match[0] else None
            )
        except binascii.Error:
            continue


def zip_parts(data: bytes) -> Iterator[bytes]:
    """Names, comments and contents of an archive. Office files split a word over several runs: tags go."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield archive.comment
        for info in archive.infolist():
            yield info.filename.encode() + b"\n" + info.comment
            part = archive.read(info)
            yield part
            yield re.sub(rb"<[^>]*>", b"", part)


def pdf_parts(data: bytes) -> Iterator[bytes]:
    """A PDF's text as a reader sees it, its properties, its attachments, and every compressed stream."""
    for match in _PDF_STREAM.finditer(data):
        try:
            yield zlib.decompressobj().decompress(match[1])
        except zlib.error:
            continue
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        yield "\n".join(page.extract_text() for page in reader.pages).encode()
        yield "\n".join(str(value) for value in (reader.metadata or {}).values()).encode()
        yield str([item.get("/Title") for item in reader.outline if isinstance(item, dict)]).encode()
        for name, contents in reader.attachments.items():
            yield name.encode()
            yield from contents
    except (pypdf.errors.PyPdfError, ValueError, KeyError):
        return
