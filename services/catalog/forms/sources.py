"""What may prefill a field: attributes of the person or business of the account (`contracts.identity.PersonChanged`).

A source is `holder.attribute`, or a part of an attribute. Dossier fills by it; the attribute's own provenance goes with
the answer.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from services.catalog.forms.definition import Kind


class Source(NamedTuple):
    """`attribute`: its name in PersonChanged; `kinds`: the kinds of field it fits."""

    attribute: str
    kinds: frozenset[Kind]


_TEXTS: Final = frozenset({Kind.TEXT, Kind.TEXTAREA})
_NAMES: Final = _TEXTS | {Kind.NAME}


def _address(attribute: str) -> dict[str, Source]:
    return {
        f"person.{attribute}": Source(attribute, frozenset({Kind.ADDRESS})),
        f"person.{attribute}.province_code": Source(attribute, frozenset({Kind.PROVINCE})),
        f"person.{attribute}.ward_code": Source(attribute, frozenset({Kind.WARD})),
        f"person.{attribute}.ward_name": Source(attribute, _TEXTS),
        f"person.{attribute}.line": Source(attribute, _TEXTS),
    }


SOURCES: Final[Mapping[str, Source]] = {
    "person.full_name": Source("full_name", _NAMES),
    "person.personal_number": Source("personal_number", frozenset({Kind.PERSONAL_NUMBER, Kind.TAX_CODE})),
    "person.birth_date": Source("birth_date", frozenset({Kind.DATE, Kind.PARTIAL_DATE})),
    "person.sex": Source("sex", frozenset({Kind.SELECT})),
    "person.phone": Source("phone", frozenset({Kind.PHONE})),
    "person.email": Source("email", frozenset({Kind.EMAIL})),
    "person.place_of_origin": Source("place_of_origin", _TEXTS),
    "person.nationality": Source("nationality", frozenset({Kind.NATIONALITY})),
    "person.ethnicity": Source("ethnicity", frozenset({Kind.ETHNICITY})),
    **_address("residence"),
    **_address("permanent_residence"),
    "business.name": Source("business_name", _TEXTS),
    "business.tax_code": Source("tax_code", frozenset({Kind.TAX_CODE})),
    "business.representative": Source("representative", _NAMES),
}


def held(source: str, holder: str) -> str:
    """A library's source as it reads for a holder: `address.line` held by `person.residence`."""
    return ".".join([holder, *source.split(".")[1:]])
