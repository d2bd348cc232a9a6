"""Accounts elsewhere that people sign in here with, and records found to be of one person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models.table import Table


class LinkedIdentity(Table):
    """A subject of an upstream provider that was proven to be this person; `level` is the assurance it last stated."""

    __tablename__ = "linked_identities"

    provider: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    level: Mapped[str]
    linked_at: Mapped[datetime]
    used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Merge(Table):
    """Two records were found to be of one person: which was kept, on what proof. Never deleted."""

    __tablename__ = "merges"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    merged_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), unique=True)
    provider: Mapped[str]
    subject: Mapped[str]
    reason: Mapped[str]
    merged_at: Mapped[datetime]
