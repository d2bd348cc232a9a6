"""A file in pieces, as it is promised and as it stands."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from kit.schemas import Line, Schema
from services.dossier.models import Upload
from services.dossier.schemas.requests import like


class NewUpload(Schema):
    """Which file is coming. `size` in bytes; `is_additional`: beside the files the component has, not in their
    place.
    """

    model_config = like(
        component_id="lawful-residence", file_name="hop-dong.pdf", content_type="application/pdf", size=300000
    )

    component_id: Line
    file_name: str = Field(max_length=500)
    content_type: str = Field(max_length=100)
    size: int = Field(ge=1, le=2**53)
    is_additional: bool = False


class UploadOut(Schema):
    """A file on its way: `offset` of `size` bytes have come. `paper_id`: it is whole, and a paper of the dossier."""

    id: UUID
    component_id: str
    file_name: str
    size: int
    offset: int
    expires_at: datetime
    paper_id: UUID | None

    @classmethod
    def of(cls, upload: Upload) -> Self:
        """The upload as its sender sees it."""
        told = {name: getattr(upload, name) for name in cls.model_fields if name != "offset"}
        return cls(**told, offset=upload.received)
