"""What staff must do, as a calendar; only in the site for the narrowest audience."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.library.library import Library
from generator.outputs.calendars import calendar, entry, is_off
from generator.record import Event, Record
from generator.todo import LABELS, Item, is_for_staff, todo

if TYPE_CHECKING:
    from generator.render import Surroundings

NAME = "待办"


def files(library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    """`calendar/待办.ics`: every thing to do that has a day and a record."""
    if is_for_staff(library):
        yield f"calendar/{NAME}.ics", as_ics(todo(library), library)


def as_ics(items: list[Item], library: Library) -> bytes:
    """The list as a calendar (RFC 5545): each item on the day it is due, however long ago that was."""
    due = ((item, item.record) for item in items if item.record and item.day)
    entries = [
        entry(record, _event(item, record), library, cancelled=is_off(record, library))
        for item, record in due
    ]
    return calendar(NAME, entries, (), library)


def _event(item: Item, record: Record) -> Event:
    assert item.day is not None
    return Event(
        calendar=NAME,
        uid=f"todo/{item.code}",
        title=f"{LABELS[item.urgency]}：{record.title}",
        start=item.day,
        until=item.day,
        note=f"{item.what}\n办法：{item.act}\n依据：{item.basis}",
    )
