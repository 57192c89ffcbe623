"""A notice as a Word document with the same page: A4, 22 lines of 28 characters, the fonts named for Chinese text."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from html.parser import HTMLParser
from typing import Any

from generator.outputs.papers.paper import Paper, title_width

LINE = 28.95
"""Points: 225 mm in 22 lines, rounded down to a twentieth so that 22 of them surely fit."""
_FANG, _HEI, _KAI, _BIAO, _SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
_LATIN = "Times New Roman"
_BODY = 16
_TIGHTER = "-5"
"""Twentieths of a point between characters: 28 of 三号 in 156 mm."""
_WIDTH = 442.2
"""Points of the text block: 156 mm."""
_FIRST = 32
"""Points of two characters' indent."""


def recipe() -> str:
    """Changes whenever the same paper would come out with other bytes."""
    from importlib.metadata import version

    return f"docx 2 {version('python-docx')}"


def document(paper: Paper) -> bytes:
    """The docx. Same paper, same bytes: dates inside are the notice's own."""
    import docx

    made = docx.Document()
    _page(made)
    _properties(made, paper)
    if paper.sample:
        _mark_sample(made.sections[0])
    if paper.number:
        _write(made, paper.number, align="center", indent=0)
    _write(made, "", indent=0)
    title = _write(made, paper.title, font=_BIAO, size=22, align="center", indent=0, style="Title")
    _narrow(title, title_width(paper.title))
    _write(made, "", indent=0)
    for text in filter(None, paper.basis.split("\n")):
        _write(made, text)
    for block in blocks(paper.body):
        _write(made, block.text, font={"hei": _HEI, "kai": _KAI}.get(block.look, _FANG), bold=block.bold)
    _table(made, paper)
    for line in paper.lines:
        for text in filter(None, line.split("\n")):
            _write(made, text, align="left")
    _attachments(made, paper.attachments)
    _close(made, paper)
    for text in paper.corrections:
        _write(made, text)
    return _settled(made)


class Block:
    """A paragraph of the body: its text, how it looks (`hei`, `kai` or nothing) and whether it is bold throughout."""

    def __init__(self, look: str = "") -> None:
        self.text = ""
        self.look = look
        self.bold = False
        self.is_begun = False
        """Whether only a list item's number stands there."""


class _Blocks(HTMLParser):
    """Sanitised HTML as paragraphs."""

    ENDS = frozenset({"p", "li", "h3", "h4", "h5", "h6", "tr", "dt", "dd", "pre", "blockquote", "hr", "br"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = [Block()]
        self.counters: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ol", "ul"):
            self.counters.append(int(dict(attrs).get("start") or 1) if tag == "ol" else None)
        elif tag in ("td", "th") and self.found[-1].text:
            self.found[-1].text += "　"
        elif tag in self.ENDS:
            self._next(tag, dict(attrs).get("class") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul") and self.counters:
            self.counters.pop()
        if tag in self.ENDS:
            self._next("")

    def handle_data(self, data: str) -> None:
        if data.strip() or self.found[-1].text:
            self.found[-1].text += data.replace("\n", "")
            self.found[-1].is_begun &= not data.strip()

    def _next(self, tag: str, look: str = "") -> None:
        if tag == "p" and self.found[-1].is_begun:
            return  # a list item's own paragraph goes on after the number
        if self.found[-1].text.strip():
            self.found.append(Block())
        block = self.found[-1]
        block.look = look or {"h3": "hei", "h4": "kai"}.get(tag, block.look if tag == "p" else "")
        block.bold = tag in ("h5", "h6")
        if tag == "li":
            number = self.counters[-1] if self.counters else None
            block.text = "· " if number is None else f"{number}. "
            block.is_begun = True
            if self.counters and number is not None:
                self.counters[-1] = number + 1


def blocks(body: str) -> list[Block]:
    """The paragraphs of a body in sanitised HTML, lists with their numbers written out."""
    parser = _Blocks()
    parser.feed(body)
    parser.close()
    return [block for block in parser.found if block.text.strip()]


def _page(made: Any) -> None:
    """The page, its character grid, and page numbers on the outer side."""
    from docx.shared import Mm

    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(22)
    _add(section._sectPr, "w:docGrid", type="lines", linePitch=str(round(LINE * 20)))
    made.settings.odd_and_even_pages_header_footer = True
    _number(section.footer.paragraphs[0], "right")
    _number(section.even_page_footer.paragraphs[0], "left")


def _mark_sample(section: Any) -> None:
    for header in (section.header, section.even_page_header):
        _shape(header.paragraphs[0], "left", 0)
        _dress(header.paragraphs[0].add_run("示例数据"), _HEI, 10.5)


def _number(paragraph: Any, side: str) -> None:
    """— 1 — in 四号, one character from the edge."""
    from docx.shared import Pt

    _shape(paragraph, side, 0)
    edge = paragraph.paragraph_format
    edge.right_indent, edge.left_indent = (Pt(14), None) if side == "right" else (None, Pt(14))
    for text in ("— ", None, " —"):
        run = paragraph.add_run(text or "")
        _dress(run, _SONG, 14, latin=_SONG)
        if text is None:
            _add(run._r, "w:fldChar", fldCharType="begin")
            _add(run._r, "w:instrText").text = "PAGE"
            _add(run._r, "w:fldChar", fldCharType="end")


def _properties(made: Any, paper: Paper) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    core = made.core_properties
    core.title, core.author, core.last_modified_by, core.comments = (
        paper.title,
        paper.issuer,
        paper.issuer,
        "",
    )
    core.created = core.modified = dt.datetime(paper.day.year, paper.day.month, paper.day.day)
    core.revision, core.language = 1, "zh-CN"
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = _LATIN, Pt(16)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FANG)
    _add(normal.element.get_or_add_pPr(), "w:snapToGrid", val="0")  # the exact line is the grid
    for language in made.styles.element.iter(qn("w:lang")):  # punctuation sits where it does in China
        language.set(qn("w:eastAsia"), "zh-CN")


def _write(
    made: Any,
    text: str,
    *,
    font: str = _FANG,
    size: float = 16,
    align: str = "both",
    indent: float = _FIRST,
    bold: bool = False,
    style: str | None = None,
) -> Any:
    paragraph = made.add_paragraph()
    if style:
        paragraph.style = made.styles[style]
        _undo_border(paragraph)
    _shape(paragraph, align, indent)
    _dress(paragraph.add_run(text), font, size, bold=bold)
    return paragraph


def _narrow(paragraph: Any, width: float) -> None:
    """Lines of a width in points, in the middle: those of a title are about as long as each other."""
    from docx.shared import Pt

    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Pt(max(0, (_WIDTH - width) / 2))


def _shape(paragraph: Any, align: str, indent: float, line: float = LINE) -> None:
    """Alignment, first line's indent, and the exact line of the grid."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    sides = {"both": "JUSTIFY", "center": "CENTER", "left": "LEFT", "right": "RIGHT"}
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, sides[align])
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    form.first_line_indent = Pt(indent) if indent else None
    form.widow_control = False
    # Word's own default. LibreOffice takes it for its opposite, so that there, as in the PDF, no punctuation hangs over
    # the edge and lines break at the same places.
    hangs = OxmlElement("w:overflowPunct")
    hangs.set(qn("w:val"), "1")
    paragraph._p.pPr.insert_element_before(hangs, "w:spacing", "w:ind", "w:jc")


def _dress(run: Any, font: str, size: float, *, bold: bool = False, latin: str = _LATIN) -> None:
    """Fonts and size. Figures are as wide as in the PDF, so that lines break at the same places."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run.font.name, run.font.size, run.font.bold = latin, Pt(size), bold or None
    run.font.color.rgb = RGBColor(0, 0, 0)
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hint"), "eastAsia")
    if size == _BODY:
        spacing = _add(run._r.rPr, "w:spacing", val=_TIGHTER)
        run._r.rPr.find(qn("w:sz")).addprevious(spacing)  # Word insists on the order of its elements


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    """A child element in Word's own namespace."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(f"w:{name}"), value)
    for old in parent.findall(qn(tag)) if tag == "w:docGrid" else ():
        parent.remove(old)
    parent.append(child)
    return child


def _undo_border(paragraph: Any) -> None:
    """Word's own Title style has a line under it."""
    borders = _add(paragraph._p.get_or_add_pPr(), "w:pBdr")
    _add(borders, "w:bottom", val="nil")


def _table(made: Any, paper: Paper) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT

    if not paper.rows:
        return
    size, line = (9, 13.5) if len(paper.columns) > 8 else (12, 24)
    table = made.add_table(rows=0, cols=len(paper.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for place, row in enumerate((paper.columns, *paper.rows)):
        added = table.add_row()
        form = added._tr.get_or_add_trPr()
        _add(form, "w:cantSplit")
        if not place:
            _add(form, "w:tblHeader")
        for cell, text in zip(added.cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            _shape(paragraph, "center", 0, line)
            _dress(paragraph.add_run(text), _FANG if place else _HEI, size)


def _attachments(made: Any, names: tuple[str, ...]) -> None:
    from docx.shared import Pt

    if names:
        _write(made, "", indent=0)
    for place, name in enumerate(names):
        text = f"{place + 1}. {name}" if len(names) > 1 else name
        paragraph = _write(made, text if place else f"附件：{text}", align="left", indent=0)
        paragraph.paragraph_format.left_indent = Pt(80)
        paragraph.paragraph_format.first_line_indent = Pt(0 if place else -48)


def _close(made: Any, paper: Paper) -> None:
    """QR code on the left, 落款 and 成文日期 on the right, four characters in."""
    from docx.shared import Mm, Pt

    if len(made.paragraphs):
        made.paragraphs[
            -1
        ].paragraph_format.keep_with_next = True  # never a page with nothing but the signature
    for _ in range(2):
        _write(made, "", indent=0).paragraph_format.keep_with_next = True
    for text in (paper.issuer, paper.day_text):
        paragraph = _write(made, text, align="right", indent=0)
        paragraph.paragraph_format.right_indent = Pt(64)
        paragraph.paragraph_format.keep_with_next = text == paper.issuer
    if paper.address:
        picture = io.BytesIO()
        import segno  # slow to import

        segno.make(paper.address, error="m", micro=False).save(picture, kind="png", scale=8, border=2)
        run = paragraph.add_run()
        shape = run.add_picture(picture, width=Mm(22))
        shape._inline.docPr.set("descr", f"本页地址的二维码：{paper.address}")
        _anchor(shape._inline, Mm(0), -Mm(14))


def _anchor(inline: Any, left: int, top: int) -> None:
    """Take a picture out of the line and hang it beside its paragraph, so that it takes no line of the grid."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    anchor = parse_xml(
        f'<wp:anchor {nsdecls("wp", "a", "pic", "r")} distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        'relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="margin"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="paragraph"><wp:posOffset>{top}</wp:posOffset></wp:positionV>'
        "</wp:anchor>"
    )
    wrap = parse_xml(f"<wp:wrapNone {nsdecls('wp')}/>")
    for child in list(inline):
        if child.tag.endswith("}docPr"):
            anchor.append(wrap)
        anchor.append(child)
    inline.getparent().replace(inline, anchor)


def _settled(made: Any) -> bytes:
    """The file with its parts' times fixed: an archive notes when each part was written."""
    raw, out = io.BytesIO(), io.BytesIO()
    made.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            fixed = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            fixed.external_attr = 0o644 << 16
            new.writestr(fixed, old.read(info), zipfile.ZIP_DEFLATED)
    return out.getvalue()
