"""Any text in every field of every kind → build → parse back. One round by default; `make fuzz` runs many."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hostile.records import SHAPES
from hostile.site import make
from hostile.vectors import MARKDOWN, VISIBLE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_hostile_text import markdown_names

from generator.markdown_limits import too_costly, vanishing
from generator.privacy import find_mailboxes, find_phones, scan
from generator.yamlio import chars

ROUNDS = int(os.environ.get("GONGKAI_FUZZ", "1"))
_ANY = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=40
)
_SIGNS = st.text("<>&\"'`{}[]()|*_#\\/=:;!?%$@~^-+. \u3000中文ab", min_size=1, max_size=40)


def _allowed(text: str) -> bool:
    """What no other rule refuses: no odd characters, no numbers of persons or offices."""
    personal = scan(text) or find_phones(text) or find_mailboxes(text)
    return bool(text) and not chars.odd(text) and not personal


TEXTS = st.one_of(_ANY, _SIGNS, st.sampled_from(VISIBLE)).map(str.strip).filter(_allowed)


@settings(
    max_examples=ROUNDS,
    deadline=None,
    derandomize=ROUNDS == 1,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(st.lists(TEXTS, min_size=150, max_size=300, unique=True), st.randoms(use_true_random=False))
def test_any_text_comes_back_from_the_built_site_as_typed(texts: list[str], random: object) -> None:
    markdowns = [
        one for one in (*texts, *MARKDOWN) if not too_costly(one) and not any(odd for odd in vanishing(one))
    ]
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder), texts, markdowns, rounds=2)
        pages = {record: made.page(record) for record in made.titles()}
        missing = []
        for record, name, text in made.written():
            kind = record.partition("/")[0]
            if name in markdown_names(kind):
                continue
            page = pages[record]
            fields = {node.text() for node in page.css(f'[data-field="{name.rpartition(".")[2]}"]')}
            if text not in fields and text not in page.body.text():
                missing.append((record, name, text))
        assert missing == []
        assert {record.partition("/")[0] for record in pages} == set(SHAPES)
        for page in pages.values():
            assert [
                node.html for node in page.css("script:not([src])") if "gkHit" in (node.text() or "")
            ] == []
            assert [
                node.html for node in page.css("*") if any(name.startswith("on") for name in node.attributes)
            ] == []
