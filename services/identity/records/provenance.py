"""Where an attribute of a person comes from, and which value counts when several sources speak."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar


class Source(StrEnum):
    """Who says so. A registry outranks what the person declares ("verified once, entered never")."""

    POPULATION_DATABASE = "population_database"
    ELECTRONIC_IDENTITY = "electronic_identity"
    AGENCY = "agency"
    DOSSIER = "dossier"
    """An agency granted a dossier that makes it so (a new residence after a registration)."""
    ELECTRONIC_IDENTITY_1 = "electronic_identity_1"
    """Another provider's word below its highest level (level 01 of the electronic identity): nobody saw the person."""
    DECLARED = "declared"


UNVERIFIED = frozenset({Source.ELECTRONIC_IDENTITY_1, Source.DECLARED})
_RANK = {source: rank for rank, source in enumerate(Source)}


class Said(Protocol):
    """One source's value of one attribute."""

    name: Any
    source: Any
    verified_at: Any
    valid_until: Any


S = TypeVar("S", bound=Said)


def outranking(said: Iterable[S], *, on: date) -> dict[str, S]:
    """The value of each attribute that counts on a day.

    Of those that may still be relied on, the one of the highest source; among equals the one verified last. A value
    past its last day (`valid_until`) yields to every one that is not, a declared one too; alone it is still the best
    there is.
    """
    best: dict[str, S] = {}
    for one in said:
        if one.name not in best or _weight(one, on) > _weight(best[one.name], on):
            best[one.name] = one
    return best


def is_verified(one: Said, *, on: date) -> bool:
    """Whether somebody other than the person vouches for the value, and it may be relied on that day."""
    return Source(one.source) not in UNVERIFIED and _is_valid(one, on)


def is_outranked_by(source: Source, other: Source) -> bool:
    """Whether `other` counts for more than `source`."""
    return _RANK[other] < _RANK[source]


def _is_valid(one: Said, on: date) -> bool:
    valid_until: date | None = one.valid_until
    return valid_until is None or on <= valid_until


def _weight(one: Said, on: date) -> tuple[bool, int, float]:
    verified_at: datetime | None = one.verified_at
    return _is_valid(one, on), -_RANK[Source(one.source)], verified_at.timestamp() if verified_at else 0.0
