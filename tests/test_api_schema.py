"""Every answer of the API is what its schema says, and the OpenAPI document names every answer."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from jsonschema.exceptions import ValidationError as OpenAPIValidationError
from kindtools import BROKEN, content, sample
from openapi_spec_validator import validate

from generator.kinds import all_kinds
from generator.library import Library, check
from generator.library.visible import visible
from generator.outputs import all_parts
from generator.render import Surroundings

AROUND = Surroundings()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Every kind's sample in one library, with some more records of the kinds that derive most."""
    folder = tmp_path_factory.mktemp("api")
    for kind in all_kinds():
        sample(folder, kind)
    top = content(folder, {})
    for name in ("meetings", "trainings", "activities"):
        for file in (BROKEN / name / "content" / name).glob("*.yml"):
            (top / name / f"more-{file.name}").write_bytes(file.read_bytes())
    checked = check(top, dt.date(2026, 7, 20))
    assert checked.library is not None
    return visible(checked.library)


@pytest.fixture(scope="module")
def served(library: Library) -> dict[str, Any]:
    makers = [make for name, make in all_parts(library) if name.partition("/")[0] in ("api", "openapi")]
    files = {path: data for make in makers for path, data in make(library, AROUND)}
    return {path: json.loads(data) for path, data in files.items()}  # type: ignore[arg-type]


def errors(schema: dict[str, Any], value: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in validator.iter_errors(value)]


@pytest.mark.parametrize("kind", sorted(all_kinds()))
def test_every_record_is_what_its_schema_says(served: dict[str, Any], kind: str) -> None:
    schema = served[f"api/v1/schema/{kind}.json"]
    jsonschema.Draft202012Validator.check_schema(schema)
    found = {path: value for path, value in served.items() if path.startswith(f"api/v1/{kind}/")}
    assert found
    assert {path: errors(schema, value) for path, value in found.items() if errors(schema, value)} == {}


@pytest.mark.parametrize("kind", sorted(all_kinds()))
def test_the_schema_refuses_what_is_not_so(served: dict[str, Any], kind: str) -> None:
    schema = served[f"api/v1/schema/{kind}.json"]
    value = next(value for path, value in served.items() if path.startswith(f"api/v1/{kind}/"))
    assert errors(schema, {**value, "raw": {**value["raw"], "approval": {}}})
    assert errors(schema, {**value, "derived": {**value["derived"], "made_up": 1}})
    assert errors(schema, {**value, "state": {"name": "no-such-state", "label": "x"}})
    assert errors(schema, {key: one for key, one in value.items() if key != "sha256"})


def test_lists_and_the_entry_point_are_what_openapi_says(served: dict[str, Any]) -> None:
    document = served["api/v1/openapi.json"]
    schemas = document["components"]["schemas"]
    lists = {f"api/v1/{kind}.json" for kind in all_kinds()}
    for path in lists:
        schema = {"$ref": "#/components/schemas/List", "components": document["components"]}
        assert errors(schema, served[path]) == []
    assert errors(schemas["Entry"], served["api/v1/index.json"]) == []


def test_another_program_reads_the_openapi_document(served: dict[str, Any], tmp_path: Path) -> None:
    for path, value in served.items():
        if "schema" in path or "openapi" in path:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(json.dumps(value), encoding="utf-8")
    document, where = served["api/v1/openapi.json"], (tmp_path / "api/v1/openapi.json").as_uri()
    validate(document, base_uri=where)
    with pytest.raises(OpenAPIValidationError):
        validate({**document, "paths": {"api": {"get": {}}}}, base_uri=where)


def test_openapi_names_every_file_and_every_reference_leads_somewhere(served: dict[str, Any]) -> None:
    document = served["api/v1/openapi.json"]
    assert document["openapi"] == "3.1.0"
    answers = {path.removeprefix("/") for path in document["paths"]}
    one_of_each = {f"api/v1/{kind}/{{id}}.json" for kind in all_kinds()}
    lists = {f"api/v1/{kind}.json" for kind in all_kinds()}
    assert answers == {"api/v1/index.json"} | lists | one_of_each
    operations = [path["get"]["operationId"] for path in document["paths"].values()]
    assert len(operations) == len(set(operations))
    for reference in _references(document):
        if reference.startswith("#/components/schemas/"):
            assert reference.rpartition("/")[2] in document["components"]["schemas"]
        else:
            assert f"api/v1/{reference}" in served


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        inside = [one for key, item in value.items() if key != "$ref" for one in _references(item)]
        return [value["$ref"], *inside] if isinstance(value.get("$ref"), str) else inside
    return [one for item in value for one in _references(item)] if isinstance(value, list) else []


def test_schema_has_english_names_and_chinese_titles(served: dict[str, Any]) -> None:
    raw = served["api/v1/schema/pledges.json"]["properties"]["raw"]["properties"]
    assert raw["signed_on"] == {
        "title": "签订日期",
        "description": "哪一天签的",
        "type": "string",
        "format": "date",
    }
    assert raw["year"]["type"] == "integer"
    assert not {"approval", "draft", "audience", "exemptions", "id", "path"} & set(raw)
