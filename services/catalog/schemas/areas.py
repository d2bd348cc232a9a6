"""REST shapes of administrative units."""

from datetime import date
from typing import Annotated

from pydantic import Field

from kit.schemas import Schema
from services.catalog.models import AreaLevel
from services.catalog.schemas.listing import Asked, Day, Listed

UnitCode = Annotated[str, Field(pattern=r"^[0-9]{2,5}$")]
"""Code of an administrative unit; its meaning depends on the day."""


class OnAsked(Asked):
    """The day a unit is asked for; today when absent."""

    on: Day | None = Field(default=None, examples=["2025-06-01"])


class AreasAsked(Listed, OnAsked):
    """Query keys of the list of administrative units."""

    level: AreaLevel | None = None
    parent: UnitCode | None = None


class AreaBrief(Schema):
    """An administrative unit, named by another. `valid_from` null: our source does not record it."""

    code: str
    full_name: str
    valid_from: date | None
    valid_to: date | None


class AreaOut(AreaBrief):
    """An administrative unit as it was on the day asked for."""

    level: AreaLevel
    type: str
    name: str
    name_en: str
    parent: AreaBrief | None
    predecessors: list[AreaBrief]
    successors: list[AreaBrief]
