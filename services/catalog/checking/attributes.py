"""The attributes of a person's record a revision may name: those of `contracts.identity.PersonChanged`."""

from collections.abc import Mapping
from typing import Final

from contracts.identity import PersonChanged

_NOT_ATTRIBUTES: Final = frozenset({"person_id", "kind", "language", "sources", "id", "occurred_at"})
NAMES: Final = frozenset(PersonChanged.model_fields) - _NOT_ATTRIBUTES
ATTRIBUTES: Final = frozenset(f"person.{name}" for name in NAMES)
"""As conditions of once-only name them (`person.residence`)."""
PARTS: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset({"", "province_code", "ward_code", "ward_name", "line"})
    for name in ("residence", "permanent_residence")
}
"""Attributes that have parts; "" is the whole. Any other is written whole."""


def plain(attribute: str) -> str:
    """The attribute without its holder: `person.residence` is `residence`."""
    return attribute.removeprefix("person.")
