"""Tables: who may rate what (invitations), what they said (ratings), and the running counts read by the public."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kit.db import COLUMN_TYPES, new_metadata


class Table(DeclarativeBase):
    """Base of feedback's tables."""

    metadata = new_metadata()
    type_annotation_map = COLUMN_TYPES


class Reason(StrEnum):
    """What ended the service that may be rated."""

    DELIVERED = "delivered"
    DECLINED = "declined"


class Invitation(Table):
    """The owner of a finished dossier may rate it once, until `closes_at`."""

    __tablename__ = "invitations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(unique=True)
    owner_id: Mapped[UUID]
    tracking_code: Mapped[str]
    procedure_code: Mapped[str]
    procedure_name: Mapped[str]
    agency_code: Mapped[str]
    reason: Mapped[Reason]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    rated_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_invitations_open",
            "owner_id",
            text("opened_at DESC"),
            text("id DESC"),
            postgresql_where=text("rated_at IS NULL"),
        ),
    )


class Rating(Table):
    """What the owner of a dossier thought of the service. The comment stays here: no event carries it."""

    __tablename__ = "ratings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("invitations.id"), unique=True)
    score: Mapped[int] = mapped_column(SmallInteger)
    comment: Mapped[str | None] = mapped_column(Text)
    rated_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 5", name="score_on_scale"),)


class Tally(Table):
    """How often an agency got a score, ever; kept in the transaction of the rating: the summary is one look."""

    __tablename__ = "tallies"

    agency_code: Mapped[str] = mapped_column(primary_key=True)
    score: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    times: Mapped[int]


class DayTally(Table):
    """The same for one local day, for summaries of a period."""

    __tablename__ = "day_tallies"

    agency_code: Mapped[str] = mapped_column(primary_key=True)
    rated_on: Mapped[date] = mapped_column(primary_key=True)
    score: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    times: Mapped[int]


class PetitionStatus(StrEnum):
    """Where a petition is; the whole life is a later chapter, what was raised is kept from now on."""

    RECEIVED = "received"


class Petition(Table):
    """Phản ánh, kiến nghị: something a person asks an agency to answer.

    `usage_id`: it objects to that look at the dossier.
    """

    __tablename__ = "petitions"
    __table_args__ = (
        Index("ix_petitions_person_id", "person_id", "received_at", "id"),
        Index("ix_petitions_agency_code", "agency_code", "received_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID]
    agency_code: Mapped[str]
    dossier_id: Mapped[UUID | None]
    tracking_code: Mapped[str | None]
    usage_id: Mapped[UUID | None] = mapped_column(unique=True)
    words: Mapped[str]
    status: Mapped[PetitionStatus]
    received_at: Mapped[datetime]
