"""One document out of many: nothing lost, nothing confused, and the table's word on who may call."""

from typing import Any

from gateway.merge import merge, read_snapshots
from gateway.routes import TABLE

URL = "https://motcua.example"


def snapshot(path: str, method: str = "get", **schemas: Any) -> dict[str, Any]:
    """A service's document with one operation that answers its `Out`."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Out"}}}
    operation = {
        "operationId": "read_it",
        "security": [{"wrong": []}],
        "responses": {"200": {"description": "ok", "content": content}},
    }
    return {"paths": {path: {method: operation}}, "components": {"schemas": schemas}}


def answered(document: dict[str, Any], path: str) -> str:
    """The name of the schema a path's GET answers with."""
    reference: str = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    return reference.rpartition("/")[2]


def test_equal_shapes_are_kept_once_and_different_ones_get_their_services_name() -> None:
    shared = {"type": "object", "title": "Fault"}
    page = {"type": "array", "items": {"$ref": "#/components/schemas/Out"}}
    document = merge(
        {
            "catalog": snapshot("/v1/procedures", Out={"type": "string"}, Fault=shared, Page=page),
            "dossier": snapshot("/v1/worklist", Out={"type": "integer"}, Fault=shared, Page=page),
        },
        rows=TABLE,
        public_url=URL,
    )
    schemas = document["components"]["schemas"]
    assert set(schemas) == {"CatalogOut", "DossierOut", "CatalogPage", "DossierPage", "Fault"}
    assert answered(document, "/v1/procedures") == "CatalogOut"
    assert answered(document, "/v1/worklist") == "DossierOut"
    assert schemas["CatalogPage"]["items"]["$ref"].endswith("/CatalogOut")
    assert schemas["DossierPage"]["items"]["$ref"].endswith("/DossierOut")


def test_the_table_says_who_may_call() -> None:
    documents = {"catalog": snapshot("/v1/procedures"), "dossier": snapshot("/v1/dossiers/{dossier_id}")}
    paths = merge(documents, rows=TABLE, public_url=URL)["paths"]
    assert paths["/v1/procedures"]["get"]["security"] == []
    assert paths["/v1/dossiers/{dossier_id}"]["get"]["security"] == [{"motcua": []}]
    assert paths["/v1/procedures"]["get"]["operationId"] == "catalog_read_it"
    assert paths["/v1/procedures"]["get"]["tags"] == ["catalog"]


def test_what_the_door_does_not_let_through_is_not_documented() -> None:
    documents = {"catalog": snapshot("/livez"), "feedback": snapshot("/v1/procedures"), "dossier": snapshot("/v1/x")}
    assert merge(documents, rows=TABLE, public_url=URL)["paths"] == {}


def test_sign_in_is_described_with_public_addresses() -> None:
    document = merge({}, rows=TABLE, public_url=URL)
    flow = document["components"]["securitySchemes"]["motcua"]["flows"]["authorizationCode"]
    assert flow["authorizationUrl"] == f"{URL}/oauth2/authorize"
    assert flow["tokenUrl"] == f"{URL}/oauth2/token"
    assert document["servers"] == [{"url": URL}]


def test_the_committed_snapshots_merge_without_a_dangling_reference() -> None:
    document = merge(read_snapshots(), rows=TABLE, public_url=URL)
    names = set(document["components"]["schemas"])
    assert {reference.rpartition("/")[2] for reference in references(document)} <= names
    assert len({operation["operationId"] for operation in operations(document)}) == len(operations(document))


def references(value: Any) -> list[str]:
    """Every `$ref` below `value`."""
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for inner in value.values() for found in references(inner)]
    return [found for inner in value for found in references(inner)] if isinstance(value, list) else []


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Every operation of a document."""
    return [
        operation
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict) and "responses" in operation
    ]
