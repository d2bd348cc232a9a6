"""One-time codes by which an owner confirms at the counter what the desk did for them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.models.table import Table


class CodePurpose(StrEnum):
    """What a code confirms: what the desk entered for the owner, or that they received the result."""

    COUNTER_ENTRY = "counter_entry"
    RECEIPT = "receipt"


class Confirmation(Table):
    """A code sent to the owner. It is live until `used_at`, `expires_at` or the last of its tries.

    `content`: what it confirms, as a digest (`confirming.content`); `digest`: keyed, of the code with all it is for.
    The code itself is nowhere.
    """

    __tablename__ = "confirmations"
    __table_args__ = (
        Index("ix_confirmations_dossier_id", "dossier_id", "purpose", "asked_at"),
        Index("ix_confirmations_person_id", "person_id", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    person_id: Mapped[UUID]
    purpose: Mapped[CodePurpose]
    content: Mapped[str]
    digest: Mapped[str]
    tries: Mapped[int]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
