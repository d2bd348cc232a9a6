"""What the catalog does when other services speak."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierDescribed
from contracts.identity import AgencyChanged
from kit.events import Listener
from kit.replicas import remember
from services.catalog.replicas import AcceptedDossier, Agency

listener = Listener("catalog")

_DESCRIPTION = set(DossierDescribed.model_fields) & set(AcceptedDossier.__table__.columns.keys()) - {"id"}


@listener.on(AgencyChanged)
async def agency_changed(session: AsyncSession, event: AgencyChanged) -> None:
    """Remember the agency unless a later event was heard: revisions name agencies, administrators sit in one."""
    heard = event.model_dump(include={"name", "kind", "parent_code", "ward_codes", "valid_from", "valid_to"})
    await remember(session, Agency, {"code": event.agency_code}, heard=heard, at=event.occurred_at)


@listener.on(DossierDescribed)
async def dossier_described(session: AsyncSession, event: DossierDescribed) -> None:
    """Remember what an accepted dossier was reckoned by, so that a revision can be tried on it before it holds."""
    row = event.model_dump(include=_DESCRIPTION) | {"id": event.dossier_id}
    await session.execute(insert(AcceptedDossier).values(row).on_conflict_do_nothing(index_elements=["id"]))
