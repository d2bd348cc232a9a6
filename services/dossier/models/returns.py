"""How results reach people, and the papers that were issued, so that anybody can check one."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.models.table import Table


class ShipmentStatus(StrEnum):
    """Where a result given to the post is."""

    ORDERED = "ordered"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    RETURNED = "returned"
    FAILED = "failed"


class Shipment(Table):
    """A result on its way by post. `address` as the sender wrote it; `fare` in đồng; `asked_at`: when it was last asked
    of the carrier.
    """

    __tablename__ = "shipments"
    __table_args__ = (
        Index("ix_shipments_asked_at", "asked_at", postgresql_where=text("status IN ('ordered', 'in_transit')")),
        Index("ix_shipments_dossier_id", "dossier_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    carrier: Mapped[str]
    tracking_number: Mapped[str | None] = mapped_column(unique=True)
    status: Mapped[ShipmentStatus]
    address: Mapped[dict[str, Any]]
    fare: Mapped[int]
    ordered_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class IssuedKind(StrEnum):
    """What was issued: forms 01 to 07 of TT 03/2025/TT-VPCP, or a result."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL = "control"
    REGISTER = "register"
    RESULT = "result"


class Issued(Table):
    """A signed paper somebody may hold: its `code` (in the QR code) answers whether it is genuine, without names.

    `sha256` of the signed file. `superseded_at`: a later one took its place; `revoked_at`: it is void.
    """

    __tablename__ = "issued"
    __table_args__ = (Index("ix_issued_dossier_id", "dossier_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    paper_id: Mapped[UUID | None] = mapped_column(ForeignKey("papers.id"))
    kind: Mapped[IssuedKind]
    sequence: Mapped[int]
    file_key: Mapped[str | None]
    sha256: Mapped[str]
    agency_code: Mapped[str]
    agency_name: Mapped[str]
    issued_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
