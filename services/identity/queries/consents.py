"""Finding what people let clients see."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.models import Client, Consent
from services.identity.oauth2.consenting import Agreement


async def find_agreement(session: AsyncSession, person_id: UUID, client_id: str) -> Agreement | None:
    """What the person agreed to last for a client, good or not."""
    found = (
        await session.execute(
            select(Consent.scope, Consent.expires_at, Consent.revoked_at).where(
                Consent.person_id == person_id, Consent.client_id == client_id
            )
        )
    ).one_or_none()
    return None if found is None else Agreement(found.scope, found.expires_at, found.revoked_at)


async def list_consents(
    session: AsyncSession, person_id: UUID, *, at: datetime, after: str | None, limit: int
) -> Sequence[tuple[Consent, Client]]:
    """The person's consents that count, by client id, those after `after`."""
    query = (
        select(Consent, Client)
        .join(Client, Client.id == Consent.client_id)
        .where(Consent.person_id == person_id, Consent.revoked_at.is_(None), Consent.expires_at > at)
        .order_by(Consent.client_id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(Consent.client_id > after)
    return [(one, client) for one, client in (await session.execute(query)).all()]
