"""Finding clients."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.models import Client


async def find_client(session: AsyncSession, client_id: str | None) -> Client | None:
    """The client that may still ask for tokens; None for an unknown or disabled one."""
    client = await session.get(Client, client_id) if client_id else None
    return client if client is not None and client.disabled_at is None else None
