"""Authorization requests that clients push beforehand (RFC 9126): kept, found on arrival, used up once."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.credentials import opaque
from services.identity.models import Client, PushedRequest
from services.identity.oauth2 import pushed
from services.identity.oauth2.parameters import Parameters


async def keep(
    session: AsyncSession, client: Client, parameters: Parameters, *, proof_key: str | None, at: datetime
) -> str:
    """Keep a client's request; returns its `request_uri`, which nobody can guess."""
    reference = opaque.new()
    session.add(
        PushedRequest(
            reference_hash=opaque.digest(reference),
            client_id=client.id,
            parameters=dict(parameters),
            proof_key=proof_key,
            created_at=at,
            expires_at=at + pushed.LIFE,
        )
    )
    await session.flush()
    return pushed.PREFIX + reference


async def welcome(session: AsyncSession, request: PushedRequest, *, at: datetime) -> None:
    """Its person has come with it: from now on it lives while they are busy with it."""
    if not pushed.has_arrived(created_at=request.created_at, expires_at=request.expires_at):
        request.expires_at = max(at, request.created_at + pushed.LIFE) + pushed.BUSY
        await session.flush()


async def use_up(session: AsyncSession, request: PushedRequest, *, at: datetime) -> bool:
    """It was answered; False when it was answered before. Of any number of uses at once, one wins."""
    won = await session.scalar(
        update(PushedRequest)
        .where(PushedRequest.reference_hash == request.reference_hash, PushedRequest.used_at.is_(None))
        .values(used_at=at)
        .returning(PushedRequest.reference_hash)
        .execution_options(synchronize_session=False)
    )
    return won is not None
