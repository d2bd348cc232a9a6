"""The problems a route can answer, as its OpenAPI document declares them."""

from typing import Any

from kit.problems.answering import MEDIA
from kit.problems.kinds import Invalid, Problem, TooMany, Unauthorized, Unavailable

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "instance": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: its problems, declared; those every route can answer are included."""
    declared: dict[int | str, dict[str, Any]] = {}
    shared: tuple[type[Problem], ...] = (Invalid, Unauthorized, TooMany, Unavailable)
    for kind in (*shared, *kinds):
        words = f"`{kind.code()}`: {kind.title('vi')} / {kind.english}"
        if known := declared.get(kind.status):
            words = f"{known['description']}\n\n{words}" if words not in known["description"] else known["description"]
        declared[kind.status] = {"description": words, "content": {MEDIA: {"schema": _SCHEMA}}}
    return declared
