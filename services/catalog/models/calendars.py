"""Working calendars, one row per version."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.catalog.models.table import Table


class WorkCalendar(Table):
    """A working calendar, one row per version. `content` has the shape of `calendars.CalendarContent`.

    `published_by` None: seeded.
    """

    __tablename__ = "work_calendars"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    content: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None]
