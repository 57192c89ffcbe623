"""The JSON API v1: lists and records, what was typed and what was derived kept apart (`raw` / `derived`)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import os
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.fields import Ref
from generator.kinds import all_kinds
from generator.library.library import Library
from generator.library.references import references
from generator.outputs import Content, Kept
from generator.record import Kind, Part, Record

if TYPE_CHECKING:
    from generator.outputs import Output
    from generator.render import Surroundings

VERSION = "1"
# Who signed and what was exempted is the unit's own business, not public data.
INTERNAL = frozenset({"approval", "exemptions", "audience", "draft"})
"""Fields that no output shows."""
Hidden = frozenset[str]
"""References to what this library does not show."""
Piece = tuple[bytes, int]
"""What a list says of a record, and how many bytes the record's own document has."""
_EMPTY: tuple[Any, ...] = (None, (), "")


def parts(library: Library) -> Iterator[tuple[str, Output]]:
    """One part a kind: its records and their list. Withdrawn records and other audiences' are not in the library."""
    yield "index", _index_files
    for name in all_kinds():
        yield name, partial(_kind_files, name)


def _index_files(library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    yield "api/v1/index.json", dump(entry_point(library))


def _kind_files(name: str, library: Library, around: Surroundings) -> Iterator[tuple[str, Content]]:
    """Each record's document, then their list. A document that stands in the site already is not made again."""
    made: dict[str, bytes] = {}

    def piece(record: Record, library: Library) -> Piece:
        made[record.key], item = record_document(record, library)
        return item, len(made[record.key])

    items = []
    stands = partial(_stands, around.site)
    for record, (item, _) in library.pieces("item", library.records(name), piece, stands):
        document = made.pop(record.key, None)
        yield _path(record), Kept() if document is None else document
        items.append(item)
    yield f"api/v1/{name}.json", list_document(all_kinds()[name], items, library)


def _path(record: Record) -> str:
    return f"api/v1/{record.key}.json"


def _stands(site: Path | None, record: Record, piece: Piece) -> bool:
    """Whether the site still has a record's document."""
    try:
        return site is not None and os.stat(f"{site}/{_path(record)}").st_size == piece[1]
    except OSError:
        return False


def dump(document: Any) -> bytes:
    return (_json(document) + "\n").encode()


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


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
                "count": library.count(kind.name),
                "list": f"api/v1/{kind.name}.json",
                "schema": f"api/v1/schema/{kind.name}.json",
            }
            for kind in all_kinds().values()
        ],
    }


def list_document(kind: Kind, items: Sequence[bytes], library: Library) -> bytes:
    """All records of a kind, each with enough to show and to fetch it."""
    head = {
        "version": VERSION,
        "kind": kind.name,
        "label": kind.label,
        "as_of": library.as_of.isoformat(),
        "count": len(items),
    }
    return b"".join([_json(head)[:-1].encode(), b',"items":[', b",".join(items), b"]}\n"])


def record_document(record: Record, library: Library) -> tuple[bytes, bytes]:
    """One record's document, and its entry in the list.

    `raw` is what was typed, `derived` what follows from it at `as_of`; `sha256` is that of `[raw,derived]` as they
    stand in the document.
    """
    kind = all_kinds()[record.kind]
    facts = library.facts(record)
    day = kind.day(record)
    named = [(ref, library.target(ref, to.kinds)) for _, ref, to in references(record)]
    raw = _json(_typed(record, frozenset(str(ref) for ref, target in named if target is None)))
    derived = _json({name: plain(getattr(facts, name)) for name in _fields_of(type(facts))})  # type: ignore[arg-type]
    shared = {
        "kind": record.kind,
        "id": record.id,
        "title": record.title,
        "day": day.isoformat() if day else None,
        "state": plain(facts.state),
        "summary": kind.summary(record),
        "links": {
            "page": f"{record.key}/",
            "self": f"api/v1/{record.key}.json",
            "references": list(dict.fromkeys(f"{target.key}/" for _, target in named if target is not None)),
        },
        "sha256": hashlib.sha256(f"[{raw},{derived}]".encode()).hexdigest(),
    }
    item = _json(shared)
    head = f'{{"version":"{VERSION}","as_of":"{library.as_of.isoformat()}",'
    return f'{head}{item[1:-1]},"raw":{raw},"derived":{derived}}}\n'.encode(), item.encode()


@cache
def _fields_of(facts: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(facts) if field.name != "state")


@cache
def _public(model: type[Record]) -> tuple[str, ...]:
    return tuple(name for name in model.model_fields if name not in INTERNAL and name not in ("id", "path"))


def _typed(record: Record, hidden: Hidden) -> dict[str, Any]:
    """The fields as typed, by English name. References to what this library does not show are left out."""
    return {
        name: value if type(value) is str else plain(value, hidden)
        for name in _public(type(record))
        if (value := getattr(record, name)) not in _EMPTY
    }


def plain(value: Any, hidden: Hidden = frozenset()) -> Any:
    """A value as JSON knows it. Decimals are text, so that 98.50 stays 98.50."""
    return _way(type(value))(value, hidden)  # type: ignore[arg-type]


@cache
def _way(kind: Any) -> Callable[[Any, Hidden], Any]:
    """How values of a type are told."""
    if issubclass(kind, Ref):
        return lambda value, hidden: None if value in hidden else str(value)
    if issubclass(kind, str):
        return lambda value, hidden: str(value)
    if issubclass(kind, bool | int | types.NoneType):
        return lambda value, hidden: value
    if issubclass(kind, Decimal):
        return lambda value, hidden: format(value, "f")
    if issubclass(kind, dt.date):
        return lambda value, hidden: value.isoformat()
    if issubclass(kind, Record):
        return lambda value, hidden: value.key
    if issubclass(kind, Part):
        return partial(_group, tuple(kind.model_fields))
    if issubclass(kind, dict):
        return lambda value, hidden: {str(key): plain(item, hidden) for key, item in value.items()}
    if dataclasses.is_dataclass(kind):
        return partial(_fields, tuple(field.name for field in dataclasses.fields(kind)))
    return _listed


def _group(names: tuple[str, ...], part: Part, hidden: Hidden) -> dict[str, Any]:
    return {name: plain(value, hidden) for name in names if (value := getattr(part, name)) not in _EMPTY}


def _fields(names: tuple[str, ...], value: Any, hidden: Hidden) -> dict[str, Any]:
    return {name: plain(getattr(value, name), hidden) for name in names}


def _listed(values: Iterable[Any], hidden: Hidden) -> list[Any]:
    return [item for one in values if (item := plain(one, hidden)) is not None or one is None]
