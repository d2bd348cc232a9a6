"""How a result shall reach its owner, and what the post makes of it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contracts.terms import Channel
from services.dossier.models.table import Table
from services.dossier.shipping import LIVE, ShipmentStatus

IS_LIVE = text("status IN (" + ", ".join(f"'{status}'" for status in sorted(LIVE)) + ")")


class ReturnWish(Table):
    """How the owner wants the result; `address` (recipient, phone, line, ward) only by post."""

    __tablename__ = "return_wishes"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    channel: Mapped[Channel]
    address: Mapped[dict[str, Any] | None]
    chosen_at: Mapped[datetime]


class Shipment(Table):
    """A result on its way by post; one live one for a dossier.

    `address` as it was wished then; `fare` in đồng, which the carrier collects when it delivers; `look_at`: when the
    carrier is to be told or asked (null: there is nothing to hear).
    """

    __tablename__ = "shipments"
    __table_args__ = (
        Index("uq_shipments_live", "dossier_id", unique=True, postgresql_where=IS_LIVE),
        Index("ix_shipments_dossier_id", "dossier_id"),
        Index("ix_shipments_look_at", "look_at", postgresql_where=text("look_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    carrier: Mapped[str]
    status: Mapped[ShipmentStatus]
    address: Mapped[dict[str, Any]]
    tracking_number: Mapped[str | None]
    fare: Mapped[int | None]
    wanted_at: Mapped[datetime]
    dispatched_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
