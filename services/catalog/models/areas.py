"""Administrative units by period, and who took over from whom.

`search` is stored by PostgreSQL from `fold(text)`, a function of the first migration: lower case, no diacritics, only
a-z and 0-9. Words are matched by prefix, so either tone placement (hoà, hòa) and unfinished words are found.
"""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Computed, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from services.catalog.models.table import Table

UNRECORDED = date(1900, 1, 1)
"""`valid_from` of units whose first day our source does not record; answered as null."""


class AreaLevel(StrEnum):
    """Tier of an administrative unit. Districts exist until 2025-06-30."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Area(Table):
    """An administrative unit in one period. Codes return with another meaning: never look one up without a day."""

    __tablename__ = "areas"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        Index("ix_areas_parent_code", "parent_code"),
        Index("ix_areas_search", "search", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str]
    level: Mapped[AreaLevel]
    type: Mapped[str]
    name: Mapped[str]
    full_name: Mapped[str]
    name_en: Mapped[str]
    parent_code: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    folded: Mapped[str] = mapped_column(Computed("fold(name)", persisted=True))
    search: Mapped[Any] = mapped_column(
        TSVECTOR,
        Computed("to_tsvector('simple', fold(code || ' ' || full_name))", persisted=True),
        deferred=True,
    )


class AreaSuccession(Table):
    """A unit that took over all or part of another on a day. `basis` says how that is known."""

    __tablename__ = "area_successions"

    predecessor_id: Mapped[UUID] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    successor_id: Mapped[UUID] = mapped_column(ForeignKey("areas.id"), primary_key=True, index=True)
    effective_on: Mapped[date]
    basis: Mapped[str]
