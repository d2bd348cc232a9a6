"""What happened to an account, for its owner to read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models.table import Table


class Activity(Table):
    """One line of the activity log (services.identity.activity says it in words). `facts` hold no personal data."""

    __tablename__ = "activities"
    __table_args__ = (Index("ix_activities_person_id", "person_id", text("happened_at DESC"), text("id DESC")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[str]
    happened_at: Mapped[datetime]
    session_id: Mapped[UUID | None]
    client_id: Mapped[str | None]
    device_name: Mapped[str | None]
    network: Mapped[str | None]
    facts: Mapped[dict[str, Any]]
