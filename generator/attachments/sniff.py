"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re

#: Bytes from the start that decide.
HEAD = 8192

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (_OLE, "ole"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"#!", "program"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "program"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"{\\rtf", "rtf"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"ID3", "audio"),
    (b"OggS", "audio"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"FLV\x01", "video"),
    (b"version https://git-lfs", "lfs"),
)
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|script|iframe)\b",
    re.IGNORECASE | re.DOTALL,
)
_SVG = re.compile(rb"<(?:[A-Za-z_][\w.\-]*:)?svg\b", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def sniff(head: bytes) -> str:
    """A type (`pdf`, `png`, `zip`, `ole`, `html`, `program` …), `text`, or `unknown`, from the first bytes."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"AVI ": "video", b"WAVE": "audio"}.get(head[8:12], "unknown")
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12])
    return _as_text(head)


def _by_brand(brand: bytes) -> str:
    if brand in _HEIC:
        return "heic"
    if brand in {b"M4A ", b"M4B "}:
        return "audio"
    return "mov" if brand == b"qt  " else "mp4"


def _as_text(head: bytes) -> str:
    if head[:2] in _WIDE:
        return "text"
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(head):
        return "html"
    if head.lstrip().startswith(b"<") and _SVG.search(head):
        return "svg"
    if head.lstrip().startswith(b"<?xml"):
        return "xml"
    odd = sum(byte < 32 and byte not in b"\t\n\r\x0c\x1b" for byte in head)
    return "unknown" if odd else "text"
