"""Finding authorization requests that were pushed."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.credentials import opaque
from services.identity.models import Client, PushedRequest
from services.identity.oauth2.pushed import PREFIX


async def find_pushed(session: AsyncSession, request_uri: str, client: Client) -> PushedRequest | None:
    """The client's own request of that `request_uri`; None when it is unknown, used up or too old."""
    return await session.scalar(
        select(PushedRequest).where(
            PushedRequest.reference_hash == opaque.digest(request_uri.removeprefix(PREFIX)),
            PushedRequest.client_id == client.id,
            PushedRequest.used_at.is_(None),
            PushedRequest.expires_at > func.statement_timestamp(),
        )
    )
