"""Notices on paper: `/<kind>/<id>/<slug>.pdf` and `.docx`, one part a notice, kept by content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from generator.library.library import Library
from generator.outputs.papers import typeset, word
from generator.outputs.papers.paper import Paper, paper_of
from generator.outputs.papers.proof import unprinted

if TYPE_CHECKING:
    from generator.outputs import Output
    from generator.render import Surroundings

NO_TYPESETTER = "这台机器没有排版组件 Pango，这次不生成 PDF，其余照常（Debian 上可安装 libpango-1.0-0 和 libpangoft2-1.0-0）"

NO_GLYPHS = "“{title}”的 PDF 里，这台机器的字体没有这些字，印出来是空框：{letters}。请安装收字全的中文字体（例如 fonts-noto-cjk）"
_MOST_TOLD = 20


def suffixes() -> tuple[str, ...]:
    """The forms that this machine can make."""
    return ("pdf", "docx") if typeset.available() else ("docx",)


def parts(library: Library) -> Iterator[tuple[str, Output]]:
    """A Word document and, where the machine can set type, a PDF of every visible notice."""
    makers = {"docx": (word.recipe(), word.document), "pdf": (typeset.recipe(), typeset.typeset)}
    for suffix in suffixes():
        recipe, make = makers[suffix]
        for record in library.records("notices"):
            yield f"{suffix}/{record.id}", partial(_paper, record.id, suffix, recipe, make)


def _paper(
    name: str,
    suffix: str,
    recipe: str,
    make: Callable[[Paper], bytes],
    library: Library,
    around: Surroundings,
) -> Iterator[tuple[str, bytes]]:
    """One notice's paper, from the store where an earlier run made it."""
    record = library.get("notices", name)
    if record is None:
        return
    paper = paper_of(record, library)
    key = paper.key(recipe)
    if key not in around.store:
        around.store[key] = made = make(paper)
        if suffix == "pdf" and (boxes := unprinted(made, paper)):
            around.tell(NO_GLYPHS.format(title=paper.title, letters=boxes[:_MOST_TOLD]))
    yield f"{record.key}/{record.slug}.{suffix}", around.store[key]
