"""JSON Schema (2020-12) of what staff type, for editors that check while one types.

It is as strict as `check` about keys and shapes, and says the same things in Chinese. What needs other records or the
day (references, rules) only `check` knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.kinds import all_kinds
from generator.messages import catalogue
from generator.policy import Policy
from generator.record import Kind, Part
from generator.schema.describe import Field, Form, fields_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# YAML editors read 2026 and 98.50 as numbers and 是 as text; our reader takes every scalar as text.
_SCALAR = ["string", "number", "boolean"]
_DAY = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日"
_CODES: dict[Form, str] = {
    "day": "field.not-a-day",
    "clock": "field.not-a-clock",
    "count": "field.not-a-count",
    "year": "field.not-a-year",
    "number": "field.not-a-number",
    "flag": "field.not-a-flag",
    "mailbox": "field.not-a-mailbox",
    "line": "field.not-one-line",
}
_SHAPES: dict[Form, dict[str, Any]] = {
    "line": {"type": _SCALAR, "pattern": r"^[^\n\r]*\n?$"},
    "text": {"type": _SCALAR},
    "markdown": {"type": _SCALAR},
    "day": {"type": "string", "pattern": rf"^\s*(?:{_DAY})\s*$"},
    "clock": {"type": "string", "pattern": r"^\s*(?:[01]?[0-9]|2[0-3]):[0-5][0-9]\s*$"},
    "count": {"type": ["string", "integer"], "minimum": 0, "pattern": r"^\s*[0-9]{1,9}\s*$"},
    "year": {
        "type": ["string", "integer"],
        "minimum": 1900,
        "maximum": 2199,
        "pattern": r"^\s*(?:19|20|21)[0-9][0-9]年?\s*$",
    },
    "number": {"type": ["string", "number"], "pattern": r"^\s*-?[0-9]{1,15}(?:\.[0-9]{1,6})?\s*$"},
    "flag": {"enum": ["是", "否"]},
    "phone": {"type": ["string", "integer"]},
    "mailbox": {"type": "string", "pattern": r"^\s*[^@\s]+@[^@\s]+\s*$"},
    "file": {"type": "string"},
    "image": {"type": "string"},
    "ref": {"type": ["string", "integer"]},
    "row": {"type": "object", "additionalProperties": {"type": [*_SCALAR, "null"]}},
}


def kind_schema(kind: Kind, policy: Policy) -> dict[str, Any]:
    """The schema of one kind's record files. `policy` gives the names that may be written."""
    return {"$id": f"{kind.name}.json", **part_schema(kind.model, policy, kind.label)}


def part_schema(model: type[Part], policy: Policy, title: str) -> dict[str, Any]:
    """The schema of a file that holds `model`: a record, or site.yml, policy.yml, calendar.yml."""
    defs: dict[str, Any] = {}
    body = _object(model, policy, defs)
    schema = {"$schema": DIALECT, "title": title, **body}
    return {**schema, "$defs": dict(sorted(defs.items()))} if defs else schema


def _object(model: type[Part], policy: Policy, defs: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for field in fields_of(model):
        value = _field(field, policy, defs)
        properties[field.key] = value
        if field.name != field.key:
            properties[field.name] = {**_without_words(value), "doNotSuggest": True}
    for key, how in model.derived_keys.items():
        properties[key] = _derived(key, how)
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "allOf": list(_keys(model)),
    }


def _without_words(value: dict[str, Any]) -> dict[str, Any]:
    """The English name is accepted, not advertised: the same shape, nothing to read."""
    words = {"title", "description", "examples", "errorMessage", "patternErrorMessage"}
    return {key: one for key, one in value.items() if key not in words}


def _derived(key: str, how: str) -> dict[str, Any]:
    message = catalogue()["field.derived"]
    text = message.text.format(field=key, how=how)
    return {"not": {}, "title": key, "description": text, "errorMessage": text, "doNotSuggest": True}


def _keys(model: type[Part]) -> Iterator[dict[str, Any]]:
    """A field has two names: one of them must be there when it is required, and never both."""
    for field in fields_of(model):
        names = [{"required": [name]} for name in dict.fromkeys((field.key, field.name))]
        if field.required:
            missing = catalogue()["field.missing"].text.format(field=field.key)
            yield {"anyOf": names, "errorMessage": missing}
        if len(names) > 1:
            yield {"not": {"required": [field.key, field.name]}, "errorMessage": f"“{field.key}”只写一处。"}


def _field(field: Field, policy: Policy, defs: dict[str, Any]) -> dict[str, Any]:
    one = _one(field, policy, defs)
    value: dict[str, Any] = {"type": "array", "items": one} if field.is_list else one
    if field.is_list and field.required:
        value["minItems"] = 1
    if not field.required:
        value = _or_empty(value)
    about: dict[str, Any] = {"title": field.key, "description": _about(field)}
    if field.example and not field.is_list:
        about["examples"] = [field.example]
    return {**about, **value}


def _or_empty(value: dict[str, Any]) -> dict[str, Any]:
    """`键:` with nothing after it means absent."""
    if "type" in value:
        given = value["type"] if isinstance(value["type"], list) else [value["type"]]
        return {**value, "type": [*given, "null"]}
    if "enum" in value:
        return {**value, "enum": [*value["enum"], None]}
    return {"anyOf": [value, {"type": "null"}]}


def _about(field: Field) -> str:
    if field.form != "ref":
        return field.about
    labels = [all_kinds()[kind].label for kind in field.kinds if kind in all_kinds()]
    return (
        f"{field.about}（{'或'.join(labels) or '“栏目/编号”'}的编号）"
        if "编号" not in field.about
        else field.about
    )


def _one(field: Field, policy: Policy, defs: dict[str, Any]) -> dict[str, Any]:
    """The schema of one value, without what lists and emptiness add."""
    if field.form == "group":
        assert field.part is not None
        return _reference(field.part, policy, defs)
    if field.form == "choice":
        return {
            "enum": list(field.choices),
            "errorMessage": f"“{field.key}”只能写：{'、'.join(field.choices)}。",
        }
    if field.form == "named":
        names = policy.names(field.section)
        return {
            "enum": names,
            "errorMessage": f"“{field.key}”可以写：{'、'.join(names)}；要新增就写进 policy.yml。",
        }
    shape = dict(_SHAPES[field.form])
    if code := _CODES.get(field.form):
        shape["patternErrorMessage" if "pattern" in shape else "errorMessage"] = catalogue()[code].hint
    return shape


def _reference(part: type[Part], policy: Policy, defs: dict[str, Any]) -> dict[str, Any]:
    name = part.__name__
    if name not in defs:
        defs[name] = _object(part, policy, defs)
    return {"$ref": f"#/$defs/{name}"}
