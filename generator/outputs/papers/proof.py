"""A finished PDF is opened once more, as a reader's program would: what its fonts cannot show is said, not printed in silence."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator

from generator.outputs.papers.paper import Paper
from generator.problems import MachineFault

_TAG = re.compile(r"<[^>]+>")


def unprinted(pdf: bytes, paper: Paper) -> str:
    """The letters of a notice that stand nowhere in its PDF: no font of this machine has them, and boxes are printed.

    Raises:
        MachineFault: it cannot be opened, or has no page.
    """
    import pypdf

    try:
        found = {letter for page in pypdf.PdfReader(io.BytesIO(pdf)).pages for letter in page.extract_text()}
    except Exception as error:  # pypdf raises many kinds for a damaged file
        raise MachineFault(f"“{paper.title}”的 PDF 没有做好，打不开：{error}") from error
    if not found:
        raise MachineFault(f"“{paper.title}”的 PDF 没有做好，里面没有字。")
    return "".join(dict.fromkeys(letter for letter in _letters(paper) if letter not in found))


def _letters(paper: Paper) -> Iterator[str]:
    told = (paper.title, paper.basis, html.unescape(_TAG.sub("", paper.body)), *paper.lines, paper.issuer)
    cells = (cell for row in (paper.columns, *paper.rows) for cell in row)
    for text in (*told, *cells):
        yield from (letter for letter in text if ord(letter) > 0x2E7F and letter.isalpha())
