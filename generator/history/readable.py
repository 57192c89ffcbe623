"""History in words. Values are shown only for dates, numbers and choices; for text only that it changed.

An old value of a text field may be just what somebody took out because it should never have been there (a name, a
number). So it is never shown again.
"""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from generator.binding import Slot, slots
from generator.fields import Named
from generator.history.changes import Change, Edit, History
from generator.record import Part, Record

_INTERNAL = frozenset({"approval", "exemptions", "audience", "draft", "aliases"})
_SHOWN_TYPES = (dt.date, int, Decimal, Named)


@dataclass(frozen=True, slots=True)
class Entry:
    """One commit's change of one record, as readers see it."""

    day: dt.date
    commit: str
    what: tuple[str, ...]


def entries(record: Record, history: History, most: int = 20) -> list[Entry]:
    """A record's changes, newest first. Nothing from before the record was meant for these readers is told."""
    told: list[Entry] = []
    for change in history.of(record.path):
        if not change.commit:
            continue
        if record.publish_on and change.day < record.publish_on:
            break
        what = tuple(_sentences(change, type(record)))
        if what:
            told.append(Entry(change.day, change.commit[:8], what))
        if len(told) == most or _opened_up(change):
            break
    return told


def _opened_up(change: Change) -> bool:
    """Whether this commit changed who may see the record: what came before was for others."""
    return any(edit.key in ("公开范围", "audience", "草稿", "draft") for edit in change.edits)


def _sentences(change: Change, model: type[Part]) -> Iterator[str]:
    if change.status == "added":
        yield "首次发布"
        return
    table = slots(model)
    for edit in change.edits:
        slot = table.get(edit.key)
        if slot is not None and slot.name not in _INTERNAL:
            yield _sentence(edit, slot, model)


def _sentence(edit: Edit, slot: Slot, model: type[Part]) -> str:
    if slot.name in _plainly_typed(model):
        if edit.old and edit.new:
            return f"{slot.key} {edit.old} → {edit.new}"
        if edit.new:
            return f"补充“{slot.key}”：{edit.new}"
    if edit.old is None and edit.new is None:
        return f"修改“{slot.key}”"
    if edit.old is None:
        return f"补充“{slot.key}”"
    return f"修改“{slot.key}”" if edit.new is not None else f"删去“{slot.key}”"


@cache
def _plainly_typed(model: type[Part]) -> frozenset[str]:
    """Fields whose values are dates, numbers, choices or policy names: nothing of a person can be in them."""
    return frozenset(name for name, info in model.model_fields.items() if _is_plain(info.annotation))


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
