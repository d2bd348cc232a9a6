"""What identity does when other services speak."""

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import AttributesEstablished
from kit.clock import now
from kit.events import Listener, NotYet
from kit.sealing import Sealer
from services.identity import actions, queries
from services.identity.actions.people import Scribe


def listening(sealer: Sealer) -> Listener:
    """The handlers; `sealer` seals the values that are kept of a changed record."""
    listener = Listener("identity")

    @listener.on(AttributesEstablished)
    async def attributes_established(session: AsyncSession, event: AttributesEstablished) -> None:
        """What a granted dossier says of a person is true of them now; of a merged record, of the one that stays."""
        person = await queries.records.lock_present(session, event.person_id)
        if person is None:
            raise NotYet(f"person {event.person_id}")
        await actions.establishing.establish(
            session,
            person,
            event.attributes,
            number=event.number,
            established_at=event.established_at,
            at=await now(),
            scribe=Scribe(sealer, by=None),
        )

    return listener
