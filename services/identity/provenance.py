"""Where an attribute of a person comes from, and which value counts when several sources speak."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar


class Source(StrEnum):
    """Who says so. A registry outranks what the person declares ("verified once, entered never")."""

    POPULATION_DATABASE = "population_database"
    ELECTRONIC_IDENTITY = "electronic_identity"
    AGENCY = "agency"
    DECLARED = "declared"


_RANK = {source: rank for rank, source in enumerate(Source)}


class Said(Protocol):
    """One source's value of one attribute."""

    name: Any
    source: Any
    verified_at: Any


S = TypeVar("S", bound=Said)


def outranking(said: Iterable[S]) -> dict[str, S]:
    """The value that counts of each attribute: of the highest source; among equals the one verified last."""
    best: dict[str, S] = {}
    for one in said:
        if one.name not in best or _weight(one) > _weight(best[one.name]):
            best[one.name] = one
    return best


def _weight(one: Said) -> tuple[int, float]:
    verified_at: datetime | None = one.verified_at
    return -_RANK[Source(one.source)], verified_at.timestamp() if verified_at else 0.0
