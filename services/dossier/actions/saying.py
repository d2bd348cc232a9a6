"""What events about a dossier tell of it: every one, and the one without personal data."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from contracts.dossier import DossierDescribed
from services.dossier import circumstances
from services.dossier.judging import Judgement
from services.dossier.models import Dossier


class About(TypedDict):
    """The fields of `contracts.dossier.DossierEvent`."""

    dossier_id: UUID
    tracking_code: str
    owner_id: UUID
    procedure_code: str
    procedure_name: str
    agency_code: str
    parent_id: UUID | None
    part: str | None


def about(dossier: Dossier) -> About:
    """The dossier as its events name it."""
    return About(
        dossier_id=dossier.id,
        tracking_code=dossier.tracking_code,
        owner_id=dossier.owner_id,
        procedure_code=dossier.procedure_code,
        procedure_name=dossier.procedure_name,
        agency_code=dossier.agency_code,
        parent_id=dossier.parent_id,
        part=dossier.part,
    )


def described(dossier: Dossier, found: Judgement, *, at: datetime) -> DossierDescribed:
    """The dossier as a revision can be tried on it: nothing in it names anybody (`circumstances.described`)."""
    return DossierDescribed(
        dossier_id=dossier.id,
        procedure_code=dossier.procedure_code,
        revision=dossier.revision,
        case=dossier.case,
        channel=dossier.channel,
        agency_code=dossier.agency_code,
        received_at=at,
        due_at=dossier.due_at,
        fee_due=dossier.fee_due,
        facts=circumstances.described(found.circumstances, schema=found.form.answers),
        answered=sorted(found.answers.keys() & found.form.answers["properties"].keys()),
        papers=sorted(one.component.id for one in found.requirements if one.means is not None),
    )
