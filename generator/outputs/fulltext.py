"""A record as one piece of sanitised HTML, for feed readers: every public field with its Chinese name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from generator.binding import Slot, slots
from generator.fields import File, Markdown
from generator.library.library import Library
from generator.markup import markdown, plain
from generator.outputs.api import INTERNAL
from generator.outputs.tables import cell_text
from generator.record import Attachment, Record

LONGEST = 20_000
"""Characters; a longer record is told in a sentence, with the link to its page."""
_SKIPPED = INTERNAL | {"title", "aliases", "publish_on", "withdraw_on", "tags"}


def full_text(record: Record, library: Library) -> Markup:
    """The record's public fields as HTML; nothing when that is very long."""
    told = Markup("").join(_blocks(record, library))
    return told if len(told) <= LONGEST else Markup("")


def _blocks(record: Record, library: Library) -> Iterator[Markup]:
    for name, slot in slots(type(record)).items():
        value = getattr(record, slot.name)
        if name != slot.name or name in _SKIPPED or value in (None, (), ""):
            continue
        yield _block(slot, value, library)


def _block(slot: Slot, value: Any, library: Library) -> Markup:
    if isinstance(value, Markdown):
        return Markup("<h3>{}</h3>{}").format(slot.key, markdown(str(value)))
    if slot.is_map and isinstance(value, tuple):
        return Markup("<h3>{}</h3>{}").format(slot.key, _grid(value))
    if isinstance(value, tuple):
        items = [text for one in value if (text := _item(one, slot, library))]
        listed = Markup("").join(Markup("<li>{}</li>").format(text) for text in items)
        return Markup("<h3>{}</h3><ul>{}</ul>").format(slot.key, listed) if items else Markup("")
    text = cell_text(value, library, slot)
    return Markup("<p><strong>{}</strong>：{}</p>").format(slot.key, plain(text)) if text else Markup("")


def _item(value: Any, slot: Slot, library: Library) -> str:
    if isinstance(value, Attachment):
        return value.label or value.file
    return "" if isinstance(value, File) else cell_text(value, library, slot)


def _grid(rows: tuple[dict[str, str], ...]) -> Markup:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    head = Markup("").join(Markup("<th>{}</th>").format(column) for column in columns)
    lines = (
        Markup("").join(Markup("<td>{}</td>").format(row.get(column, "")) for column in columns)
        for row in rows
    )
    body = Markup("").join(Markup("<tr>{}</tr>").format(line) for line in lines)
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, body)
