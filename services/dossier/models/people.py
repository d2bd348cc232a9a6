"""Who writes along, who takes over, who wrote what, and who confirmed with a code."""

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
    """An owner asks somebody. Open until `accepted_at` or `ended_at`; a co-author stays one until `ended_at`."""

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
        Index("ix_invitations_person_id", "person_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    owner_id: Mapped[UUID]
    person_id: Mapped[UUID]
    kind: Mapped[InvitationKind]
    made_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Message(Table):
    """One message in a dossier's thread. `is_internal`: between staff only, never shown to the applicant."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_dossier_id", "dossier_id", "posted_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    author_id: Mapped[UUID]
    is_from_agency: Mapped[bool]
    agency_code: Mapped[str | None]
    is_internal: Mapped[bool]
    words: Mapped[str]
    posted_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class CodePurpose(StrEnum):
    """What a one-time code confirms."""

    ENTRY = "entry"  # what the desk entered for the citizen
    RECEIPT = "receipt"  # that the result was received


class Confirmation(Table):
    """A one-time code sent to the owner; `digest` of it only. At most `tries` wrong ones count (6), then it is void."""

    __tablename__ = "confirmations"
    __table_args__ = (
        Index("uq_confirmations_live", "dossier_id", "purpose", unique=True, postgresql_where=text("used_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    purpose: Mapped[CodePurpose]
    digest: Mapped[str]
    tries: Mapped[int]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Colleague(Table):
    """A member of an agency's staff as their last token said: who can be given work. `roles` of that position."""

    __tablename__ = "colleagues"

    agency_code: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    roles: Mapped[list[str]]
    seen_at: Mapped[datetime]
