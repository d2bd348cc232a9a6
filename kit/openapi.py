"""A service's OpenAPI document: the framework's, less what it says of answers we never give."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

DEMANDED = frozenset({"Idempotency-Key", "If-Match"})
"""Headers the framework takes for optional, because their absence has an answer of its own (400, 428)."""


def describe(app: FastAPI) -> dict[str, Any]:
    """The document, built once. Invalid input is answered 400 (declared by `problems(...)`), never with a bare 422."""
    if app.openapi_schema is None:
        described = get_openapi(title=app.title, version=app.version, routes=app.routes)
        for path in described.get("paths", {}).values():
            for operation in path.values():
                _correct(operation)
        schemas = described.get("components", {}).get("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        app.openapi_schema = described
    return app.openapi_schema


def _correct(operation: dict[str, Any]) -> None:
    known = operation.get("responses", {}).get("422", {}).get("content", {})
    if "application/json" in known:
        del operation["responses"]["422"]
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in DEMANDED:
            parameter["required"] = True
