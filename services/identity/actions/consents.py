"""What people let third-party clients see: agreed to once, remembered for a year, taken back at any time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import activity, queries
from services.identity.activity import Kind, Where
from services.identity.models import BrowserSession, Client, Consent, Family
from services.identity.oauth2 import consenting


async def give(session: AsyncSession, sitting: BrowserSession, client: Client, *, scope: str, at: datetime) -> None:
    """The person of a sign-in lets a client see what `scope` shows, for a year from now."""
    older = await queries.consents.find_agreement(session, sitting.person_id, client.id)
    row = {
        "person_id": sitting.person_id,
        "client_id": client.id,
        "scope": consenting.together(older, scope, at=at),
        "given_at": at,
        "expires_at": at + consenting.GOOD_FOR,
        "revoked_at": None,
    }
    await session.execute(
        insert(Consent).values(row).on_conflict_do_update(index_elements=["person_id", "client_id"], set_=row)
    )
    await activity.record(
        session,
        sitting.person_id,
        Kind.CONSENT_GIVEN,
        at=at,
        where=Where(sitting.id, client.id, sitting.device_name, sitting.network),
        facts={"client_name": client.name, "scope": scope},
    )


async def revoke(session: AsyncSession, person_id: UUID, client: Client, *, at: datetime) -> bool:
    """The person takes back what they let a client see: it ends at once. False when there was nothing to take back."""
    ended = await session.scalar(
        update(Consent)
        .where(
            Consent.person_id == person_id,
            Consent.client_id == client.id,
            Consent.revoked_at.is_(None),
            Consent.expires_at > at,
        )
        .values(revoked_at=at)
        .returning(Consent.client_id)
    )
    if ended is None:
        return False
    await session.execute(
        update(Family)
        .where(Family.person_id == person_id, Family.client_id == client.id, Family.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    facts = {"client_name": client.name}
    await activity.record(
        session, person_id, Kind.CONSENT_REVOKED, at=at, where=Where(client_id=client.id), facts=facts
    )
    return True
