"""The links by which an owner lets somebody follow a dossier without an account."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.models.table import Table


class TrackingLink(Table):
    """A signed link (links.py) to the whole progress of a dossier; it ends by itself, or when its owner ends it."""

    __tablename__ = "tracking_links"
    __table_args__ = (Index("ix_tracking_links_dossier_id", "dossier_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
