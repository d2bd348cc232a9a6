"""Examples put where a person trying an operation looks for them.

Services write theirs as JSON Schema `examples`; readers of OpenAPI fill a form from `example` beside a parameter and
from the first example of a body.
"""

from gateway.shapes import Json

IDEMPOTENCY_KEY = "0b1f6a52-7d0e-4c1e-9a53-2f6f0c8d1e47"
"""The document's key; the reader of `/docs` sends a new one in its place."""
_REFERENCE = "#/components/schemas/"


def filled(operation: Json, schemas: Json) -> Json:
    """`operation` with an example at each parameter and body its schemas have one for.

    `schemas` are its own document's. What is optional and merely narrows a list stays empty, unless the service gave
    the parameter an `example` itself.
    """
    full = dict(operation)
    if "parameters" in operation:
        full["parameters"] = [_parameter(one) for one in operation["parameters"]]
    if "requestBody" in operation:
        content = {media: _body(shape, schemas) for media, shape in operation["requestBody"].get("content", {}).items()}
        full["requestBody"] = {**operation["requestBody"], "content": content}
    return full


def _parameter(parameter: Json) -> Json:
    if "example" in parameter:
        return parameter
    if parameter["name"] == "Idempotency-Key":
        return {**parameter, "example": IDEMPOTENCY_KEY}
    examples = parameter.get("schema", {}).get("examples")
    is_needed = parameter.get("required") or parameter["in"] == "header"
    return {**parameter, "example": examples[0]} if examples and is_needed else parameter


def _body(shape: Json, schemas: Json) -> Json:
    schema: Json = shape.get("schema", {})
    schema = schemas.get(schema.get("$ref", "").removeprefix(_REFERENCE), schema)
    examples = schema.get("examples")
    return {**shape, "example": examples[0]} if examples and "example" not in shape else shape
