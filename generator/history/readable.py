"""History in words. Values are shown only for dates, numbers and choices; for text only that it changed.

An old value of a text field may be just what somebody took out because it should never have been there (a name, a
number). So it is never shown again; and what was typed by mistake into a field of another type is no date or choice,
so that it is not shown either.
"""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pydantic import TypeAdapter, ValidationError

from generator.binding import Slot, slots
from generator.fields import In, Named
from generator.history.changes import Change, Edit, History
from generator.history.renames import address
from generator.record import Part, Record

_INTERNAL = frozenset({"approval", "exemptions", "audience", "draft", "aliases"})
_SHOWN_TYPES = (dt.date, int, Decimal, Named)
_MOST_DIGITS = 6
"""A number with more digits may be somebody's: a telephone, a card."""
_AUDIENCE = frozenset({"公开范围", "audience", "草稿", "draft"})
_APPROVAL = frozenset({"审批", "approval"})

Names = Callable[[str], typing.Sequence[str]]
"""The names that policy knows in one of its sections."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One commit's change of one record, as readers see it."""

    day: dt.date
    commit: str
    what: tuple[str, ...]


def entries(
    record: Record,
    history: History,
    most: int = 20,
    *,
    names: Names = lambda section: (),
    gated: bool = False,
) -> list[Entry]:
    """A record's changes, newest first. Nothing from before the record was meant for these readers is told.

    `gated`: without its approval the record would not have been published.
    """
    opening = _AUDIENCE | _APPROVAL if gated else _AUDIENCE
    told: list[Entry] = []
    for change in history.of(record.path):
        if not change.commit:
            continue
        if record.publish_on and change.day < record.publish_on:
            break
        what = tuple(_sentences(change, type(record), names))
        if what:
            told.append(Entry(change.day, change.commit[:8], what))
        if len(told) == most or _opened_up(change, opening):
            break
    return told


def _opened_up(change: Change, opening: frozenset[str]) -> bool:
    """Whether this commit changed who may see the record: what came before was for others."""
    return any(edit.key in opening for edit in change.edits)


def _sentences(change: Change, model: type[Part], names: Names) -> Iterator[str]:
    if change.status == "added":
        yield "首次发布"
        return
    if change.status == "renamed" and address(change.path) != address(change.other):
        yield "改了地址"
    table = slots(model)
    for edit in change.edits:
        slot = table.get(edit.key)
        if slot is not None and slot.name not in _INTERNAL:
            yield _sentence(edit, slot, model, names)


def _sentence(edit: Edit, slot: Slot, model: type[Part], names: Names) -> str:
    old, new = (_shown(model, slot.name, typed, names) for typed in (edit.old, edit.new))
    if new and (old or edit.old is None):
        return f"{slot.key} {old} → {new}" if old else f"补充“{slot.key}”：{new}"
    if inner := tuple(_inner(edit, slot, names)):
        return f"修改“{slot.key}”：{'，'.join(inner)}"
    verb = {"added": "补充", "grown": "增补", "removed": "删去", "changed": "修改"}[edit.how]
    return f"{verb}“{slot.key}”"


def _inner(edit: Edit, slot: Slot, names: Names) -> Iterator[str]:
    """Dates, numbers and choices one step below a key (公示期的开始), when both values may be shown.

    In a list nobody could tell which of its items is meant.
    """
    if slot.part is None or slot.is_list or edit.how != "changed":
        return
    for one in edit.inner:
        below = slots(slot.part).get(one.key)
        if below is None:
            continue
        old, new = (_shown(slot.part, below.name, typed, names) for typed in (one.old, one.new))
        if old and new:
            yield f"{below.key} {old} → {new}"


def _shown(model: type[Part], field: str, typed: str | None, names: Names) -> str | None:
    """A value as readers may see it; None when it is not one of its field's type, or of a type that is not shown."""
    adapter = _plainly_typed(model).get(field)
    if adapter is None or not typed:
        return None
    try:
        value = adapter.validate_python(typed)
    except ValidationError:
        return None
    if isinstance(value, Named):
        sections = [mark.section for mark in slots(model)[field].marks if isinstance(mark, In)]
        return typed if any(value in names(section) for section in sections) else None
    if isinstance(value, int | Decimal) and sum(map(str.isdigit, typed)) > _MOST_DIGITS:
        return None
    return value.isoformat() if isinstance(value, dt.date) else typed


@cache
def _plainly_typed(model: type[Part]) -> dict[str, TypeAdapter[typing.Any]]:
    """Fields whose values are dates, numbers, choices or policy names: nothing of a person can be in them."""
    return {
        name: TypeAdapter(_annotation(model, name))
        for name, info in model.model_fields.items()
        if _is_plain(info.annotation)
    }


def _annotation(model: type[Part], name: str) -> typing.Any:
    """A field's type with its validators, which pydantic keeps apart from it."""
    info = model.model_fields[name]
    return typing.Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation


def _is_plain(annotation: object) -> bool:
    if isinstance(annotation, type):
        return issubclass(annotation, _SHOWN_TYPES)
    origin = typing.get_origin(annotation)
    if origin is typing.Literal:
        return True
    if origin is tuple or origin is dict or origin is None:
        return False
    arguments = [one for one in typing.get_args(annotation) if one is not type(None)]
    return bool(arguments) and _is_plain(arguments[0])
