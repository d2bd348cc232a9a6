"""Catalog's own tables.

`search` columns are stored by PostgreSQL from `fold(text)`, a function of the first migration: lower case, no
diacritics, only a-z and 0-9. Words are matched by prefix, so either tone placement
(hoà, hòa) and unfinished words are found.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Computed, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from contracts.terms import OnlineLevel
from kit.db import COLUMN_TYPES, new_metadata

UNRECORDED = date(1900, 1, 1)
"""`valid_from` of units whose first day our source does not record; answered as null."""


class Table(DeclarativeBase):
    """The registry of catalog's tables."""

    metadata = new_metadata()
    type_annotation_map = COLUMN_TYPES


class RevisionStatus(StrEnum):
    """Where a revision is in its life."""

    PUBLISHED = "published"


class AreaLevel(StrEnum):
    """Tier of an administrative unit. Districts exist until 2025-06-30."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Procedure(Table):
    """An administrative procedure, with the facts of its newest revision that a search needs.

    `levels`, `agency_kinds`, `applicants` hold words; `words` is the text searched after the name.
    """

    __tablename__ = "procedures"
    __table_args__ = (Index("ix_procedures_search", "search", postgresql_using="gin"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    field: Mapped[str]
    levels: Mapped[list[str]]
    online_level: Mapped[OnlineLevel]
    agency_kinds: Mapped[list[str]]
    applicants: Mapped[list[str]]
    words: Mapped[str]
    folded: Mapped[str] = mapped_column(Computed("fold(name)", persisted=True))
    search: Mapped[Any] = mapped_column(
        TSVECTOR,
        Computed(
            "setweight(to_tsvector('simple', fold(code || ' ' || name)), 'A')"
            " || setweight(to_tsvector('simple', fold(words)), 'C')",
            persisted=True,
        ),
        deferred=True,
    )


class Revision(Table):
    """What a procedure says from a day on. `content` has the shape of `content.Content`."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("procedure_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedures.id"))
    number: Mapped[int]
    status: Mapped[RevisionStatus]
    effective_from: Mapped[date]
    published_at: Mapped[datetime]
    content: Mapped[dict[str, Any]]


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


class WorkCalendar(Table):
    """A working calendar, one row per version. `content` has the shape of `calendars.CalendarContent`."""

    __tablename__ = "work_calendars"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    content: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
