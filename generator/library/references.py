"""References, policy names and files inside a record: where they stand and what they must name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

from generator.binding import Location, Slot, slots
from generator.fields import File, In, Named, Ref, To
from generator.record import Part, Record

References = tuple[tuple[str, tuple[str, ...]], ...]
"""What is referred to: texts of references, and the kinds that each may name."""
Wanted = Literal["reference", "name", "file"]


def _holds(slot: Slot, wanted: Wanted) -> bool:
    if wanted == "file":
        return slot.is_file
    return any(isinstance(mark, To if wanted == "reference" else In) for mark in slot.marks)


@cache
def _routes(model: type[Part], wanted: Wanted) -> tuple[tuple[Slot, bool], ...]:
    """The slots of a model that hold what is wanted, or parts that do (then True): the others need no look."""
    found = []
    for name, slot in slots(model).items():
        if name == slot.name:
            inside = slot.part is not None and bool(_routes(slot.part, wanted))
            if inside or _holds(slot, wanted):
                found.append((slot, inside))
    return tuple(found)


def _walk(part: Part, at: Location, wanted: Wanted) -> Iterator[tuple[Location, Any, Slot]]:
    for slot, inside in _routes(type(part), wanted):
        value = getattr(part, slot.name)
        if not value:
            continue
        values = enumerate(value) if slot.is_list else ((None, value),)
        for index, item in values:
            here = (*at, slot.name) if index is None else (*at, slot.name, index)
            if inside and isinstance(item, Part):
                yield from _walk(item, here, wanted)
            else:
                yield here, item, slot


def references(record: Record) -> Iterator[tuple[Location, Ref, To]]:
    """Every reference of a record: where it stands, its text, and the kinds it may name."""
    for at, value, slot in _walk(record, (), "reference"):
        for mark in slot.marks:
            if isinstance(mark, To) and isinstance(value, Ref):
                yield at, value, mark


def references_of(record: Record) -> References:
    """What a record refers to, wherever it stands."""
    return tuple(dict.fromkeys((str(ref), to.kinds) for _, ref, to in references(record)))


def policy_names(record: Record) -> Iterator[tuple[Location, Named, In]]:
    """Every name in a record that the policy must define."""
    for at, value, slot in _walk(record, (), "name"):
        for mark in slot.marks:
            if isinstance(mark, In) and isinstance(value, Named):
                yield at, value, mark


def files_named(record: Record) -> Iterator[tuple[Location, File]]:
    """Every file that a record names."""
    for at, value, _ in _walk(record, (), "file"):
        if isinstance(value, File):
            yield at, value
