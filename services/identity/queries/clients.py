"""Finding clients."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.models import Client


async def find_client(session: AsyncSession, client_id: str | None) -> Client | None:
    """The client that may still ask for tokens; None for an unknown or disabled one."""
    client = await session.get(Client, client_id) if client_id else None
    return client if client is not None and client.disabled_at is None else None


async def find_registered(session: AsyncSession, client_id: str, *, is_locked: bool = False) -> Client | None:
    """A client of the registry, disabled or not. `is_locked` holds it until the transaction ends."""
    query = select(Client).where(Client.id == client_id)
    if is_locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(query)


async def list_registered(session: AsyncSession, *, after: str | None, limit: int) -> Sequence[Client]:
    """Clients by id, those after `after`."""
    query = select(Client).order_by(Client.id).limit(limit)
    return (await session.scalars(query if after is None else query.where(Client.id > after))).all()
