"""What every event about a dossier tells of it."""

from typing import TypedDict
from uuid import UUID

from services.dossier.models import Dossier


class About(TypedDict):
    """The fields of `contracts.dossier.DossierEvent`."""

    dossier_id: UUID
    tracking_code: str
    owner_id: UUID
    procedure_code: str
    procedure_name: str
    agency_code: str


def about(dossier: Dossier) -> About:
    """The dossier as its events name it."""
    return About(
        dossier_id=dossier.id,
        tracking_code=dossier.tracking_code,
        owner_id=dossier.owner_id,
        procedure_code=dossier.procedure_code,
        procedure_name=dossier.procedure_name,
        agency_code=dossier.agency_code,
    )
