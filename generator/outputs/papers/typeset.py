"""A notice as PDF, laid out after GB/T 9704-2012 and tagged for readers who listen."""

from __future__ import annotations

import base64
import io
import logging
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from generator import environment
from generator.outputs.papers.embedding import slim
from generator.outputs.papers.paper import Paper, characters, title_width

_CSS = Path(__file__).parent / "sheet.css"
# The fonts that the standard names, as they are called on Windows, WPS, macOS and Linux; free ones last. None is shipped.
FONTS = {
    "BIAO": "方正小标宋简体, FZXiaoBiaoSong-B05S, 方正小标宋_GBK, 小标宋体, STZhongsong, 华文中宋, Noto Serif CJK SC",
    "FANG": "仿宋_GB2312, FangSong_GB2312, 仿宋, FangSong, STFangsong, 华文仿宋, 方正仿宋简体, Noto Serif CJK SC",
    "HEI": "黑体, SimHei, STHeiti, 华文黑体, Noto Sans CJK SC",
    "KAI": "楷体_GB2312, KaiTi_GB2312, 楷体, KaiTi, STKaiti, 华文楷体, LXGW WenKai, Noto Serif CJK SC",
    "SONG": "宋体, SimSun, STSong, 华文宋体, Noto Serif CJK SC",
}
# As wide as each other, and in Word documents too: lines break at the same places.
FIGURES = "Times New Roman, Liberation Serif, Tinos, TeX Gyre Termes, Nimbus Roman"
_TAG = re.compile(r"(<[^>]*>)")
_FIGURES = re.compile(r"[!-;=?-~]+(?: [!-;=?-~]+)*")
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_BEFORE = re.compile(f'([{_HAN}])(?=<span class="f">[0-9A-Za-z])')
_AFTER = re.compile(f'([0-9A-Za-z])</span>(?=(?:<span class="g">)?[{_HAN}])')
_MANY_COLUMNS = 8
_SIGN_MOST = 22


def recipe() -> str:
    """Changes whenever the same paper would come out with other bytes."""
    from importlib.metadata import version

    return f"pdf 2 {version('weasyprint')} {environment.fonts()} {hash_of(_CSS.read_bytes() + str((FONTS, FIGURES)).encode())}"


def hash_of(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()[:16]


def typeset(paper: Paper) -> bytes:
    """The PDF (PDF/UA). Same paper, same fonts, same bytes."""
    css = _CSS.read_text(encoding="utf-8").replace("SAMPLE", '"示例数据"' if paper.sample else "none")
    return set_type(html(paper), css, paper.key(""))


def set_type(page_html: str, css: str, key: str) -> bytes:
    """A page as tagged PDF. In `css` the names of `FONTS` stand for families; `key` becomes the file's identity."""
    import weasyprint

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    page = weasyprint.HTML(string=page_html, url_fetcher=_only_data())
    made: Any = page.write_pdf(
        stylesheets=[_sheet(css)],
        font_config=_fonts(),
        finisher=slim,
        pdf_variant="pdf/ua-1",
        pdf_identifier=bytes.fromhex(hash_of(key.encode())),
    )
    return bytes(made)


@cache
def _only_data() -> Any:
    """Nothing is fetched from anywhere: the QR code comes inside the page."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols={"data"})


@cache
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _sheet(text: str) -> Any:
    import weasyprint

    for name, families in {**FONTS, "FIGURES": f"{FIGURES}, {FONTS['FANG']}"}.items():
        listed = ", ".join(f'"{family}"' for family in families.split(", "))
        text = text.replace(f" {name};", f" {listed};")
    return weasyprint.CSS(string=text, font_config=_fonts())


def html(paper: Paper) -> str:
    """The paper as a page for the typesetter."""
    head = Markup(
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{}</title>{}</head><body>'
    )
    meta = Markup('<meta name="author" content="{0}"><meta name="dcterms.created" content="{1}">'
                  '<meta name="dcterms.modified" content="{1}">').format(paper.issuer, paper.day.isoformat())  # fmt: skip
    body = _figured(Markup("").join(_parts(paper)))
    return str(head.format(paper.title, meta)) + body + "</body></html>"


def _figured(page: Markup) -> str:
    """Figures and Latin letters marked for their own font, and the gap between them and Chinese that Word leaves too.

    As part of the Chinese font's list the Latin one would also set “” and —. A gap belongs to the character before it,
    so that it is not seen at the end of a line and not there at the beginning.
    """
    pieces = _TAG.split(page)
    for at in range(0, len(pieces), 2):
        text = _FIGURES.sub(r'<span class="f">\g<0></span>', pieces[at])
        text = _BEFORE.sub(r'<span class="g">\1</span>', text)
        pieces[at] = _AFTER.sub(r'<span class="g">\1</span></span>', text)
    return "".join(pieces)


def _parts(paper: Paper) -> Iterator[Markup]:
    if paper.number:
        yield Markup('<p class="number">{}</p>').format(paper.number)
    yield Markup('<h1 style="max-width: {}pt">{}</h1>').format(title_width(paper.title), paper.title)
    if paper.basis:
        yield _paragraphs(paper.basis)
    yield Markup(paper.body)
    if paper.rows:
        yield _table(paper)
    yield from (_paragraphs(line) for line in paper.lines)
    if paper.attachments:
        yield _files(paper.attachments)
    yield _close(paper)
    for text in paper.corrections:
        yield Markup('<div class="later">{}</div>').format(_paragraphs(text))


def _paragraphs(text: str) -> Markup:
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in text.split("\n") if line.strip())


def _table(paper: Paper) -> Markup:
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(cell) for cell in paper.columns)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format(_broken(cell)) for cell in row)
        )
        for row in paper.rows
    )
    many = ' class="many"' if len(paper.columns) > _MANY_COLUMNS else ""
    return Markup(f"<table{many}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _broken(cell: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in cell.split("\n"))


def _files(names: tuple[str, ...]) -> Markup:
    """附件说明: 附件：1. 名称, the next one under it."""
    numbered = [f"{place}. {name}" if len(names) > 1 else name for place, name in enumerate(names, 1)]
    first, *others = [
        Markup("<p>{}{}</p>").format("" if place else "附件：", name) for place, name in enumerate(numbered)
    ]
    return Markup('<div class="files">{}{}</div>').format(first, Markup("").join(others))


def _close(paper: Paper) -> Markup:
    code = Markup("")
    if paper.address:
        caption = Markup(
            '<figure><img src="{}" alt="本页地址的二维码：{}"><figcaption>扫码看原文</figcaption></figure>'
        )
        code = caption.format(qr_image(paper.address), paper.address)
    # As wide as the longer of the two lines, which stands four characters from the edge; the other is centred on it.
    width = round(min(_SIGN_MOST, max(characters(paper.issuer), characters(paper.day_text)) + 0.3) * 15.79, 1)
    sign = Markup('<div class="sign" style="width: {}pt"><p>{}</p><p>{}</p></div>').format(
        width, paper.issuer, paper.day_text
    )
    return Markup('<div class="close">{}{}</div>').format(code, sign)


def qr_image(address: str) -> str:
    """An address as a QR code, an SVG in a data: address."""
    out = io.BytesIO()
    import segno  # slow to import

    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, nl=False)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
