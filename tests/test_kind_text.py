"""Plain text of a record is on its page character for character, and nothing in it runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kindtools import page, sample
from selectolax.lexbor import LexborHTMLParser

from generator.kinds import all_kinds
from generator.library import Library, check
from generator.record import Part, Record
from generator.schema import fields_of

KINDS = ["pledges", "liaisons", "meetings", "activities", "trainings", "duties"]
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} |甲|*乙*_丙_`丁` &amp; [x](y) <!-- \\ 喆堃垚 \"'"
# Said by a link, a state or a number that is derived, or told apart by its label.
SHOWN_OTHERWISE = {"answer", "direction"}


def hostile(value: Any, field: Any) -> Any:
    if field.form in ("line", "text") and isinstance(value, str):
        return f"{value} {HOSTILE}"
    return value


def spoiled(part: Part) -> Part:
    """A copy in which every plain text carries hostile characters."""
    changed: dict[str, Any] = {}
    for field in fields_of(type(part)):
        value = getattr(part, field.name)
        if field.is_list:
            changed[field.name] = tuple(
                spoiled(v) if isinstance(v, Part) else hostile(v, field) for v in value
            )
        else:
            changed[field.name] = spoiled(value) if isinstance(value, Part) else hostile(value, field)
    return part.model_copy(update=changed)


def plain_texts(part: Part) -> Iterator[tuple[str, str]]:
    """Field name and text of everything typed as plain text."""
    for field in fields_of(type(part)):
        value = getattr(part, field.name)
        for one in value if field.is_list else (value,):
            if isinstance(one, Part):
                yield from plain_texts(one)
            elif (
                field.form in ("line", "text") and isinstance(one, str) and field.name not in SHOWN_OTHERWISE
            ):
                yield field.name, one


def with_spoiled(library: Library, kind: str) -> tuple[Library, Record]:
    records = [spoiled(one) if one.kind == kind else one for one in library.all_records()]
    made = Library(
        [one for one in records if isinstance(one, Record)],
        site=library.site,
        policy=library.policy,
        calendar=library.calendar,
        as_of=library.as_of,
    )
    return made, made.get(kind, "shili")


@pytest.mark.parametrize("kind", KINDS)
def test_plain_text_stands_on_the_page_as_typed(tmp_path: Path, kind: str) -> None:
    assert kind in all_kinds()
    checked = check(sample(tmp_path, kind), dt.date(2026, 7, 1))
    assert checked.library is not None
    library, record = with_spoiled(checked.library, kind)
    # An audience that holds hostile text would hide the record; the sample leaves it empty.
    html = LexborHTMLParser(page(library, kind, "shili"))
    shown = {(node.attributes["data-field"], node.text()) for node in html.css("[data-field]")}
    missing = [pair for pair in plain_texts(record) if pair not in shown]
    assert missing == []
    assert html.css("script") == []
    assert all(not name.startswith("on") for node in html.css("*") for name in node.attributes)
