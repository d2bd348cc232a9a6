"""What an agency's decision may make true of a person: which attributes, in which shape, and what it yields to.

A number is proven and a contact confirmed in other ways (`attributes.Way`); everything else a granted dossier may
settle. What somebody vouched for later than the decision stands.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from services.identity.records import attributes
from services.identity.records.attributes import KNOWN, WRITABLE
from services.identity.records.provenance import UNVERIFIED, Said, Source


def read(said: Mapping[str, Any], *, is_business: bool, record: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The attributes as they are stored, by name; `record` holds the stored values that count on the day.

    ValueError (pydantic's ValidationError is one) when any of them cannot be settled by a dossier or has not its
    shape, or when they contradict the person's number: then none of them counts.
    """
    for name in said:
        if not attributes.suits(name, is_business=is_business) or KNOWN[name].way not in WRITABLE:
            raise ValueError(f"a dossier settles no {name}")
    stored = {name: attributes.read(name, value, on=on) for name, value in said.items()}
    if not attributes.is_consistent({**record, **stored}):
        raise ValueError("it contradicts the personal number")
    return stored


def is_overtaken(known: Iterable[Said], name: str, *, established_at: datetime) -> bool:
    """Whether somebody vouched for a value of the attribute later than, or with, the decision."""
    return any(
        one.name == name
        and Source(one.source) not in UNVERIFIED
        and one.verified_at is not None
        and one.verified_at >= established_at
        for one in known
    )
