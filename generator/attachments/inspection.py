"""One file, from its path to an `Inspection`: size first, then the first bytes, and only then a reader."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, MutableMapping
from io import BytesIO
from pathlib import Path
from typing import IO

from generator.attachments.model import (
    MOST_TEXT,
    VERSION,
    Content,
    FileType,
    Inspection,
    Problem,
    Refused,
    Segment,
)
from generator.attachments.sniff import HEAD, sniff
from generator.listing import Stamp, stamp_of
from generator.privacy import Hit, scan, scan_labelled
from generator.regex import regex

MEGABYTE = 1_000_000
_OFFICE = "application/vnd.openxmlformats-officedocument."

#: suffix → (type, media type, most megabytes)
ALLOWED: dict[str, tuple[FileType, str, int]] = {
    ".pdf": ("pdf", "application/pdf", 50),
    ".docx": ("docx", _OFFICE + "wordprocessingml.document", 50),
    ".xlsx": ("xlsx", _OFFICE + "spreadsheetml.sheet", 50),
    ".pptx": ("pptx", _OFFICE + "presentationml.presentation", 100),
    ".csv": ("csv", "text/csv", 10),
    ".txt": ("txt", "text/plain", 2),
    ".jpg": ("jpg", "image/jpeg", 20),
    ".jpeg": ("jpg", "image/jpeg", 20),
    ".png": ("png", "image/png", 20),
    ".webp": ("webp", "image/webp", 20),
    ".gif": ("gif", "image/gif", 20),
    ".mp4": ("mp4", "video/mp4", 500),
    ".svg": ("svg", "image/svg+xml", 2),
}
_SUFFIXES_REFUSED = {
    **dict.fromkeys((".doc", ".xls", ".ppt", ".wps", ".et", ".dps", ".dot", ".xlt"), "files.old-office"),
    **dict.fromkeys((".docm", ".xlsm", ".pptm", ".dotm", ".xltm", ".xlam", ".xlsb", ".ppsm"), "files.macros"),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".iso"), "files.archive"),
    **dict.fromkeys((".html", ".htm", ".mht", ".mhtml", ".xhtml", ".shtml", ".xml"), "files.web-page"),
    **dict.fromkeys((".heic", ".heif", ".avif"), "files.heic"),
    **dict.fromkeys((".mov", ".avi", ".wmv", ".flv", ".mkv", ".webm", ".m4v", ".mpg", ".3gp"), "files.other-video"),
    **dict.fromkeys((".bmp", ".tif", ".tiff", ".psd", ".raw", ".ico"), "files.other-picture"),
    **dict.fromkeys(
        (".exe", ".dll", ".js", ".mjs", ".vbs", ".bat", ".cmd", ".ps1", ".sh", ".scr", ".jar", ".msi", ".lnk", ".hta", ".com",
         ".py", ".php", ".apk", ".wasm", ".reg"),
        "files.program",
    ),
}  # fmt: skip
_CONTENT_REFUSED = {
    "program": "files.program",
    "archive": "files.archive",
    "html": "files.web-page",
    "heic": "files.heic",
    "mov": "files.other-video",
    "video": "files.other-video",
    "bmp": "files.other-picture",
    "tiff": "files.other-picture",
    "lfs": "files.lfs",
}
_NAMES = {"jpg": "JPEG 图片", "png": "PNG 图片", "gif": "GIF 图片", "webp": "WebP 图片", "pdf": "PDF", "zip": "压缩包", "text": "文本",
          "svg": "SVG 图片", "mp4": "MP4 视频", "rtf": "RTF 文档", "xml": "XML", "audio": "声音", "ole": "旧版 Office 文件"}  # fmt: skip
_TYPES_OF = {"docx": "zip", "xlsx": "zip", "pptx": "zip", "csv": "text", "txt": "text"}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WHAT = {
    "id_card": "身份证号",
    "mobile": "个人手机号",
    "bank_card": "银行卡号",
    "home_address": "家庭住址",
    "staff_number": "工号",
    "birth_day": "出生日期",
    "passport": "护照或通行证号",
}
_MOST_HITS = 10
_BLANKS = regex(r"[ \t\u3000]*\n[\s]*")


Seen = MutableMapping[str, tuple[Stamp, str]]
"""Path → a file's stamp when it was read, and the key of its inspection."""


def inspect(
    path: Path, known: MutableMapping[str, Inspection] | None = None, seen: Seen | None = None
) -> Inspection:
    """What the regular file at `path` is and what is wrong with it; never raises for what a file holds.

    Args:
        path: from `resolve`; a symlink is not followed even if it was put there since.
        known: results of earlier runs by `key`; looked up after hashing and added to.
        seen: files that were hashed already; one that nobody touched since is not read again. Added to.
    """
    suffix = path.suffix.lower()
    known, seen = {} if known is None else known, {} if seen is None else seen
    try:
        with _open(path) as file:
            state = os.fstat(file.fileno())
            stamp, size = stamp_of(state), state.st_size
            before, key = seen.get(os.fspath(path), (None, ""))
            if before == stamp and key in known:
                return known[key]
            head = file.read(HEAD)
            early = _refuse_early(suffix, head, size)
            if early:
                return Inspection("", "", size, "", (early,))
            digest = _hash(file)
            key = f"{VERSION}:{digest}{suffix}"
            if key not in known:
                known[key] = _inspect(file, suffix, size, digest)
            seen[os.fspath(path)] = stamp, key
            return known[key]
    except OSError:
        return Inspection("", "", 0, "", (Problem("files.unreadable", {"name": path.name}),))


def _open(path: Path) -> IO[bytes]:
    flags = (
        os.O_RDONLY
        | getattr(os, "O_NOFOLLOW", 0)
        | getattr(os, "O_NONBLOCK", 0)
        | getattr(os, "O_CLOEXEC", 0)
    )
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("not a regular file")
    return os.fdopen(descriptor, "rb")


def _hash(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _refuse_early(suffix: str, head: bytes, size: int) -> Problem | None:
    """What name, size and first bytes tell; nothing else has been read yet."""
    if not size:
        return Problem("files.empty")
    found = sniff(head)
    if found in _CONTENT_REFUSED:
        return Problem(_CONTENT_REFUSED[found], {"suffix": suffix or "（无）"})
    if suffix in _SUFFIXES_REFUSED:
        return Problem(_SUFFIXES_REFUSED[suffix], {"suffix": suffix})
    if suffix not in ALLOWED:
        return Problem("files.type", {"suffix": suffix or "（无）", "allowed": _allowed()})
    kind, _, most = ALLOWED[suffix]
    if size > most * MEGABYTE:
        return Problem("files.too-large", {"size": f"{size / MEGABYTE:.0f}", "most": str(most)})
    if found == "ole":
        return None
    if found != _TYPES_OF.get(kind, kind):
        return Problem("files.mismatch", {"suffix": suffix, "found": _NAMES.get(found, "别的东西")})
    return None


def _allowed() -> str:
    return "、".join(suffix[1:] for suffix in ALLOWED if suffix != ".jpeg")


def _inspect(file: IO[bytes], suffix: str, size: int, digest: str) -> Inspection:
    kind, mime, _ = ALLOWED[suffix]
    try:
        content = _read(file, kind, size)
    except Refused as refused:
        return Inspection(kind, mime, size, digest, (refused.problem,))
    return Inspection(
        kind,
        mime,
        size,
        digest,
        (*content.problems, *_personal(content.segments)),
        content.pages,
        content.sheets,
        content.pixels,
        content.duration,
        _search_text(content.segments),
        content.not_scanned,
    )


def _read(file: IO[bytes], kind: FileType, size: int) -> Content:
    """What the reader for a type finds. Readers are imported here: few builds meet a file that is new to them."""
    file.seek(0)
    if kind == "mp4":
        from generator.attachments.video import read_video

        return read_video(file, size)
    data = file.read()
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise Refused("files.encrypted" if _ENCRYPTED in data else "files.old-office", suffix=f".{kind}")
    if kind in {"docx", "xlsx", "pptx"}:
        from generator.attachments.office import read_office

        return read_office(BytesIO(data), kind)
    if kind in {"jpg", "png", "gif", "webp"}:
        from generator.attachments.pictures import read_picture

        return read_picture(data, kind)
    if kind == "pdf":
        from generator.attachments.pdf import read_pdf

        return read_pdf(data)
    if kind == "svg":
        from generator.attachments.svg import read_svg

        return read_svg(data)
    from generator.attachments.textual import read_csv, read_text

    return read_csv(data) if kind == "csv" else read_text(data)


def _personal(segments: tuple[Segment, ...]) -> tuple[Problem, ...]:
    """Personal data by place, each value once; the value itself is masked."""
    found: dict[tuple[str, str], Problem] = {}
    for where, hit in _hits(segments):
        params = {"where": where, "what": _WHAT[hit.kind], "masked": hit.masked}
        found.setdefault((hit.kind, hit.masked), Problem("files.personal", params))
    problems = list(found.values())
    if len(problems) > _MOST_HITS:
        return (
            *problems[:_MOST_HITS],
            Problem("files.personal-more", {"count": str(len(problems) - _MOST_HITS)}),
        )
    return tuple(problems)


def _hits(segments: tuple[Segment, ...]) -> Iterator[tuple[str, Hit]]:
    for segment in sorted(segments, key=lambda one: one.hidden):
        for hit in scan(segment.text):
            yield segment.where, hit
        for label, value in segment.labels:
            for hit in scan_labelled(label, value):
                yield segment.where, hit


def _search_text(segments: tuple[Segment, ...]) -> str:
    text = "\n".join(_BLANKS.sub("\n", segment.text).strip() for segment in segments if not segment.hidden)
    return text.encode()[:MOST_TEXT].decode("utf-8", "ignore")
