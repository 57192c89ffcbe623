"""A record as the form holds it: Chinese keys, text, lists and groups; nothing that is empty."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError

from generator.fields import Day
from generator.record import Part
from generator.schema import Field, fields_of
from generator.yamlio import Mapping, Node, Scalar, Sequence

_DAY: TypeAdapter[Any] = TypeAdapter(Day)


def to_form(root: Mapping, model: type[Part]) -> dict[str, Any]:
    """What the form shows of a file. A value whose shape does not fit its field stays in the file, untouched."""
    fields = {name: one for one in fields_of(model) for name in (one.key, one.name)}
    values: dict[str, Any] = {}
    for key, node in root.entries:
        one = fields.get(key.text)
        if one is None or one.key in values:
            continue
        value = _shown(node, one)
        if value not in (None, "", [], {}):
            values[one.key] = value
    return values


def _shown(node: Node, one: Field) -> Any:
    if not one.is_list:
        return _shown_item(node, one)
    if not isinstance(node, Sequence):
        return None
    items = [_shown_item(item, one) for item in node.items]
    return None if any(item in (None, "", {}) for item in items) else items


def _shown_item(node: Node, one: Field) -> Any:
    if one.form == "group" and one.part is not None:
        return to_form(node, one.part) if isinstance(node, Mapping) else None
    if one.form == "row":
        return _row(node)
    return node.text if isinstance(node, Scalar) and node.text.strip() else None


def _row(node: Node) -> dict[str, str] | None:
    if not isinstance(node, Mapping) or not all(isinstance(value, Scalar) for _, value in node.entries):
        return None
    return {
        key.text: value.text
        for key, value in node.entries
        if isinstance(value, Scalar) and value.text.strip()
    }


def from_form(posted: Any, model: type[Part], old: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a form sent, cleaned: text only, no empty values, no keys that are not fields.

    Where the form spells an unchanged value in its own way (2026/3/1 as 2026-03-01, a final line break more or less),
    the old spelling is kept.
    """
    before = old or {}
    values = {}
    for one in fields_of(model):
        sent = posted.get(one.key) if isinstance(posted, dict) else None
        value = _cleaned(sent, one, before.get(one.key))
        if value not in (None, "", [], {}):
            values[one.key] = value
    return values


def _cleaned(sent: Any, one: Field, before: Any) -> Any:
    if not one.is_list:
        return _cleaned_item(sent, one, before)
    if not isinstance(sent, list):
        return None
    olds = before if isinstance(before, list) else []
    items = [_cleaned_item(item, one, olds[at] if at < len(olds) else None) for at, item in enumerate(sent)]
    return [item for item in items if item not in (None, "", {})]


def _cleaned_item(sent: Any, one: Field, before: Any) -> Any:
    if one.form == "group" and one.part is not None:
        return from_form(sent, one.part, before if isinstance(before, dict) else None)
    if one.form == "row":
        return _cleaned_row(sent)
    text = _text(sent)
    return before if isinstance(before, str) and same(text, before, one) else text


def _cleaned_row(sent: Any) -> dict[str, str]:
    if not isinstance(sent, dict):
        return {}
    return {
        str(key).strip(): text for key, value in sent.items() if (text := _text(value)) and str(key).strip()
    }


def _text(sent: Any) -> str:
    """Forms send numbers and switches as such; records hold text."""
    if isinstance(sent, bool):
        return "是" if sent else "否"
    if isinstance(sent, str):
        return sent.replace("\r\n", "\n") if sent.strip() else ""
    return str(sent) if isinstance(sent, int | float) else ""


def same(left: str, right: str, one: Field) -> bool:
    """Whether two spellings of a field mean the same, so that only real edits reach the file."""
    if left.strip("\n") == right.strip("\n"):
        return True
    if one.form != "day":
        return one.form not in ("text", "markdown") and left.strip() == right.strip()
    try:
        return bool(_DAY.validate_python(left) == _DAY.validate_python(right))
    except ValidationError:
        return False
