"""What a member of staff keeps of the worklist: filters they saved, and exports they asked for."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.lifecycle import Role
from services.dossier.models.table import Table


class ExportFormat(StrEnum):
    """The files a worklist can be exported to."""

    CSV = "csv"
    XLSX = "xlsx"


class SavedFilter(Table):
    """A filter somebody keeps under a name of their own, in one position. `content`: a schemas.worklists.Filter."""

    __tablename__ = "saved_filters"
    __table_args__ = (Index("uq_saved_filters_title", "person_id", "agency_code", "title", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID]
    agency_code: Mapped[str]
    title: Mapped[str]
    content: Mapped[dict[str, Any]]
    version: Mapped[int]
    saved_at: Mapped[datetime]


class Export(Table):
    """A file of the worklist somebody asked for. `content`: the filter; `procedures`: those they are limited to.

    Whoever makes it holds `lease_id` until `leased_until`; then another may begin anew. `file_key` is set when it is
    ready; without one `finished_at` says that it was given up after `attempts`.
    """

    __tablename__ = "exports"
    __table_args__ = (
        Index("ix_exports_waiting", "asked_at", postgresql_where=text("finished_at IS NULL")),
        Index("ix_exports_person_id", "person_id", "agency_code", "asked_at"),
        Index("ix_exports_expires_at", "expires_at"),
        Index("ix_exports_file_key", "file_key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID]
    agency_code: Mapped[str]
    role: Mapped[Role]
    client_id: Mapped[str]
    format: Mapped[ExportFormat]
    content: Mapped[dict[str, Any]]
    procedures: Mapped[list[str] | None]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_id: Mapped[UUID | None]
    leased_until: Mapped[datetime | None]
    rows_done: Mapped[int] = mapped_column(default=0)
    rows_total: Mapped[int | None]
    finished_at: Mapped[datetime | None]
    file_key: Mapped[str | None]
    size: Mapped[int | None]
