"""Every plain-text field of every kind has an element of its own on the record's page, when all fields are filled."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from kindtools import page, sample
from selectolax.lexbor import LexborHTMLParser

from generator.fields import Markdown
from generator.kinds import all_kinds
from generator.library import Library, check
from generator.record import Part, Record
from generator.schema import Field, fields_of

AS_OF = dt.date(2026, 7, 1)
PLAIN = ("line", "text", "named", "phone", "mailbox")

# kind (or * for all) and field → why its text stands in no element of its own.
ELSEWHERE = {
    ("*", "audience"): "says who may read the page; the page's foot says it for the whole site",
    ("*", "aliases"): "an old address, which leads to this page",
    ("*", "exemptions"): "for the gate against personal data; not for readers",
    (
        "trainings",
        "answer",
    ): "letters of the right options; the page says them in a sentence, and marks by them",
}
VALUES: dict[str, Any] = {
    "day": dt.date(2026, 3, 2),
    "clock": "09:00",
    "count": 3,
    "year": 2026,
    "number": Decimal(5),
    "flag": False,
    "phone": "0571-8800123",
    "mailbox": "dw@shifankuang.example",
    "file": "a.pdf",
    "image": "a.png",
}


class Filler:
    """Copies of parts in which nothing is empty and every plain text is the only one of its kind."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)

    def fill(self, model: type[Part], given: Part | None) -> Part:
        values = {
            field.name: self.value(field, getattr(given, field.name, None)) for field in fields_of(model)
        }
        return given.model_copy(update=values) if given is not None else model.model_construct(**values)

    def value(self, field: Field, given: Any) -> Any:
        if not field.is_list:
            return self.one(field, given)
        there = [self.one(field, one) for one in given or ()]
        return tuple(there or [one for one in [self.one(field, None)] if one is not None])

    def one(self, field: Field, given: Any) -> Any:
        if field.part is not None:
            return self.fill(field.part, given)
        if field.form in ("line", "text") and field.value is str:
            return f"{given or field.example or field.key} ·{next(self.numbers)}"
        if given is not None:
            return given
        if field.form == "markdown":
            return Markdown("一段文字。")
        if field.form == "choice":
            return field.choices[0]
        if field.form == "ref":
            return "shili-zhibu" if "branches" in field.kinds else None
        return VALUES.get(field.form)


def plain(part: Part, kind: str) -> Iterator[tuple[str, str]]:
    """Field name and text of everything that is plain text, but for what stands elsewhere."""
    for field in fields_of(type(part)):
        if ("*", field.name) in ELSEWHERE or (kind, field.name) in ELSEWHERE:
            continue
        value = getattr(part, field.name)
        for one in value if field.is_list else (value,):
            if isinstance(one, Part):
                yield from plain(one, kind)
            elif field.form in PLAIN and one and field.value is str:
                yield field.name, str(one)
            elif field.form == "row":
                yield from ((field.name, text) for text in (one or {}).values() if isinstance(text, str))


def filled(folder: Path, kind: str) -> tuple[Library, Record]:
    found = check(sample(folder, kind), AS_OF).library
    assert found is not None
    given = found.get(kind, "shili")
    record = (
        Filler()
        .fill(type(given), given)
        .model_copy(update={"audience": None, "publish_on": None, "withdraw_on": None, "draft": False})
    )
    others = [one for one in found.all_records() if one.key != given.key]
    made = Library(
        [*others, record], site=found.site, policy=found.policy, calendar=found.calendar, as_of=AS_OF
    )
    return made, record


@pytest.mark.parametrize("kind", sorted(all_kinds()))
def test_every_plain_text_stands_alone_in_an_element_named_after_its_field(tmp_path: Path, kind: str) -> None:
    library, record = filled(tmp_path, kind)
    html = LexborHTMLParser(page(library, kind, "shili"))
    shown = {(node.attributes["data-field"], node.text()) for node in html.css("[data-field]")}
    assert [pair for pair in plain(record, kind) if pair not in shown] == []
