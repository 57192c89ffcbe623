"""The search for leaks finds a marker in every form that a site can hold it in; a blind search would prove nothing."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import docx
import pytest
import weasyprint
import xlsxwriter

from tests.leaks import leaks
from tests.publishing import put

MARKER = "机密标记甲乙丙"


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def sheet(text: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, text)
    return out.getvalue()


def document(text: str) -> bytes:
    out = io.BytesIO()
    made = docx.Document()
    paragraph = made.add_paragraph()
    for letter in text:  # as Word splits a word over runs
        paragraph.add_run(letter)
    made.save(out)
    return out.getvalue()


def pdf(text: str) -> bytes:
    return bytes(
        weasyprint.HTML(string=f"<p style='font-family: \"Noto Sans CJK SC\"'>{text}</p>").write_pdf()
    )


FORMS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "gbk": lambda text: text.encode("gbk"),
    "utf-16": lambda text: text.encode("utf-16"),
    "entities": lambda text: "".join(f"&#{ord(letter)};" for letter in text).encode(),
    "hex entities": lambda text: "".join(f"&#x{ord(letter):x};" for letter in text).encode(),
    "escaped twice": lambda text: html.escape("".join(f"&#{ord(letter)};" for letter in text)).encode(),
    "marked by a search": lambda text: f"{text[:3]}<mark>{text[3:]}</mark>".encode(),
    "percent": lambda text: quote(text).encode(),
    "json": lambda text: json.dumps({"x": text}).encode(),
    "folded calendar line": lambda text: f"SUMMARY:{text[:3]}\r\n {text[3:]}\r\n".encode(),
    "base64": lambda text: b"data:text/plain;base64," + base64.b64encode(text.encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zip": lambda text: zipped("a.txt", text.encode()),
    "name in a zip": lambda text: zipped(f"{text}.txt", b""),
    "zip in a zip": lambda text: zipped("in.zip", zipped("a.txt", text.encode())),
    "xlsx": sheet,
    "docx in runs": document,
    "pdf": pdf,
}


@pytest.mark.parametrize("form", FORMS)
def test_the_marker_is_found(form: str, tmp_path: Path) -> None:
    put(tmp_path / "a/file", FORMS[form](MARKER))
    put(tmp_path / "b/other", FORMS[form]("别的内容甲乙丙"))
    assert leaks(tmp_path, [MARKER, "没有出现的标记"]) == [("a/file", MARKER)]


def test_a_name_is_searched_too(tmp_path: Path) -> None:
    put(tmp_path / quote(MARKER), b"")
    assert leaks(tmp_path, [MARKER]) == [(quote(MARKER), MARKER)]
