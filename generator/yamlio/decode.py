"""From bytes to text: only UTF-8 passes, everything else is named so that its writer can save it again."""

from __future__ import annotations

import re

from generator.regex import regex
from generator.yamlio.nodes import Fault, fault

MAX_BYTES = 2_000_000

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF 文件"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文档（doc、xls、ppt）"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"BM", "BMP 图片"),
    (b"RIFF", "音视频或 WebP 图片"),
)
_ZIPPED = ((b"word/", "Word 文档（docx）"), (b"xl/", "Excel 表格（xlsx）"), (b"ppt/", "PPT 演示文稿（pptx）"))
_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32", "utf-32"),
    (b"\x00\x00\xfe\xff", "UTF-32", "utf-32"),
    (b"\xff\xfe", "UTF-16（记事本里叫“Unicode”）", "utf-16"),
    (b"\xfe\xff", "UTF-16 大端（记事本里叫“Unicode big endian”）", "utf-16"),
)
_HTML = regex(r"\s*<(?:!DOCTYPE|html|head|body|\?xml|script|div|table|p)\b", re.IGNORECASE)
_CONFLICT = regex(r"^<{7}(?: .*)?$", re.MULTILINE)


def decode(data: bytes) -> tuple[str, Fault | None]:
    """The text with `\\n` line ends and no BOM, and the fault that forbids reading on (or None).

    With a fault the text is the best guess at what the lines say: it is for excerpts only.
    """
    if len(data) > MAX_BYTES:
        return "", fault("yaml.too-big", 1, 1, size=f"{len(data) / 1e6:.1f}", limit=MAX_BYTES // 1_000_000)
    what = _binary(data)
    if what:
        return "", fault("yaml.not-text", 1, 1, what=what)
    wide = _wide(data)
    if wide:
        name, codec = wide
        return newlines(data.decode(codec, "replace")), fault("yaml.encoding", 1, 1, name=name)
    body = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        return _undecodable(body, error.start, error.reason)
    text = newlines(text)
    return text, _whole_file(text)


def newlines(text: str) -> str:
    """CRLF and lone CR become LF: what editors show as a line is a line."""
    if "\r" in text:
        return text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _binary(data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        return next((name for mark, name in _ZIPPED if mark in data), "ZIP 压缩包")
    for magic, name in _MAGIC:
        if data.startswith(magic) and (len(magic) > 2 or b"\x00" in data[:64]):
            return name
    return ""


def _wide(data: bytes) -> tuple[str, str] | None:
    """UTF-16 or UTF-32, by its BOM or by where the zero bytes stand."""
    for bom, name, codec in _BOMS:
        if data.startswith(bom):
            return name, codec
    zeros = data.count(0)
    if zeros < 2 or zeros * 20 < len(data) or len(data) % 2:
        return None
    if data[0::2].count(0) == 0 and b"\n\x00" in data + b"\n\x00":
        return ("UTF-16（小端，没有 BOM）", "utf-16-le") if _decodes(data, "utf-16-le") else None
    if data[1::2].count(0) == 0:
        return ("UTF-16（大端，没有 BOM）", "utf-16-be") if _decodes(data, "utf-16-be") else None
    return None


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _undecodable(body: bytes, start: int, reason: str) -> tuple[str, Fault]:
    line, column = place(body, start)
    lossy = newlines(body.decode("utf-8", "replace"))
    if (
        reason == "unexpected end of data"
        and len(body) - start < 4
        and (start == 0 or _speaks_utf8(body[:start]))
    ):
        return lossy, fault("yaml.cut", line, column)
    if re.match(rb"\xed[\xa0-\xbf][\x80-\xbf]", body[start : start + 3]):
        return lossy, fault("yaml.surrogate", line, column)
    if _mostly_utf8(lossy):
        return lossy, fault("yaml.bad-bytes", line, column, byte=f"{body[start]:02X}")
    name, codec = _legacy(body)
    if not codec:
        return lossy, fault("yaml.bad-bytes", line, column, byte=f"{body[start]:02X}")
    return newlines(body.decode(codec, "replace")), fault("yaml.encoding", line, column, name=name)


def place(body: bytes, index: int) -> tuple[int, int]:
    """Line and column (both from 1) of the byte at `index`; everything before it is valid UTF-8."""
    before = newlines(body[:index].decode("utf-8", "replace"))
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _speaks_utf8(before: bytes) -> bool:
    return not before.isascii()


def _mostly_utf8(lossy: str) -> bool:
    """A few bad bytes in a UTF-8 file are damage; a file full of them is another encoding."""
    bad = lossy.count("\ufffd")
    good = sum(1 for char in lossy if "\u2e80" <= char <= "\uff5e")
    return good > bad


def _legacy(body: bytes) -> tuple[str, str]:
    """The likelier of GB18030 and Big5, by how many of its characters are everyday ones."""
    score_gb, score_big = _everyday(body, "gb18030", 0xB0, 0xD7), _everyday(body, "big5", 0xA4, 0xC6)
    if max(score_gb, score_big) <= 0:
        return "", ""
    if score_gb >= score_big:
        return "GBK（GB18030，记事本里叫“ANSI”）", "gb18030"
    return "Big5（繁体中文）", "big5"


def _everyday(body: bytes, codec: str, low: int, high: int) -> float:
    """Share of the non-ASCII characters whose lead byte is in the code's first-level block; 0 when it fits badly."""
    text = body[:60_000].decode(codec, "replace")
    foreign = [char for char in text if char > "\x7f"]
    if not foreign or foreign.count("\ufffd") * 10 > len(foreign) + 10:
        return 0.0
    common = 0
    for char in foreign:
        code = char.encode(codec, "replace")
        common += len(code) == 2 and low <= code[0] <= high and code[1] >= 0x40
        if codec == "gb18030" and len(code) == 2 and code[1] < 0xA1:
            common -= 1
    return common / len(foreign)


def _whole_file(text: str) -> Fault | None:
    """Files that are something else altogether, or are not finished."""
    stripped = text.strip()
    if not stripped:
        return fault("yaml.empty", 1, 1)
    if text.startswith("version https://git-lfs.github.com/"):
        return fault("yaml.lfs", 1, 1, len(text.split("\n", 1)[0]))
    line = text[: len(text) - len(text.lstrip())].count("\n") + 1
    column = len(text) - len(text.lstrip()) - (text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1) + 1
    if _HTML.match(text):
        return fault("yaml.html", line, column)
    conflict = _CONFLICT.search(text)
    if conflict:
        return fault("yaml.conflict", text.count("\n", 0, conflict.start()) + 1, 1, len(conflict.group()))
    if re.match(r'\{\s*(?:"|\}|$)|\[\s*(?:[\[{"\d\]]|$)', stripped):
        return fault("yaml.json", line, column)
    return None
