"""What the OpenAPI description says about endpoints whose parameters the protocol, not FastAPI, reads."""

from typing import Any


def query(**parameters: str) -> dict[str, Any]:
    """Query parameters by name, with what each is; a `*` before the description marks a required one."""
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": words.startswith("*"),
                "description": words.lstrip("*"),
                "schema": {"type": "string"},
            }
            for name, words in parameters.items()
        ]
    }


def form(**fields: str) -> dict[str, Any]:
    """Form fields by name, with what each is; a `*` before the description marks a required one."""
    schema = {
        "type": "object",
        "properties": {name: {"type": "string", "description": words.lstrip("*")} for name, words in fields.items()},
        "required": [name for name, words in fields.items() if words.startswith("*")],
    }
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


HTML: dict[int | str, dict[str, Any]] = {
    400: {"description": "Trang báo lỗi / An error page", "content": {"text/html": {}}},
}


def see_other(words: str) -> dict[int | str, dict[str, Any]]:
    """A 303 answer."""
    return {303: {"description": words, "headers": {"Location": {"schema": {"type": "string"}}}}}
