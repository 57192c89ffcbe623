"""How the API is described to other systems: an OpenAPI 3.1 document and one JSON Schema a kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from generator.kinds import all_kinds
from generator.library.library import Library
from generator.outputs.api import INTERNAL, VERSION, dump

if TYPE_CHECKING:
    from generator.render import Surroundings

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_DAY = {"type": "string", "format": "date"}


def files(library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    """`api/v1/schema/<kind>.json` and `api/v1/openapi.json`."""
    from generator.schema.responses import record_response

    for kind in all_kinds().values():
        yield f"api/v1/schema/{kind.name}.json", dump(record_response(kind, INTERNAL))
    yield "api/v1/openapi.json", dump(document(library))


def document(library: Library) -> dict[str, Any]:
    """The OpenAPI 3.1 document. Everything is a file: there are only GETs, no parameters but ids, no keys."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{library.site.name}：开放数据",
            "version": VERSION,
            "description": "本站每条记录的数据。raw 是所填的，derived 是截至 as_of 那一天由系统算出的；小数写成文字。",
        },
        "servers": [{"url": "../../", "description": "本站"}],
        "paths": dict(_paths()),
        "components": {"schemas": {"Entry": _entry(), "List": _list(), "Item": _item()}},
    }


def _paths() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "/api/v1/index.json", _get("有哪些栏目", "index", "#/components/schemas/Entry")
    for kind in all_kinds().values():
        listed = f"/api/v1/{kind.name}.json"
        yield listed, _get(f"{kind.label}：列表", f"list_{kind.name}", "#/components/schemas/List")
        one = _get(f"{kind.label}：一条", f"get_{kind.name}", f"schema/{kind.name}.json")
        yield f"/api/v1/{kind.name}/{{id}}.json", {**one, "parameters": [_id()]}


def _get(summary: str, operation: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": schema}}}
    answers = {"200": {"description": summary, "content": content}, "404": {"description": "没有这条记录"}}
    return {"get": {"summary": summary, "operationId": operation, "responses": answers}}


def _id() -> dict[str, Any]:
    about = "记录的编号，可以带年份文件夹，例如 2026/q3-gongshi；斜杠照写，不转义"
    return {"name": "id", "in": "path", "required": True, "description": about, "schema": _TEXT}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _entry() -> dict[str, Any]:
    kind = _object({"kind": _TEXT, "label": _TEXT, "count": _COUNT, "list": _TEXT, "schema": _TEXT})
    return _object(
        {
            "version": {"const": VERSION},
            "as_of": _DAY,
            "audience": _TEXT,
            "unit": _TEXT,
            "openapi": _TEXT,
            "kinds": {"type": "array", "items": kind},
        }
    )


def _list() -> dict[str, Any]:
    items = {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}
    return _object(
        {
            "version": {"const": VERSION},
            "kind": _TEXT,
            "label": _TEXT,
            "as_of": _DAY,
            "count": _COUNT,
            "items": items,
        }
    )


def _item() -> dict[str, Any]:
    """A record in a list: a part of its own document."""
    links = {"page": _TEXT, "self": _TEXT, "references": {"type": "array", "items": _TEXT}}
    return _object(
        {
            "kind": _TEXT,
            "id": _TEXT,
            "title": _TEXT,
            "day": {"anyOf": [_DAY, {"type": "null"}]},
            "state": {"type": ["object", "null"]},
            "summary": _TEXT,
            "links": _object(links),
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        }
    )
