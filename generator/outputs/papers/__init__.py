"""Notices on paper: `/<kind>/<id>/<slug>.pdf` and `.docx`, one part a notice, kept by content."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING

from generator.library.library import Library

if TYPE_CHECKING:
    from generator.outputs import Output
    from generator.outputs.papers.paper import Paper
    from generator.render import Surroundings

NO_TYPESETTER = "这台机器没有排版组件 Pango，这次不生成 PDF，其余照常（Debian 上可安装 libpango-1.0-0 和 libpangoft2-1.0-0）"

NO_GLYPHS = "“{title}”的 PDF 里，这台机器的字体没有这些字，印出来是空框：{letters}。请安装收字全的中文字体（例如 fonts-noto-cjk）"
_MOST_TOLD = 20
_LINUX_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")


def suffixes() -> tuple[str, ...]:
    """The forms that this machine can make."""
    return ("pdf", "docx") if _can_set_type() else ("docx",)


def _can_set_type() -> bool:
    """Whether this machine can make PDFs: WeasyPrint needs the system's Pango."""
    import ctypes

    try:
        if sys.platform == "linux":  # importing WeasyPrint costs most of a second
            for name in _LINUX_LIBRARIES:
                ctypes.CDLL(name)
        else:
            import weasyprint  # noqa: F401
    except OSError:
        return False
    return True


def parts(library: Library) -> Iterator[tuple[str, Output]]:
    """A Word document and, where the machine can set type, a PDF of every visible notice."""
    for suffix in suffixes():
        for record in library.records("notices"):
            yield f"{suffix}/{record.id}", partial(_paper, record.id, suffix)


def _maker(suffix: str) -> tuple[Callable[[], str], Callable[[Paper], bytes]]:
    """The recipe of a form, and who makes it; imported when the first paper is wanted, which most builds never see."""
    if suffix == "pdf":
        from generator.outputs.papers import typeset

        return typeset.recipe, typeset.typeset
    from generator.outputs.papers import word

    return word.recipe, word.document


@cache
def _told(recipe: Callable[[], str]) -> str:
    return recipe()


def _paper(name: str, suffix: str, library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    """One notice's paper, from the store where an earlier run made it."""
    from generator.outputs.papers.paper import paper_of
    from generator.outputs.papers.proof import unprinted

    record = library.get("notices", name)
    if record is None:
        return
    recipe, make = _maker(suffix)
    paper = paper_of(record, library)
    key = paper.key(_told(recipe))
    if key not in around.store:
        around.store[key] = made = make(paper)
        if suffix == "pdf" and (boxes := unprinted(made, paper)):
            around.tell(NO_GLYPHS.format(title=paper.title, letters=boxes[:_MOST_TOLD]))
    yield f"{record.key}/{record.slug}.{suffix}", around.store[key]
