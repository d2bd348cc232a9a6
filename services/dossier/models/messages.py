"""The thread of a dossier: what its applicant and its agency write to each other."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.lifecycle import Role
from services.dossier.models.table import Table


class Message(Table):
    """Something written in the thread; it stays as it was written.

    `agency_code` None: from the applicant's side. `delegation_id`: the author wrote for the applicant.
    `transaction_id`: of the request, so that one repeated after its answer was forgotten is not posted again.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_dossier_id", "dossier_id", "posted_at", "id"),
        Index(
            "uq_messages_transaction",
            "dossier_id",
            "transaction_id",
            unique=True,
            postgresql_where=text("transaction_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    author_id: Mapped[UUID]
    role: Mapped[Role]
    agency_code: Mapped[str | None]
    delegation_id: Mapped[UUID | None]
    words: Mapped[str]
    posted_at: Mapped[datetime]
    transaction_id: Mapped[str | None]
