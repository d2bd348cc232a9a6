"""A service's OpenAPI document: the framework's, less what it says of answers we never give."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi


def describe(app: FastAPI) -> dict[str, Any]:
    """The document, built once. Invalid input is answered 400 (declared by `problems(...)`), never with a bare 422."""
    if app.openapi_schema is None:
        described = get_openapi(title=app.title, version=app.version, routes=app.routes)
        for path in described.get("paths", {}).values():
            for operation in path.values():
                known = operation.get("responses", {}).get("422", {}).get("content", {})
                if "application/json" in known:
                    del operation["responses"]["422"]
        schemas = described.get("components", {}).get("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        app.openapi_schema = described
    return app.openapi_schema
