"""What is asked for to be exported, and how far it is."""

from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import Field

from kit.schemas import Schema
from services.dossier.models import Export, ExportFormat
from services.dossier.schemas.requests import like
from services.dossier.schemas.worklists import Filter


class ExportStatus(StrEnum):
    """How far an export is."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class NewExport(Schema):
    """Which rows of the worklist, as which file."""

    model_config = like(format="csv", filter={"status": "in_progress"})

    format: ExportFormat = Field(strict=False)
    filter: Filter = Filter()


class ExportOut(Schema):
    """An export. `rows_total`: as many as there were when it was asked for; `content`: where the file is read."""

    id: UUID
    format: ExportFormat
    filter: Filter
    status: ExportStatus
    rows_done: int
    rows_total: int | None
    size: int | None
    asked_at: datetime
    finished_at: datetime | None
    expires_at: datetime
    content: str | None

    @classmethod
    def of(cls, export: Export) -> Self:
        """An export as who asked for it sees it."""
        names = ("id", "format", "rows_done", "rows_total", "size", "asked_at", "finished_at", "expires_at")
        return cls(
            **{name: getattr(export, name) for name in names},
            filter=Filter.model_validate(export.content),
            status=status_of(export),
            content=f"/v1/worklist/exports/{export.id}/content" if export.file_key else None,
        )


def status_of(export: Export) -> ExportStatus:
    """How far it is."""
    if export.finished_at is not None:
        return ExportStatus.READY if export.file_key else ExportStatus.FAILED
    return ExportStatus.RUNNING if export.lease_id else ExportStatus.WAITING
