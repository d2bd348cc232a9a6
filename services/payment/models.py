"""Payment's own tables."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kit.db import COLUMN_TYPES, new_metadata
from services.payment.lifecycle import AttemptStatus, BillStatus
from services.payment.providers import Verdict


class Table(DeclarativeBase):
    """The registry of payment's tables."""

    metadata = new_metadata()
    type_annotation_map = COLUMN_TYPES


class Bill(Table):
    """What is due for a dossier: `lines` (list of FeeLine) and `amount` (> 0) frozen at issue, in đồng.

    `sequence`: 1 for what is due when it is sent, then what the agency requires later; at most one of them is unpaid.
    """

    __tablename__ = "bills"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        UniqueConstraint("dossier_id", "sequence"),
        Index("ix_bills_owner_id_issued_at_id", "owner_id", "issued_at", "id"),
        Index("ix_bills_agency_code_issued_at_id", "agency_code", "issued_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(default=1)
    owner_id: Mapped[UUID]
    agency_code: Mapped[str]
    tracking_code: Mapped[str]
    amount: Mapped[int]
    lines: Mapped[list[dict[str, Any]]]
    status: Mapped[BillStatus]
    issued_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Attempt(Table):
    """One try to pay a bill through a gateway. `txn_ref` is our order number there, `gateway_number` theirs.

    It holds all of the order, so that a second tab is sent to the same payment.
    """

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_expires_at", "expires_at", postgresql_where=text("status = 'started'")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    bill_id: Mapped[UUID] = mapped_column(ForeignKey("bills.id"), index=True)
    gateway: Mapped[str]
    txn_ref: Mapped[str] = mapped_column(unique=True)
    amount: Mapped[int]
    status: Mapped[AttemptStatus]
    gateway_number: Mapped[str | None]
    payer_address: Mapped[str]
    language: Mapped[str]
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Callback(Table):
    """A gateway's signed message exactly as it came (query string, at most 4,096 characters), and what we made of it.

    Evidence: the application may add and read, not change or delete.
    """

    __tablename__ = "callbacks"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    gateway: Mapped[str]
    received_at: Mapped[datetime]
    query: Mapped[str]
    verdict: Mapped[Verdict]
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempts.id"), index=True)


class UnsignedCount(Table):
    """How many messages without a good signature came in the name of a gateway on a day (UTC)."""

    __tablename__ = "unsigned_counts"

    gateway: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


class UnsignedSample(Table):
    """One of the newest of them, cut short. `slot` goes round, so there are never more than so many."""

    __tablename__ = "unsigned_samples"

    gateway: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    received_at: Mapped[datetime]
    query: Mapped[str]


class Entry(Table):
    """One posting of the ledger. The database refuses to change or delete it, and a transaction that is not zero."""

    __tablename__ = "entries"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_is_not_zero"),
        UniqueConstraint("attempt_id", "account"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    transaction_id: Mapped[UUID] = mapped_column(index=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"))
    account: Mapped[str] = mapped_column(index=True)
    amount: Mapped[int]
    booked_at: Mapped[datetime]
