"""A citizen's data store as they see it, and how they point at something in it."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from kit.schemas import Id, Line, Schema
from services.dossier.papers import Scan, Source, source
from services.dossier.queries.kept_papers import Kept
from services.dossier.schemas.requests import like
from services.dossier.schemas.whole import ProcedureRef


class KeptPaper(Schema):
    """A paper or result. `name`: of the component or result. `uses`: dossiers it stood in for an upload in.

    `valid_until` null: it does not expire, or that is not known.
    """

    id: UUID
    source: Source
    name: str | None
    file_name: str
    content_type: str
    size: int
    sha256: str
    kept_at: datetime
    dossier_id: UUID
    tracking_code: str
    number: str | None
    procedure: ProcedureRef
    valid_from: date | None
    valid_until: date | None
    scan: Scan
    uses: int
    is_reusable: bool = Field(description="dùng lại được / can be pointed at in place of an upload")

    @classmethod
    def of(cls, kept: Kept, *, on: date) -> Self:
        """The file as its owner sees it on a day."""
        paper, dossier = kept.paper, kept.dossier
        copied = ("id", "file_name", "content_type", "size", "sha256", "scan")
        return cls(
            **{name: getattr(paper, name) for name in copied},
            source=source(paper, is_digitised=paper.is_digitised),
            name=kept.name,
            kept_at=paper.uploaded_at,
            dossier_id=dossier.id,
            tracking_code=dossier.tracking_code,
            number=dossier.number,
            procedure=ProcedureRef(code=dossier.procedure_code, revision=dossier.revision, name=dossier.procedure_name),
            valid_from=kept.valid_from,
            valid_until=kept.valid_until,
            uses=kept.uses,
            is_reusable=kept.is_reusable(on=on),
        )


class Reference(Schema):
    """Which of the citizen's files stands in for a component."""

    model_config = like(component_id="lawful-residence", paper_id="5b0d7c7e-2f43-4a0e-9f0d-8f7f2f5f6a10")

    component_id: Line
    paper_id: Id
