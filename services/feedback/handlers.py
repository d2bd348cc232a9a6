"""What feedback does when it hears something: one function per event, named after it."""

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierDeclined, DossierDelivered, UsageObjected
from contracts.identity import AgencyChanged, PeopleMerged
from kit.events import Listener
from kit.replicas import remember
from services.feedback import actions
from services.feedback.models import Reason
from services.feedback.replicas import Agency

listener = Listener("feedback")


@listener.on(AgencyChanged)
async def agency_changed(session: AsyncSession, event: AgencyChanged) -> None:
    """An agency exists under this name; an older event than the one last kept changes nothing."""
    key, heard = {"agency_code": event.agency_code}, {"name": event.name}
    await remember(session, Agency, key, heard=heard, at=event.occurred_at)


@listener.on(DossierDelivered)
async def dossier_delivered(session: AsyncSession, event: DossierDelivered) -> None:
    """The errand is done: the owner may rate it; of a joint one the whole, not each part."""
    if event.parent_id is not None:
        return
    await actions.invite(session, event, reason=Reason.DELIVERED, at=event.delivered_at)


@listener.on(DossierDeclined)
async def dossier_declined(session: AsyncSession, event: DossierDeclined) -> None:
    """A dossier the desk refused to receive (form 03) may be rated too."""
    await actions.invite(session, event, reason=Reason.DECLINED, at=event.declined_at)


@listener.on(UsageObjected)
async def usage_objected(session: AsyncSession, event: UsageObjected) -> None:
    """A citizen objects to a look at their file: the agency that looked must answer."""
    await actions.petition(session, event)


@listener.on(PeopleMerged)
async def people_merged(session: AsyncSession, event: PeopleMerged) -> None:
    """What a person's former record may rate, or has rated, is theirs under the present one."""
    await actions.hand_over(session, event.merged_id, to=event.kept_id, at=event.merged_at)
