"""Where an act on an account came from, for its activity log: the sign-in behind a token, or behind a page."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Person
from services.identity.activity import Where
from services.identity.models import BrowserSession


async def where_of(session: AsyncSession, who: Person) -> Where:
    """Where the caller of the API acts from: the device and network they signed in on."""
    sitting = await session.get(BrowserSession, UUID(who.session_id)) if who.session_id else None
    if sitting is None:
        return Where(client_id=who.client_id)
    return Where(sitting.id, who.client_id, sitting.device_name, sitting.network)


def where_in(sitting: BrowserSession) -> Where:
    """Where the visitor of a page acts from."""
    return Where(session_id=sitting.id, device_name=sitting.device_name, network=sitting.network)
