"""References, policy names and files inside a record: where they stand and what they must name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from generator.binding import Location, Slot, slots
from generator.fields import File, In, Named, Ref, To
from generator.record import Part, Record


@cache
def _routes(model: type[Part]) -> tuple[tuple[Slot, tuple[Any, ...]], ...]:
    """The slots of a model that hold, or lead to, references, policy names and files; each with the routes inside it."""
    found = []
    for name, slot in slots(model).items():
        if name != slot.name:
            continue
        inner = _routes(slot.part) if slot.part else ()
        if slot.marks or slot.is_file or inner:
            found.append((slot, inner))
    return tuple(found)


def _walk(part: Part, at: Location) -> Iterator[tuple[Location, Any, Slot]]:
    for slot, inner in _routes(type(part)):
        value = getattr(part, slot.name)
        if not value:
            continue
        values = enumerate(value) if slot.is_list else ((None, value),)
        for index, item in values:
            here = (*at, slot.name) if index is None else (*at, slot.name, index)
            if inner and isinstance(item, Part):
                yield from _walk(item, here)
            else:
                yield here, item, slot


def references(record: Record) -> Iterator[tuple[Location, Ref, To]]:
    """Every reference of a record: where it stands, its text, and the kinds it may name."""
    for at, value, slot in _walk(record, ()):
        for mark in slot.marks:
            if isinstance(mark, To) and isinstance(value, Ref):
                yield at, value, mark


def policy_names(record: Record) -> Iterator[tuple[Location, Named, In]]:
    """Every name in a record that the policy must define."""
    for at, value, slot in _walk(record, ()):
        for mark in slot.marks:
            if isinstance(mark, In) and isinstance(value, Named):
                yield at, value, mark


def files_named(record: Record) -> Iterator[tuple[Location, File]]:
    """Every file that a record names."""
    for at, value, _ in _walk(record, ()):
        if isinstance(value, File):
            yield at, value
