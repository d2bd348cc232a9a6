"""What clerks keep for themselves: saved filters of the worklist, and exports made in the background."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.models.table import Table


class SavedFilter(Table):
    """A filter of the worklist somebody saved under a name of their own."""

    __tablename__ = "saved_filters"
    __table_args__ = (UniqueConstraint("person_id", "agency_code", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID]
    agency_code: Mapped[str]
    name: Mapped[str]
    filter: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class ExportStatus(StrEnum):
    """How far an export is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Export(Table):
    """A worklist made into a file. `procedures`: the maker's limits then; `written` of `total` rows."""

    __tablename__ = "exports"
    __table_args__ = (
        Index("ix_exports_asked_at", "asked_at", postgresql_where=text("status IN ('waiting', 'running')")),
        Index("ix_exports_person_id", "person_id", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID]
    agency_code: Mapped[str]
    procedures: Mapped[list[str] | None]
    format: Mapped[str]
    filter: Mapped[dict[str, Any]]
    status: Mapped[ExportStatus]
    total: Mapped[int]
    written: Mapped[int]
    file_key: Mapped[str | None]
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
