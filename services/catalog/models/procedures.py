"""Procedures, their revisions, and the life events that group them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contracts.terms import OnlineLevel
from services.catalog.models.table import Table


class RevisionStatus(StrEnum):
    """Where a revision is in its life: `revising.LIFE` says what may follow what."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    CLOSED = "closed"
    DISCARDED = "discarded"


class Origin(StrEnum):
    """Where a revision comes from. A seeded one follows the software's releases until somebody edits the procedure."""

    SEED = "seed"
    EDITOR = "editor"
    IMPORT = "import"


class Procedure(Table):
    """An administrative procedure, with the facts of the revision in force that lists and searches need.

    `levels`, `agency_kinds`, `applicants`, `fields` hold words; `ward_codes` the wards it is offered in (empty: all).
    `words` is the text searched after the name and the aliases; `field` is the first of `fields`. `changed_in` is the
    catalog's state (`Edition.number`) this row was last changed in; 0: nothing of it has been in force yet, the public
    sees no such procedure. `closed_on` is the first day it is not offered.
    """

    __tablename__ = "procedures"
    __table_args__ = (Index("ix_procedures_changed_in", "changed_in"), Index("ix_procedures_field", "field", "code"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    field: Mapped[str]
    fields: Mapped[list[str]]
    levels: Mapped[list[str]]
    online_level: Mapped[OnlineLevel]
    agency_kinds: Mapped[list[str]]
    ward_codes: Mapped[list[str]]
    applicants: Mapped[list[str]]
    aliases: Mapped[list[str]]
    words: Mapped[str]
    changed_in: Mapped[int]
    closed_on: Mapped[date | None]
    replaced_by: Mapped[str | None]


class Revision(Table):
    """What a procedure says from a day on. `content` has the shape of `content.Content`.

    `digest` is the SHA-256 of the content as canonical JSON. `version` counts edits of a draft (If-Match).
    `effective_to` is its last day in force, known once another follows or the procedure closes; before its first day:
    it never was in force, another took its place. A draft has no `effective_from` until it is published.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("procedure_id", "number"),
        Index("uq_revisions_draft", "procedure_id", unique=True, postgresql_where=text("status = 'draft'")),
        Index("ix_revisions_effective", "procedure_id", "effective_from"),
        Index("ix_revisions_ending", "effective_to", postgresql_where=text("status = 'published'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedures.id"))
    number: Mapped[int]
    status: Mapped[RevisionStatus]
    origin: Mapped[Origin]
    version: Mapped[int]
    content: Mapped[dict[str, Any]]
    digest: Mapped[str]
    note: Mapped[str | None]
    drafted_by: Mapped[UUID | None]
    drafted_at: Mapped[datetime]
    published_by: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]


class LifeEvent(Table):
    """Something that happens in a life ("sinh con"), and the procedures it brings, in the order of doing them.

    `procedures`: list of {code, vi, en}; the words say what that step is for. `aliases` are other words for the event.
    """

    __tablename__ = "life_events"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[int]
    aliases: Mapped[list[str]]
    procedures: Mapped[list[dict[str, Any]]]
    version: Mapped[int]
    changed_at: Mapped[datetime]


class Synonym(Table):
    """Words people use (`said`, folded) for words of the catalog (`meant`)."""

    __tablename__ = "synonyms"

    said: Mapped[str] = mapped_column(primary_key=True)
    meant: Mapped[list[str]]
    version: Mapped[int]
    changed_at: Mapped[datetime]


class Edition(Table):
    """The state of the catalog as a number that every change raises: what clients and search indexes are fresh by.

    `seeds` is the digest of the release whose seeds were planted last (`services.catalog.seeds.release`).
    """

    __tablename__ = "editions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    seeds: Mapped[str | None]
