"""JSON Schema of what the API answers: English names, Chinese titles, `raw` from the model, `derived` from the facts."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, Union

from generator.record import Facts, Kind, Part, Record, State
from generator.schema.describe import Field, fields_of
from generator.schema.json_schema import DIALECT

_NUMBER = {
    "type": "string",
    "pattern": r"^-?[0-9]+(?:\.[0-9]+)?$",
    "description": "小数写成文字，不丢末尾的零",
}
_DAY = {"type": "string", "format": "date"}
_PLAIN: dict[Any, dict[str, Any]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    Decimal: _NUMBER,
    dt.date: _DAY,
    type(None): {"type": "null"},
    Any: {},
}
_ANY_OBJECT: dict[str, Any] = {"type": "object"}
_HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}

Schema = dict[str, Any]
Defs = dict[str, Schema]


def record_response(kind: Kind, hidden: frozenset[str]) -> Schema:
    """The schema of `api/v1/<kind>/<id>.json`. `hidden` names the fields that no output shows."""
    defs: Defs = {}
    properties = {
        "version": {"const": "1"},
        "kind": {"const": kind.name, "title": kind.label},
        "id": {"type": "string", "title": "编号"},
        "title": {"type": "string", "title": "标题"},
        "day": {**_nullable(_DAY), "title": "归档日期"},
        "state": {**_state(kind, defs), "title": "状态"},
        "summary": {"type": "string", "title": "摘要"},
        "as_of": {**_DAY, "title": "截至哪一天"},
        "links": _links(),
        "raw": {**_raw(kind, defs, hidden), "title": "所填的字段"},
        "derived": {**_derived(kind, defs), "title": "由系统算出的"},
        "sha256": {**_HASH, "title": "raw 和 derived 的校验值"},
    }
    body = _closed(properties, list(properties))
    return {"$schema": DIALECT, "title": kind.label, **body, "$defs": dict(sorted(defs.items()))}


def _closed(properties: Mapping[str, Schema], required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": required,
        "additionalProperties": False,
    }


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _links() -> Schema:
    text = {"type": "string"}
    return _closed(
        {"page": text, "self": text, "references": {"type": "array", "items": text}}, ["page", "self"]
    )


def _state(kind: Kind, defs: Defs) -> Schema:
    """A state of this kind: only its own names, where the kind lists them."""
    state = _dataclass(State, defs)
    if not kind.state_labels:
        return _nullable(state)
    names = {"properties": {"name": {"enum": list(kind.state_labels)}}}
    return _nullable({"allOf": [state, names]})


def _raw(kind: Kind, defs: Defs, hidden: frozenset[str]) -> Schema:
    """Where a kind withholds fields from readers, only the title is sure to be there."""
    raw = _part(kind.model, defs, hidden)
    return {**raw, "required": ["title"]} if kind.redact else raw


def _part(model: type[Part], defs: Defs, hidden: frozenset[str] = frozenset()) -> Schema:
    """A model as the API writes it: absent fields are left out."""
    shown = [field for field in fields_of(model) if field.name not in hidden]
    properties = {field.name: _field(field, defs) for field in shown}
    return _closed(properties, [field.name for field in shown if field.required])


def _field(field: Field, defs: Defs) -> Schema:
    one = _one(field, defs)
    value = {"type": "array", "items": one} if field.is_list else one
    return {"title": field.key, "description": field.about, **value}


def _one(field: Field, defs: Defs) -> Schema:
    if field.part is not None:
        return _define(field.part.__name__, lambda: _part(field.part, defs), defs)
    if field.form == "row":
        return {"type": "object", "additionalProperties": {"type": "string"}}
    if field.form == "choice":
        return {"enum": list(field.choices)}
    if field.form == "ref":
        # null where it names a record that this audience does not see.
        return {"type": ["string", "null"]}
    return dict(_PLAIN[field.value])


def _define(name: str, make: Any, defs: Defs) -> Schema:
    if name not in defs:
        defs[name] = {}
        defs[name] = make()
    return {"$ref": f"#/$defs/{name}"}


def _derived(kind: Kind, defs: Defs) -> Schema:
    facts = typing.get_type_hints(kind.facts).get("return", Facts)
    return _fields_of_dataclass(facts, defs, skip={"state"})


def _dataclass(cls: type, defs: Defs) -> Schema:
    return _define(cls.__name__, lambda: _fields_of_dataclass(cls, defs), defs)


def _fields_of_dataclass(cls: type, defs: Defs, skip: set[str] | frozenset[str] = frozenset()) -> Schema:
    hints = typing.get_type_hints(cls)
    names = [field.name for field in dataclasses.fields(cls) if field.name not in skip]
    return _closed({name: _hint(hints[name], defs) for name in names}, names)


def _hint(hint: Any, defs: Defs) -> Schema:
    """The schema of a type hint, as `outputs.api.plain` writes its values."""
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _hint(inside[0], defs)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_hint(one, defs) for one in inside]}
    if origin is Literal:
        return {"enum": list(inside)}
    if origin is not None:
        return _container(origin, inside, defs)
    return _class(hint, defs)


def _container(origin: type, inside: tuple[Any, ...], defs: Defs) -> Schema:
    if issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _hint(inside[1], defs)}
    if issubclass(origin, tuple) and Ellipsis not in inside:
        items = [_hint(one, defs) for one in inside]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
    return {"type": "array", "items": _hint(inside[0], defs)}


def _class(cls: type, defs: Defs) -> Schema:
    if issubclass(cls, Record):
        return {"type": "string", "description": "记录的“栏目/编号”"}
    if issubclass(cls, Part):
        return _define(cls.__name__, lambda: _part(cls, defs), defs)
    if dataclasses.is_dataclass(cls):
        return _dataclass(cls, defs)
    return {"type": "string"} if issubclass(cls, str) else _ANY_OBJECT
