"""A contract that loses or retypes a field is refused; one that grows is not."""

from typing import Any

import pytest

from contracts.compatibility import api_breaks, breaks

EVENT: dict[str, Any] = {
    "$defs": {"Word": {"enum": ["a", "b"], "type": "string"}},
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "word": {"$ref": "#/$defs/Word"},
        "due": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"amount": {"type": "integer"}}}},
    },
    "required": ["id", "word"],
    "type": "object",
}


def changed(**fields: Any) -> dict[str, Any]:
    return {**EVENT, "properties": {**EVENT["properties"], **fields}}


def test_the_same_contract_breaks_nothing() -> None:
    assert breaks(EVENT, EVENT) == []


def test_a_new_field_breaks_nothing() -> None:
    assert breaks(EVENT, changed(more={"type": "string"})) == []


def test_a_lost_field_breaks() -> None:
    lost = {**EVENT, "properties": {k: v for k, v in EVENT["properties"].items() if k != "due"}}
    assert breaks(EVENT, lost) == ["/due is gone"]


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        ("id", {"type": "integer"}),
        ("id", {"type": "string"}),
        ("due", {"type": "string", "format": "date-time"}),
        ("lines", {"type": "array", "items": {"type": "object", "properties": {"amount": {"type": "string"}}}}),
    ],
)
def test_a_retyped_field_breaks(field: str, schema: dict[str, Any]) -> None:
    assert len(breaks(EVENT, changed(**{field: schema}))) == 1


def test_a_lost_choice_breaks() -> None:
    assert breaks(EVENT, {**EVENT, "$defs": {"Word": {"enum": ["a"], "type": "string"}}}) == ["/word loses ['b']"]


def test_a_field_that_may_now_be_missing_breaks() -> None:
    assert breaks(EVENT, {**EVENT, "required": ["id"]}) == ["/word may now be missing"]


def api(**operation: Any) -> dict[str, Any]:
    answer = {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}
    thing = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    return {
        "paths": {"/v1/things": {"get": {"responses": answer, **operation}}},
        "components": {"schemas": {"Thing": thing}},
    }


def test_a_lost_operation_breaks_an_api() -> None:
    assert api_breaks(api(), {"paths": {}}) == ["GET /v1/things is gone"]


def test_an_operation_a_template_covers_is_still_there() -> None:
    """What is asked of the template's own segment is no new demand; what it answers is compared."""
    after = api(parameters=[{"name": "kind", "in": "path", "required": True}])
    after["paths"] = {"/v1/{kind}": after["paths"]["/v1/things"]}
    assert api_breaks(api(), after) == []
    after["paths"] = {"/v1/{kind}": {"post": {}}, "/v1/{kind}/{id}": after["paths"]["/v1/{kind}"]}
    assert api_breaks(api(), after) == ["GET /v1/things is gone"]


def test_a_new_required_parameter_breaks_an_api() -> None:
    demanding = api(parameters=[{"name": "q", "in": "query", "required": True}])
    assert api_breaks(api(), demanding) == ["GET /v1/things now demands q"]


def test_a_lost_answer_field_breaks_an_api() -> None:
    after = api()
    after["components"]["schemas"]["Thing"] = {"type": "object", "properties": {}}
    assert api_breaks(api(), after) == ["GET /v1/things 200/id is gone"]
    assert api_breaks(api(), api()) == []
