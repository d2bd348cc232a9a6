"""How an event about a dossier becomes a notice: the facts every one of them has, and the link."""

from urllib.parse import quote
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierEvent
from kit.clock import now
from services.notification import actions
from services.notification.kinds import Kind
from services.notification.wording import Fact


def tracking(code: str) -> str:
    """The one page about a dossier that opens from a mail, without sign-in."""
    return f"/v1/tracking/{quote(code, safe='')}"


async def about_dossier(
    session: AsyncSession,
    event: DossierEvent,
    kind: Kind,
    *,
    variant: str | None = None,
    is_public: bool = True,
    person_id: UUID | None = None,
    **facts: Fact,
) -> None:
    """Tell the dossier's owner, or `person_id`; `is_public`: its page without sign-in is linked."""
    await actions.tell(
        session,
        person_id or event.owner_id,
        kind=kind,
        variant=variant,
        facts={"tracking_code": event.tracking_code, "procedure_name": event.procedure_name, **facts},
        at=await now(),
        link=tracking(event.tracking_code) if is_public else None,
        dossier_id=event.dossier_id,
    )
