"""What a reader can see of a record, a search for it finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from kindtools import page
from selectolax.lexbor import LexborHTMLParser
from test_every_field_shown import filled

from generator.fields import Markdown
from generator.kinds import all_kinds
from generator.outputs.search.collect import doc_of
from generator.outputs.search.fold import fold

# field → why nobody looks for its text as the page shows it.
NOT_SEARCHED = {
    "state": "worked out from days; a filter of the search",
    "kind": "a filter of the search",
}


@pytest.mark.parametrize("kind", sorted(all_kinds()))
def test_every_field_that_a_page_shows_is_found(tmp_path: Path, kind: str) -> None:
    library, record = filled(tmp_path, kind)
    doc = doc_of(record, library)
    known = "\n".join(fold(text) for _, text in doc.texts())
    shown = LexborHTMLParser(page(library, kind, "shili")).css("[data-field]")
    texts = [(node.attributes["data-field"] or "", node.text()) for node in shown]
    lost = [(name, text) for name, text in texts if name not in NOT_SEARCHED and fold(text) not in known]
    assert len(texts) > 3
    assert lost == []


def test_days_are_found_as_files_and_as_official_documents_write_them(tmp_path: Path) -> None:
    library, record = filled(tmp_path, "meetings")
    text = fold(doc_of(record, library).body)
    assert fold(record.day.isoformat()) in text
    assert f"{record.day.year}年{record.day.month}月{record.day.day}日" in text


def test_a_long_text_is_found_however_it_is_marked_up(tmp_path: Path) -> None:
    library, record = filled(tmp_path, "trainings")
    source = "**第一**、*安全*生产\n\n| 姓名 | 补助（元） |\n|---|---|\n| 𠮷垚 | 12,000.50 |\n\n1. 甲项 AI 技术\n2. 乙项\n   续行文字"
    name = next(name for name in type(record).model_fields if isinstance(getattr(record, name), Markdown))
    doc = doc_of(record.model_copy(update={name: Markdown(source)}), library)
    known = fold(doc.body)
    for query in (
        "第一、安全生产",
        "𠮷垚",
        "12,000.50",
        "１２，０００．５０",
        "甲项AI技术",
        "乙项续行",
        "2. 乙项",
    ):
        assert fold(query) in known, query
