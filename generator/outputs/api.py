"""The JSON API v1: lists and records, what was typed and what was derived kept apart (`raw` / `derived`)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from generator.fields import Ref
from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.references import references
from generator.record import Kind, Part, Record

if TYPE_CHECKING:
    from generator.outputs import Output
    from generator.render import Surroundings

VERSION = "1"
# Who signed and what was exempted is the unit's own business, not public data.
INTERNAL = frozenset({"approval", "exemptions", "audience", "draft"})
"""Fields that no output shows."""


def parts(library: Library) -> Iterator[tuple[str, Output]]:
    """One part a kind: its records and their list. Withdrawn records and other audiences' are not in the library."""
    yield "index", _index_files
    for name in all_kinds():
        yield name, partial(_kind_files, name)


def _index_files(library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    yield "api/v1/index.json", dump(entry_point(library))


def _kind_files(name: str, library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    items = []
    for record in library.records(name):
        document = record_document(record, library)
        yield f"api/v1/{record.key}.json", dump(document)
        items.append(list_item(document))
    yield f"api/v1/{name}.json", dump(list_document(all_kinds()[name], items, library))


def dump(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def entry_point(library: Library) -> dict[str, Any]:
    """What there is: the kinds with their counts and addresses."""
    return {
        "version": VERSION,
        "as_of": library.as_of.isoformat(),
        "audience": library.audience,
        "unit": library.site.unit,
        "openapi": "api/v1/openapi.json",
        "kinds": [
            {
                "kind": kind.name,
                "label": kind.label,
                "count": len(library.records(kind.name)),
                "list": f"api/v1/{kind.name}.json",
                "schema": f"api/v1/schema/{kind.name}.json",
            }
            for kind in all_kinds().values()
        ],
    }


def list_document(kind: Kind, items: list[dict[str, Any]], library: Library) -> dict[str, Any]:
    return {
        "version": VERSION,
        "kind": kind.name,
        "label": kind.label,
        "as_of": library.as_of.isoformat(),
        "count": len(items),
        "items": items,
    }


def list_item(document: dict[str, Any]) -> dict[str, Any]:
    """A record in a list: enough to show and to fetch it."""
    names = ("kind", "id", "title", "day", "state", "summary", "links", "sha256")
    return {name: document[name] for name in names}


def record_document(record: Record, library: Library) -> dict[str, Any]:
    """One record. `raw` is what was typed, `derived` what follows from it at `as_of`."""
    kind = all_kinds()[record.kind]
    facts = library.facts(record)
    derived = {f.name: plain(getattr(facts, f.name)) for f in dataclasses.fields(facts) if f.name != "state"}
    raw = typed(record, library)
    body = json.dumps([raw, derived], ensure_ascii=False, sort_keys=True).encode()
    day = kind.day(record)
    return {
        "version": VERSION,
        "kind": record.kind,
        "id": record.id,
        "title": record.title,
        "day": day.isoformat() if day else None,
        "state": plain(facts.state),
        "summary": kind.summary(record),
        "as_of": library.as_of.isoformat(),
        "links": {
            "page": f"{record.key}/",
            "self": f"api/v1/{record.key}.json",
            "references": _linked(record, library),
        },
        "raw": raw,
        "derived": derived,
        "sha256": hashlib.sha256(body).hexdigest(),
    }


def _linked(record: Record, library: Library) -> list[str]:
    """Addresses of the records this one refers to, each once, those that are visible."""
    targets = (library.target(ref, to.kinds) for _, ref, to in references(record))
    return list(dict.fromkeys(f"{target.key}/" for target in targets if target is not None))


def typed(record: Record, library: Library) -> dict[str, Any]:
    """The fields as typed, by English name. References to what this library does not show are left out."""
    hidden = {str(ref) for _, ref, to in references(record) if library.target(ref, to.kinds) is None}
    return {
        name: plain(value, hidden)
        for name in type(record).model_fields
        if name not in INTERNAL and name not in ("id", "path")
        if (value := getattr(record, name)) not in (None, (), "")
    }


def plain(value: Any, hidden: set[str] = frozenset()) -> Any:  # type: ignore[assignment]
    """A value as JSON knows it. Decimals are text, so that 98.50 stays 98.50."""
    if isinstance(value, Ref):
        return None if value in hidden else str(value)
    if value is None or isinstance(value, str | bool | int):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Record):
        return value.key
    if isinstance(value, Part):
        return {
            n: plain(v, hidden)
            for n in type(value).model_fields
            if (v := getattr(value, n)) not in (None, (), "")
        }
    if isinstance(value, dict):
        return {str(key): plain(item, hidden) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name), hidden) for f in dataclasses.fields(value)}
    return [item for one in value if (item := plain(one, hidden)) is not None or one is None]
