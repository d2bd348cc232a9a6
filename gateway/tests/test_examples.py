"""What a person who tries an operation finds filled in."""

from typing import Any

from gateway.examples import IDEMPOTENCY_KEY, filled
from gateway.merge import merge, read_snapshots
from gateway.routes import TABLE

SCHEMAS = {"Rating": {"type": "object", "examples": [{"score": 5}]}, "Bare": {"type": "object"}}


def body(name: str) -> dict[str, Any]:
    """An operation whose body is the schema `name`."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    return {"requestBody": {"required": True, "content": content}}


def test_a_needed_parameter_is_filled_and_one_that_narrows_a_list_is_not() -> None:
    schema = {"type": "string", "examples": ["10891"]}
    needed: dict[str, Any] = {"name": "code", "in": "path", "required": True, "schema": schema}
    narrowing: dict[str, Any] = {"name": "ward", "in": "query", "schema": schema}
    own: dict[str, Any] = {**narrowing, "example": "10543"}
    told = filled({"parameters": [needed, narrowing, own]}, {})["parameters"]
    assert [one.get("example") for one in told] == ["10891", None, "10543"]


def test_an_idempotency_key_is_filled() -> None:
    [told] = filled({"parameters": [{"name": "Idempotency-Key", "in": "header"}]}, {})["parameters"]
    assert told["example"] == IDEMPOTENCY_KEY


def test_a_body_shows_its_schemas_example() -> None:
    [told] = filled(body("Rating"), SCHEMAS)["requestBody"]["content"].values()
    assert told["example"] == {"score": 5}
    assert filled(body("Bare"), SCHEMAS) == body("Bare")


def test_every_operation_of_the_document_is_filled_in() -> None:
    document = merge(read_snapshots(), rows=TABLE, public_url="https://motcua.example")
    schemas = document["components"]["schemas"]
    bare = [
        f"{method} {path}: {what}"
        for path, item in document["paths"].items()
        for method, operation in item.items()
        for what in missing(operation, schemas)
    ]
    assert bare == []


def missing(operation: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    """What a person would have to invent before the operation can be tried."""
    names = [one["name"] for one in operation.get("parameters", []) if one.get("required") and "example" not in one]
    for shape in operation.get("requestBody", {}).get("content", {}).values():
        schema = schemas.get(shape["schema"].get("$ref", "").rpartition("/")[2], shape["schema"])
        properties = schema.get("properties", {}).items()
        known = {name for name, one in properties if any(one.get("examples", [])) or is_file(one)}
        unknown = set(schema.get("required", [])) - known
        names += [] if {"example", "examples"} & (shape | shape["schema"]).keys() else sorted(unknown)
    return names


def is_file(schema: dict[str, Any]) -> bool:
    """Whether it is a file, which nobody can fill in for another."""
    return "contentMediaType" in schema or schema.get("format") == "binary"
