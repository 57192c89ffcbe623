"""Files beside a record: forty ways to hand in a bad one, each with one clear error; good ones pass.

All files are made here, by code; nothing binary is kept in the repository.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from generator.attachments import Inspection, Problem, Refused, inspect, name_problems, resolve
from generator.attachments.svg import sanitise_svg
from generator.listing import Stamp
from generator.messages import catalogue
from generator.messages.files import MESSAGES

ID_CARD = "11010519491231002X"
MOBILE = "13800138000"
STAFF = "100234"

# --- making files ----------------------------------------------------------------------------------------------------


def _docx(*paragraphs: str, change: Callable[[docx.document.Document], None] | None = None) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _xlsx(rows: list[list[object]], change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _zip(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _with_parts(base: bytes, parts: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(base)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return _zip({**kept, **parts})


_SLIDE = '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>'


def _pptx(text: str, notes: str = "") -> bytes:
    return _zip(
        {
            "[Content_Types].xml": b"<Types/>",
            "ppt/presentation.xml": b"<presentation/>",
            "ppt/slides/slide1.xml": _SLIDE.format(text).encode(),
            "ppt/notesSlides/notesSlide1.xml": _SLIDE.format(notes).encode(),
        }
    )


def _pdf(*pages: str, change: Callable[[PdfWriter], None] | None = None) -> bytes:
    """A PDF with one line of ASCII a page; an empty line makes a page without text."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for text in pages:
        stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode() if text else b"0 0 100 100 re f"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        len(kids),
        b" ".join(b"%d 0 R" % kid for kid in kids),
    )
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, os.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    if not change:
        return out.getvalue()
    writer = PdfWriter(clone_from=io.BytesIO(out.getvalue()))
    change(writer)
    changed = io.BytesIO()
    writer.write(changed)
    return changed.getvalue()


def _picture(kind: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **options)
    return out.getvalue()


def _exif(text: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = text
    return exif.tobytes()


def _huge_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _mp4(cut: int = 0) -> bytes:
    def box(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I4s", len(data) + 8, kind) + data

    mvhd = struct.pack(">IIIII", 0, 0, 0, 1000, 12_500) + bytes(80)
    data = (
        box(b"ftyp", b"isom\0\0\2\0isomiso2") + box(b"moov", box(b"mvhd", mvhd)) + box(b"mdat", bytes(1000))
    )
    return data[: len(data) - cut]


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{}</svg>'


def _svg(inner: str) -> bytes:
    return _SVG.format(inner).encode()


def _javascript(writer: PdfWriter) -> None:
    action = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert('1')"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def _launch(writer: PdfWriter) -> None:
    action = {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def _vba(_: bytes = b"") -> bytes:
    return _with_parts(_docx("正文"), {"word/vbaProject.bin": b"macro"})


def _remote_template() -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    link = f'<Relationship Id="rId1" Type="{kind}" Target="http://x.test/a.dotm" TargetMode="External"/>'
    return _with_parts(
        _docx("正文"), {"word/_rels/settings.xml.rels": f"<Relationships>{link}</Relationships>".encode()}
    )


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    return f'<?xml version="1.0"?><!DOCTYPE d [{entities}]><d>&a11;</d>'.encode()


def _deep() -> bytes:
    return b"<a>" * 5_000 + b"</a>" * 5_000


def _declared_small() -> bytes:
    """A part whose directory entry claims far fewer bytes than it unpacks to."""
    data = bytearray(_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * 50_000_000}))
    size = struct.pack("<I", 50_000_000)
    for _ in range(2):
        at = data.rfind(size)
        data[at : at + 4] = struct.pack("<I", 100)
    return bytes(data)


_BAD: list[tuple[str, str, bytes | Callable[[], bytes], str]] = [
    # what it is
    ("zero bytes", "a.pdf", b"", "files.empty"),
    ("png named jpg", "a.jpg", lambda: _picture("PNG"), "files.mismatch"),
    ("jpg named pdf", "a.pdf", lambda: _picture("JPEG"), "files.mismatch"),
    ("pdf named docx", "a.docx", lambda: _pdf("x"), "files.mismatch"),
    ("docx named pdf", "a.pdf", lambda: _docx("正文"), "files.mismatch"),
    ("docx named xlsx", "a.xlsx", lambda: _docx("正文"), "files.other-office"),
    ("plain zip named docx", "a.docx", lambda: _zip({"a.txt": b"1"}), "files.other-office"),
    ("rtf named docx", "a.docx", rb"{\rtf1\ansi hello}", "files.mismatch"),
    ("html named csv", "a.csv", b"<!DOCTYPE html><script>1</script>", "files.web-page"),
    ("html named jpg", "a.jpg", b"  <html><body>1</body></html>", "files.web-page"),
    ("html", "a.html", b"<p>1</p>", "files.web-page"),
    ("script", "a.js", b"alert(1)", "files.program"),
    ("program", "a.exe", b"MZ" + bytes(100), "files.program"),
    ("program named pdf", "a.pdf", b"MZ" + bytes(100), "files.program"),
    ("shell script named txt", "a.txt", b"#!/bin/sh\nrm -rf x", "files.program"),
    ("zip", "a.zip", lambda: _zip({"a.txt": b"1"}), "files.archive"),
    ("rar named docx", "a.docx", b"Rar!\x1a\x07\x00", "files.archive"),
    ("HEIC named jpg", "a.jpg", b"\0\0\0\x18ftypheic" + bytes(50), "files.heic"),
    ("HEIC", "a.heic", b"\0\0\0\x18ftypheic" + bytes(50), "files.heic"),
    ("mov", "a.mov", b"\0\0\0\x14ftypqt  " + bytes(50), "files.other-video"),
    ("bmp", "a.bmp", lambda: _picture("BMP"), "files.other-picture"),
    ("LFS pointer", "a.pdf", b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "files.lfs"),
    ("no suffix", "readme", b"text", "files.type"),
    ("unknown suffix", "a.xyz", b"text", "files.type"),
    ("old doc", "a.doc", _OLE, "files.old-office"),
    ("old doc named docx", "a.docx", _OLE, "files.old-office"),
    ("old xls", "a.xls", _OLE, "files.old-office"),
    ("password docx", "a.docx", _OLE + "EncryptedPackage".encode("utf-16-le"), "files.encrypted"),
    ("docm", "a.docm", _vba, "files.macros"),
    ("macros named docx", "a.docx", _vba, "files.macros"),
    ("template from outside", "a.docx", _remote_template, "files.loads-outside"),
    ("program within", "a.docx", lambda: _with_parts(_docx("x"), {"word/embeddings/a.exe": b"MZ"}), "files.embedded"),
    ("cut docx", "a.docx", lambda: _docx("正文")[:-200], "files.broken"),
    ("cut pdf", "a.pdf", lambda: _pdf("x" * 50)[:-60], "files.truncated"),
    ("garbage pdf", "a.pdf", b"%PDF-1.7\ngarbage\n%%EOF\n", "files.broken"),
    ("encrypted pdf", "a.pdf", lambda: _pdf("x", change=lambda w: w.encrypt("secret", algorithm="RC4-128")), "files.encrypted"),
    ("pdf with JavaScript", "a.pdf", lambda: _pdf("x", change=_javascript), "files.pdf-active"),
    ("pdf that launches", "a.pdf", lambda: _pdf("x", change=_launch), "files.pdf-active"),
    ("pdf with a file", "a.pdf", lambda: _pdf("x", change=lambda w: w.add_attachment("a.exe", b"MZ")), "files.pdf-active"),
    ("cut jpg", "a.jpg", lambda: _picture("JPEG", (300, 300))[:-100], "files.truncated"),
    ("cut png", "a.png", lambda: _picture("PNG")[:-8], "files.truncated"),
    ("cut webp", "a.webp", lambda: _picture("WEBP")[:-4], "files.truncated"),
    ("jpg head only", "a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "files.truncated"),
    ("gigantic png", "a.png", lambda: _huge_png(50_000, 50_000), "files.too-many-pixels"),
    ("100 megapixels", "a.png", lambda: _huge_png(10_000, 10_000), "files.too-many-pixels"),
    ("30 MB photo", "a.jpg", lambda: _picture("JPEG") + bytes(30_000_000), "files.too-large"),
    ("cut mp4", "a.mp4", lambda: _mp4(cut=100), "files.truncated"),
    ("zip bomb", "a.docx", lambda: _zip({"[Content_Types].xml": b"1", "word/document.xml": bytes(60_000_000)}), "files.bomb"),
    ("lying zip", "a.docx", _declared_small, "files.broken"),
    ("thousands of parts", "a.docx", lambda: _zip({f"{n}.xml": b"" for n in range(6_000)}), "files.bomb"),
    ("billion laughs", "a.docx", lambda: _with_parts(_docx("x"), {"word/document.xml": _laughs()}), "files.bomb"),
    ("deep XML", "a.docx", lambda: _with_parts(_docx("x"), {"word/document.xml": _deep()}), "files.bomb"),
    ("broken XML", "a.docx", lambda: _with_parts(_docx("x"), {"word/document.xml": b"<a>"}), "files.broken"),
    ("svg with script", "a.svg", _svg("<script>1</script>"), "files.svg-active"),
    ("svg with handler", "a.svg", _svg('<rect onload="1"/>'), "files.svg-active"),
    ("svg with foreignObject", "a.svg", _svg("<foreignObject/>"), "files.svg-active"),
    ("svg that loads", "a.svg", _svg('<image href="http://x.test/a.png"/>'), "files.svg-active"),
    ("svg style that loads", "a.svg", _svg("<style>@import 'http://x.test/a.css'</style>"), "files.svg-active"),
    ("svg link to script", "a.svg", _svg('<a href="javascript:1"><text>1</text></a>'), "files.svg-active"),
    ("svg that animates a link", "a.svg", _svg('<set attributeName="href" to="javascript:1"/>'), "files.svg-active"),
    ("svg with entities", "a.svg", _laughs().replace(b"<d>", b'<svg xmlns="http://www.w3.org/2000/svg">').replace(b"</d>", b"</svg>"), "files.bomb"),
    ("binary named csv", "a.csv", bytes(range(256)), "files.mismatch"),
    # personal data within
    ("id in docx", "a.docx", lambda: _docx(f"张三 {ID_CARD}"), "files.personal"),
    ("mobile in split runs", "a.docx", lambda: _docx(change=lambda d: _split_runs(d)), "files.personal"),
    ("mobile in header", "a.docx", lambda: _docx("x", change=lambda d: _header(d)), "files.personal"),
    ("id in comment", "a.docx", lambda: _docx("x", change=lambda d: _comment(d)), "files.personal"),
    ("id in properties", "a.docx", lambda: _docx("x", change=lambda d: setattr(d.core_properties, "author", ID_CARD)), "files.personal"),
    ("hidden text", "a.docx", lambda: _docx(change=lambda d: _hidden_run(d)), "files.personal"),
    ("staff numbers in a table", "a.docx", lambda: _docx(change=lambda d: _table(d)), "files.personal"),
    ("text box", "a.docx", lambda: _docx("x", change=lambda d: _text_box(d)), "files.personal"),
    ("id in xlsx", "a.xlsx", lambda: _xlsx([["姓名", "身份证号"], ["张三", ID_CARD]]), "files.personal"),
    ("mobile kept as a number", "a.xlsx", lambda: _xlsx([["姓名", "手机"], ["张三", int(MOBILE)]]), "files.personal"),
    ("staff number column", "a.xlsx", lambda: _xlsx([["名单"], ["姓名", "工号"], ["张三", int(STAFF)]]), "files.personal"),
    ("birthday as a date", "a.xlsx", lambda: _xlsx([["姓名", "出生日期"], ["张三", 31118]]), "files.personal"),
    ("hidden sheet", "a.xlsx", lambda: _xlsx([["x"]], lambda b: _hidden_sheet(b)), "files.personal"),
    ("comment on a cell", "a.xlsx", lambda: _xlsx([["x"]], lambda b: _cell_comment(b)), "files.personal"),
    ("mobile on a slide", "a.pptx", lambda: _pptx(MOBILE), "files.personal"),
    ("mobile in slide notes", "a.pptx", lambda: _pptx("x", MOBILE), "files.personal"),
    ("mobile in pdf", "a.pdf", lambda: _pdf(MOBILE), "files.personal"),
    ("id in pdf properties", "a.pdf", lambda: _pdf("x", change=lambda w: w.add_metadata({"/Author": ID_CARD})), "files.personal"),
    ("mobile in GBK csv", "a.csv", f"姓名,手机\n张三,{MOBILE}\n".encode("gbk"), "files.personal"),
    ("staff number in GBK csv", "a.csv", f"姓名,工号\n张三,{STAFF}\n".encode("gbk"), "files.personal"),
    ("id in txt", "a.txt", f"张三{ID_CARD}".encode(), "files.personal"),
    ("mobile in Exif", "a.jpg", lambda: _picture("JPEG", exif=_exif(f"tel {MOBILE}")), "files.personal"),
    ("mobile in svg text", "a.svg", _svg(f"<text>{MOBILE}</text>"), "files.personal"),
]  # fmt: skip


def _split_runs(document: docx.document.Document) -> None:
    paragraph = document.add_paragraph("电话 ")
    for piece in (MOBILE[:4], MOBILE[4:8], MOBILE[8:]):
        paragraph.add_run(piece).bold = piece.startswith("1")


def _header(document: docx.document.Document) -> None:
    document.sections[0].header.paragraphs[0].text = MOBILE


def _comment(document: docx.document.Document) -> None:
    document.add_comment(document.paragraphs[0].runs, text=f"核对 {ID_CARD}", author="某某")


def _hidden_run(document: docx.document.Document) -> None:
    document.add_paragraph().add_run(MOBILE).font.hidden = True


def _table(document: docx.document.Document) -> None:
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("姓名", "工号", "张三", STAFF), strict=True):
        cell.text = text


def _text_box(document: docx.document.Document) -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    box = docx.oxml.parse_xml(
        f'<w:txbxContent xmlns:w="{space}"><w:p><w:r><w:t>{MOBILE}</w:t></w:r></w:p></w:txbxContent>'
    )
    document.paragraphs[0]._p.append(box)


def _hidden_sheet(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("原始")
    sheet["A1"] = ID_CARD
    sheet.sheet_state = "veryHidden"


def _cell_comment(book: openpyxl.Workbook) -> None:
    book.active["A1"].comment = Comment(f"电话 {MOBILE}", "某某")


def _made(folder: Path, name: str, data: bytes | Callable[[], bytes]) -> Path:
    path = folder / name
    path.write_bytes(data() if callable(data) else data)
    return path


def _errors(result: Inspection) -> list[str]:
    return [problem.code for problem in result.problems if problem.finding("r.yml").is_error]


# --- bad files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "data", "code"), [pytest.param(*case[1:], id=case[0]) for case in _BAD])
def test_a_bad_file_gets_one_clear_error(
    tmp_path: Path, name: str, data: bytes | Callable[[], bytes], code: str
) -> None:
    result = inspect(_made(tmp_path, name, data))
    assert _errors(result) == [code]
    (found,) = [found for found in result.findings("content/notices/a.yml", 7, 9) if found.is_error]
    assert (found.path, found.line, found.column) == ("content/notices/a.yml", 7, 9)
    assert found.message and found.hint and "{" not in found.message + found.hint
    assert not any(value in found.message for value in (ID_CARD, MOBILE, STAFF))


def test_a_sparse_file_of_3_gb_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(3_000_000_000)
    result = inspect(path)
    assert _errors(result) == ["files.too-large"]
    assert result.sha256 == ""  # it was not even read through


def test_deletions_kept_by_change_tracking_are_searched_and_reported(tmp_path: Path) -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    struck = f'<w:del xmlns:w="{space}" w:author="x"><w:r><w:delText>{ID_CARD}</w:delText></w:r></w:del>'
    data = _docx("名单", change=lambda d: d.paragraphs[0]._p.append(docx.oxml.parse_xml(struck)))
    result = inspect(_made(tmp_path, "a.docx", data))
    assert [problem.code for problem in result.problems] == ["files.traces", "files.personal"]
    assert "修订中删去的文字" in result.problems[1].params["where"]
    assert ID_CARD not in result.text


def test_many_values_are_counted_not_listed(tmp_path: Path) -> None:
    rows = "\n".join(f"某{n},138{n:08}" for n in range(1, 2_000))
    result = inspect(_made(tmp_path, "a.csv", f"姓名,手机\n{rows}".encode()))
    assert len(result.problems) == 11
    assert result.problems[-1].code == "files.personal-more"


def test_a_scanned_pdf_is_reported_as_not_scanned_never_as_clean(tmp_path: Path) -> None:
    result = inspect(_made(tmp_path, "a.pdf", _pdf("first page", "")))
    assert [problem.code for problem in result.problems] == ["files.not-scanned"]
    assert _errors(result) == []
    assert "第2页" in (result.not_scanned or "")


_BOMBS = [
    "zip bomb",
    "lying zip",
    "thousands of parts",
    "billion laughs",
    "deep XML",
    "gigantic png",
    "svg with entities",
]


@pytest.mark.parametrize("case", _BOMBS)
def test_a_bomb_is_refused_within_bounded_memory(tmp_path: Path, case: str) -> None:
    name, data, code = next(row[1:] for row in _BAD if row[0] == case)
    path = _made(tmp_path, name, data)
    script = (
        "import resource, sys, pathlib; resource.setrlimit(resource.RLIMIT_AS, (700_000_000, 700_000_000))\n"
        "from generator.attachments import inspect\n"
        "print(inspect(pathlib.Path(sys.argv[1])).problems[0].code)\n"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, cwd=root, check=False
    )
    assert done.stdout.strip() == code, done.stderr[-500:]


# --- good files ------------------------------------------------------------------------------------------------------

_GOOD: list[tuple[str, bytes | Callable[[], bytes], dict[str, object]]] = [
    (
        "公示名单.pdf",
        lambda: _pdf("list 2026-01-15", "0537-5391234"),
        {"type": "pdf", "pages": 2, "not_scanned": None},
    ),
    (
        "通知 100%.docx",
        lambda: _docx("公示期五个工作日", "电话：0537-5391234"),
        {"type": "docx", "not_scanned": None},
    ),
    (
        "a.xlsx",
        lambda: _xlsx([["支部", "得分", "名次"], ["采煤一队", 98.5, 1], ["合计", 13800138, 2]]),
        {"type": "xlsx", "sheets": 1},
    ),
    ("a.pptx", lambda: _pptx("形势任务教育"), {"type": "pptx", "pages": 1}),
    ("a.csv", "支部,得分\n采煤一队,98.5\n".encode("gbk"), {"type": "csv"}),
    ("b.csv", "\ufeff支部,得分\r\n采煤一队,98.5\r\n".encode(), {"type": "csv"}),
    ("a.txt", "公示期满无异议".encode(), {"type": "txt"}),
    ("a.jpg", lambda: _picture("JPEG", exif=_exif("camera")), {"type": "jpg", "pixels": (40, 30)}),
    ("A.JPEG", lambda: _picture("JPEG", progressive=True), {"type": "jpg", "pixels": (40, 30)}),
    ("a.png", lambda: _picture("PNG"), {"type": "png", "pixels": (40, 30)}),
    ("a.gif", lambda: _picture("GIF"), {"type": "gif", "pixels": (40, 30)}),
    ("a.webp", lambda: _picture("WEBP"), {"type": "webp", "pixels": (40, 30)}),
    ("b.webp", lambda: _picture("WEBP", lossless=True), {"type": "webp", "pixels": (40, 30)}),
    ("a.mp4", _mp4(), {"type": "mp4", "duration": 12.5}),
    ("a.svg", _svg('<defs><path id="p" d="M0 0h1"/></defs><use href="#p" fill="url(#g)"/>'), {"type": "svg"}),
]


@pytest.mark.parametrize(("name", "data", "expected"), [pytest.param(*case, id=case[0]) for case in _GOOD])
def test_a_good_file_passes(
    tmp_path: Path, name: str, data: bytes | Callable[[], bytes], expected: dict[str, object]
) -> None:
    path = _made(tmp_path, name, data)
    result = inspect(path)
    assert result.problems == ()
    assert {key: getattr(result, key) for key in expected} == expected
    assert (result.size, len(result.sha256)) == (path.stat().st_size, 64)
    assert result.mime and pickle.loads(pickle.dumps(result)) == result


def test_the_search_gets_what_readers_see_and_nothing_hidden(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        hidden = book.create_sheet("底稿")
        hidden["A1"] = "不公开的底稿"
        hidden.sheet_state = "hidden"

    assert "采煤一队" in inspect(_made(tmp_path, "a.xlsx", _xlsx([["采煤一队"]], change))).text
    assert "底稿" not in inspect(tmp_path / "a.xlsx").text
    assert "分步减压" in inspect(_made(tmp_path, "a.docx", _docx("分步减压法"))).text


def test_the_text_for_the_search_is_bounded(tmp_path: Path) -> None:
    result = inspect(_made(tmp_path, "a.txt", "公示公告".encode() * 50_000))
    assert 190_000 < len(result.text.encode()) <= 200_000


def test_a_known_file_is_not_read_again(tmp_path: Path) -> None:
    known: dict[str, Inspection] = {}
    first = inspect(_made(tmp_path, "a.txt", b"text"), known)
    assert list(known.values()) == [first]
    (key,) = known
    marked = Inspection("txt", "text/plain", 4, first.sha256, text="from the cache")
    known[key] = marked
    assert inspect(_made(tmp_path, "b.txt", b"text"), known) is marked


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "record"
    (inside / "图").mkdir(parents=True)
    (inside / ".git").mkdir()
    for name in ("名单.pdf", "Photo.JPG", "图/一.png", ".git/config"):
        (inside / name).write_bytes(b"x")
    (tmp_path / "secret.pdf").write_bytes(b"x")
    (inside / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (inside / "dangling.pdf").symlink_to(tmp_path / "nowhere.pdf")
    (inside / "linked").symlink_to(tmp_path)
    os.mkfifo(inside / "pipe.pdf")
    return inside


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "files.name-empty"),
        ("   ", "files.name-empty"),
        ("../secret.pdf", "files.name-outside"),
        ("图/../../secret.pdf", "files.name-outside"),
        ("./名单.pdf", "files.name-outside"),
        ("图//一.png", "files.name-outside"),
        ("%2e%2e/secret.pdf", "files.name-outside"),
        ("..%2Fsecret.pdf", "files.name-outside"),
        ("/etc/passwd", "files.name-absolute"),
        ("C:\\new\\a.pdf", "files.name-absolute"),
        ("c:a.pdf", "files.name-absolute"),
        ("\\\\server\\share\\a.pdf", "files.name-absolute"),
        ("//server/a.pdf", "files.name-absolute"),
        ("~/a.pdf", "files.name-absolute"),
        ("图\\一.png", "files.name-backslash"),
        ("http://x.test/a.pdf", "files.name-address"),
        ("file:///etc/passwd", "files.name-address"),
        ("data:text/html,1", "files.name-address"),
        ("javascript:alert(1)", "files.name-address"),
        ("名单.pdf\0.txt", "files.name-invisible"),
        ("名单\n.pdf", "files.name-invisible"),
        ("名\u202efdp.exe", "files.name-invisible"),
        ("名\u200b单.pdf", "files.name-invisible"),
        (".git/config", "files.name-hidden"),
        (".htaccess", "files.name-hidden"),
        ("~$名单.docx", "files.name-leftover"),
        ("Thumbs.db", "files.name-leftover"),
        ("名单.pdf ", "files.name-edge"),
        ("名单.pdf.", "files.name-edge"),
        ("CON.pdf", "files.name-reserved"),
        ("com1", "files.name-reserved"),
        ("图/nul.png", "files.name-reserved"),
        ("长" * 90 + ".pdf", "files.name-too-long"),
        ("图", "files.folder"),
        ("link.pdf", "files.link"),
        ("dangling.pdf", "files.link"),
        ("linked/secret.pdf", "files.link"),
        ("pipe.pdf", "files.not-a-file"),
        ("photo.jpg", "files.wrong-case"),
        ("名单1.pdf", "files.missing-near"),
        ("完全不同的东西.xlsx", "files.missing"),
        ("名单.pdf/a", "files.missing"),
    ],
)
def test_a_bad_name_gets_one_clear_error(folder: Path, name: str, code: str) -> None:
    problem = resolve(folder, name)
    assert isinstance(problem, Problem)
    found = problem.finding("content/notices/a.yml", 3, 5)
    assert (found.code, found.is_error, found.line) == (code, True, 3)
    assert found.message.isprintable() and found.hint


@pytest.mark.parametrize(
    "name", ["名单.pdf", "图/一.png", "a # ? % & + ' { } [ ] 100%.pdf", "……通知（定稿）.pdf", "𠮷.pdf"]
)
def test_a_good_name_is_found(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"x")
    assert resolve(folder, name) == folder / name


def test_a_link_put_in_place_of_a_checked_file_is_not_followed(folder: Path) -> None:
    path = resolve(folder, "名单.pdf")
    assert isinstance(path, Path)
    path.unlink()
    path.symlink_to(folder.parent / "secret.pdf")
    assert _errors(inspect(path)) == ["files.unreadable"]


def test_a_pipe_does_not_hang_the_inspection(folder: Path) -> None:
    assert _errors(inspect(folder / "pipe.pdf")) == ["files.unreadable"]


def test_personal_data_in_a_file_name_is_found() -> None:
    (problem,) = name_problems(f"扫描件/张三{ID_CARD}.pdf")
    found = problem.finding("a.yml")
    assert found.code == "files.personal-in-name" and ID_CARD not in found.message
    assert name_problems("2026年第3号名单.pdf") == ()


# --- svg and sentences -----------------------------------------------------------------------------------------------


def test_svg_is_cut_down_to_what_is_allowed() -> None:
    raw = _svg(
        '<!-- c --><metadata>author</metadata><g x:label="1" xmlns:x="urn:x"><rect width="1" fill="red"/></g><style>g{}</style>'
    )
    clean = sanitise_svg(raw).decode()
    assert "<rect" in clean and 'fill="red"' in clean
    assert not any(word in clean for word in ("metadata", "author", "label", "style", "<!--"))
    with pytest.raises(Refused):
        sanitise_svg(_svg("<script>1</script>"))


def test_every_sentence_can_be_reached_and_is_chinese() -> None:
    tested = {case[3] for case in _BAD}
    assert tested <= set(MESSAGES)
    for code, message in MESSAGES.items():
        assert catalogue()[code] is message
        assert any("\u4e00" <= char <= "\u9fff" for char in message.text)
        assert message.hint


def test_a_file_that_nobody_touched_is_not_read_again(tmp_path: Path) -> None:
    file = tmp_path / "名单.txt"
    known: dict[str, Inspection] = {}
    seen: dict[str, tuple[Stamp, str]] = {}
    file.write_text("张三", encoding="utf-8")
    first = inspect(file, known, seen)
    place, (stamp, key) = next(iter(seen.items()))
    known[key] = told = replace(first, size=1)
    assert inspect(file, known, seen) is told
    file.write_text("李四", encoding="utf-8")
    assert inspect(file, known, seen).sha256 != first.sha256
    assert seen[place][0] != stamp
