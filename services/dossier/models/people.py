"""Whom an owner asked to take part, and who works for an agency."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.models.table import Table


class InvitationKind(StrEnum):
    """What somebody is asked to: write along, or take the dossier over."""

    CO_AUTHOR = "co_author"
    TRANSFER = "transfer"


class Invitation(Table):
    """An owner asks somebody. Open until `accepted_at` or `ended_at`; a co-author stays one until `ended_at`.

    `person_id` None: nobody has the name and number the owner gave, which the owner is not told. The names of owner and
    procedure are all that whoever was asked may know of the dossier.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        Index(
            "uq_invitations_live",
            "dossier_id",
            "person_id",
            "kind",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_invitations_owner_id", "owner_id", "made_at"),
        Index("ix_invitations_person_id", "person_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    owner_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    kind: Mapped[InvitationKind]
    invited_name: Mapped[str]
    number_ends: Mapped[str]
    owner_name: Mapped[str]
    procedure_name: Mapped[str]
    made_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Colleague(Table):
    """A member of an agency's staff as their last token said: who can be given work. `roles` of that position."""

    __tablename__ = "colleagues"

    agency_code: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    roles: Mapped[list[str]]
    seen_at: Mapped[datetime]
