"""Tables: what was told to whom (notices), how it was carried outside the web inbox (messages, attempts), and one-time
codes on their way (codes), which are told nowhere else."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kit.db import COLUMN_TYPES, new_metadata
from services.notification.attempts import Status
from services.notification.choosing import Route
from services.notification.kinds import Kind, Purpose
from services.notification.wording import Language


class Table(DeclarativeBase):
    """Base of notification's tables."""

    metadata = new_metadata()
    type_annotation_map = COLUMN_TYPES


class Notice(Table):
    """One line of a citizen's web inbox. `link` is a path below the public URL."""

    __tablename__ = "notices"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID]
    kind: Mapped[Kind]
    title: Mapped[str]
    text: Mapped[str]
    link: Mapped[str | None]
    dossier_id: Mapped[UUID | None]
    language: Mapped[Language]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_notices_inbox", "owner_id", sql("created_at DESC"), sql("id DESC")),
        Index(
            "ix_notices_unread",
            "owner_id",
            sql("created_at DESC"),
            sql("id DESC"),
            postgresql_where=sql("read_at IS NULL"),
        ),
    )


class Message(Table):
    """A notice on its way to one address. Its words are the notice's; `due_at` None: nothing more to do."""

    __tablename__ = "messages"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), index=True)
    channel: Mapped[Route]
    address: Mapped[str]
    status: Mapped[Status]
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_messages_due_at", "due_at", postgresql_where=sql("due_at IS NOT NULL")),)


class Attempt(Table):
    """One try to send a message: when and how it ended; the provider's code, never its words."""

    __tablename__ = "attempts"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    result: Mapped[Status]
    code: Mapped[int | None]
    reason: Mapped[str | None]
    ended_at: Mapped[datetime]


class Code(Table):
    """A one-time code on its way. `sealed` holds its address and digits as identity sealed them, until `due_at` is
    None: then nothing more is done with it and it is erased. `provider_code` and `reason` tell how the last attempt
    ended.
    """

    __tablename__ = "codes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[Route]
    purpose: Mapped[Purpose]
    language: Mapped[Language]
    sealed: Mapped[str | None]
    status: Mapped[Status]
    attempts: Mapped[int]
    provider_code: Mapped[int | None]
    reason: Mapped[str | None]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(sealed IS NULL) = (due_at IS NULL)", name="erased_when_done"),
        Index("ix_codes_due_at", "channel", "due_at", postgresql_where=sql("due_at IS NOT NULL")),
    )
