"""How a dossier names another that it is linked to."""

from typing import Self
from uuid import UUID

from kit.schemas import Schema
from services.dossier.lifecycle import Status
from services.dossier.queries.drafts import Linked


class DossierLink(Schema):
    """A dossier that this one puts right, or that puts this one right."""

    id: UUID
    tracking_code: str
    number: str | None
    status: Status

    @classmethod
    def of(cls, linked: Linked) -> Self:
        """The link as people see it."""
        return cls.model_validate({name: getattr(linked, name) for name in cls.model_fields})
