"""One API document out of the six the services publish.

Input is the committed snapshots (`contracts/openapi/{service}.json`), never a running service. Who may call an
operation is said by the route table, so document and door cannot disagree; an operation the door does not let through
is left out.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from gateway.examples import filled
from gateway.routes import deciding
from gateway.row import Access, Route
from gateway.shapes import Json

METHODS = ("get", "put", "post", "patch", "delete")
SCHEME = "motcua"
SCOPES = {
    "openid": "Đăng nhập / sign in",
    "profile": "Họ tên, ngày sinh, giới tính / name, birth date, sex",
    "email": "Thư điện tử / e-mail address",
    "phone": "Số điện thoại / phone number",
}
SNAPSHOTS = Path(__file__).parent.parent / "contracts" / "openapi"
_REFERENCE = "#/components/schemas/"


def read_snapshots(folder: Path = SNAPSHOTS) -> dict[str, Json]:
    """The committed documents by service name; empty when none was generated yet."""
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))}


def _schemas_of(document: Json) -> Json:
    schemas: Json = document.get("components", {}).get("schemas", {})
    return schemas


def _mentions(texts: set[str], names: set[str]) -> bool:
    return any(f'"{_REFERENCE}{name}"' in text for text in texts for name in names)


def _new_names(documents: Mapping[str, Json]) -> dict[str, dict[str, str]]:
    """For each service, its schemas' names in the merged document.

    A name given to different shapes is prefixed with its service; a shape all agree on is kept once.
    """
    meanings: dict[str, set[str]] = {}
    for document in documents.values():
        for name, schema in _schemas_of(document).items():
            meanings.setdefault(name, set()).add(json.dumps(schema, sort_keys=True))
    clashing = {name for name, texts in meanings.items() if len(texts) > 1}
    shared = set(meanings) - clashing
    # the same words about a clashing shape are not the same shape
    while touched := {name for name in shared if _mentions(meanings[name], clashing)}:
        clashing |= touched
        shared -= touched
    return {
        service: {name: name if name in shared else f"{service.capitalize()}{name}" for name in _schemas_of(document)}
        for service, document in documents.items()
    }


def _renamed(value: object, names: Mapping[str, str]) -> object:
    """`value` with its references pointing at the new names."""
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if isinstance(value, str) and value.startswith(_REFERENCE):
        name = value.removeprefix(_REFERENCE)
        return _REFERENCE + names.get(name, name)
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    return value


def _security(access: Access) -> list[Json]:
    signed_in: Json = {SCHEME: []}
    return {Access.PUBLIC: [], Access.OPTIONAL: [{}, signed_in], Access.SIGNED_IN: [signed_in]}[access]


def _operations(path: str, document: Json, *, service: str, rows: Sequence[Route]) -> Json:
    """The operations of one path of `document` the door lets through to `service`."""
    item, kept = document["paths"][path], {}
    for method in METHODS:
        row = deciding(rows, path=path, method=method.upper())
        if method not in item or row is None or row.service != service:
            continue
        operation = filled(item[method], _schemas_of(document))
        operation["security"] = _security(row.access)
        operation.setdefault("tags", [service])
        if "operationId" in operation:
            operation["operationId"] = f"{service}_{operation['operationId']}"
        kept[method] = operation
    shared: Json = {key: item[key] for key in item if key in {"parameters", "summary", "description"}}
    return {**shared, **kept} if kept else {}


def _tags(documents: Mapping[str, Json]) -> list[Json]:
    tags: dict[str, Json] = {}
    for service, document in documents.items():
        tags.setdefault(service, {"name": service, "description": document.get("info", {}).get("description", "")})
        for tag in document.get("tags", []):
            tags[tag["name"]] = tag
    return list(tags.values())


def merge(documents: Mapping[str, Json], *, rows: Sequence[Route], public_url: str) -> Json:
    """The merged OpenAPI 3.1 document of `documents` (service name -> OpenAPI), as seen at `public_url`."""
    names = _new_names(documents)
    paths: Json = {}
    schemas: Json = {}
    for service, document in documents.items():
        for path in document.get("paths", {}):
            if kept := _operations(path, document, service=service, rows=rows):
                paths.setdefault(path, {}).update(_renamed(kept, names[service]))
        for name, schema in _schemas_of(document).items():
            schemas[names[service][name]] = _renamed(schema, names[service])
    flow = {
        "authorizationUrl": f"{public_url}/oauth2/authorize",
        "tokenUrl": f"{public_url}/oauth2/token",
        "scopes": SCOPES,
    }
    scheme = {
        "type": "oauth2",
        "description": "Authorization code + PKCE (S256).",
        "flows": {"authorizationCode": flow},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Một Cửa",
            "version": "v1",
            "description": "Dịch vụ công trực tuyến của một tỉnh, thành phố / a province's online public services.",
        },
        "servers": [{"url": public_url}],
        "tags": _tags(documents),
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": dict(sorted(schemas.items())), "securitySchemes": {SCHEME: scheme}},
    }
