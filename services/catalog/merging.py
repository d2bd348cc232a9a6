"""JSON merge patch (RFC 7396) of a revision's content: what is null goes, objects merge, all else is replaced. Pure."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kit.faults import from_validation
from kit.problems import Invalid
from services.catalog.content import Content
from services.catalog.schemas.revisions import ContentIn

_CONTENT: TypeAdapter[Content] = TypeAdapter(ContentIn)


def merged(document: Mapping[str, Any], patch: Mapping[str, Any]) -> Content:
    """The content after the patch; Invalid with every fault of its shape, at places in the whole."""
    try:
        return _CONTENT.validate_python(_merged(document, patch))
    except ValidationError as error:
        raise Invalid(errors=from_validation(error.errors())) from None


def _merged(document: Any, patch: Any) -> Any:  # noqa: ANN401 - any JSON value
    if not isinstance(patch, Mapping):
        return patch
    whole = dict(document) if isinstance(document, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            whole.pop(name, None)
        else:
            whole[name] = _merged(whole.get(name), value)
    return whole
