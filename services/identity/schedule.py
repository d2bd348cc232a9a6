"""What happens when time passes: keys are exchanged, and what expired is forgotten."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from kit.db import transaction
from kit.schedule import Schedule
from services.identity import keyring
from services.identity.credentials import lockouts
from services.identity.models import (
    Authenticator,
    BrowserSession,
    Device,
    Interaction,
    LogoutNotice,
    Lookup,
    PushedRequest,
    SignInFailure,
    UsedProof,
)
from services.identity.oauth2 import backchannel
from services.identity.provider import Provider

schedule = Schedule()

SESSIONS_KEPT = timedelta(days=1)
DEVICES_KEPT = timedelta(days=365)
NOTICES_KEPT = timedelta(days=30)
LOOKUPS_KEPT = timedelta(days=2 * 365)


@schedule.every_with_app(seconds=600)
async def tidy(app: FastAPI) -> int:
    """Rotate keys when due, forget what expired; nothing here is worth waking for."""
    provider: Provider = app.state.provider
    at = datetime.now(UTC)
    async with transaction(app) as session:
        await keyring.rotate_when_due(session, provider.sealer, at=at)
        await forget(session, at=at)
    return 0


@schedule.every_with_app(seconds=5)
async def tell_of_sign_outs(app: FastAPI) -> int:
    """Clients hear of the sign-outs they want to hear of."""
    return await backchannel.deliver(app)


async def forget(session: AsyncSession, *, at: datetime) -> None:
    """Delete sessions a day after their end (with all that was granted under them), old failures, unused devices,
    pushed requests, look-ups of long ago; interactions (with their codes) and secrets never confirmed after a day."""
    await session.execute(delete(BrowserSession).where(BrowserSession.expires_at < at - SESSIONS_KEPT))
    await session.execute(delete(SignInFailure).where(SignInFailure.failed_at < at - lockouts.FORGOTTEN_AFTER))
    await session.execute(delete(Interaction).where(Interaction.expires_at < at - SESSIONS_KEPT))
    await session.execute(
        delete(Authenticator).where(Authenticator.confirmed_at.is_(None), Authenticator.created_at < at - SESSIONS_KEPT)
    )
    await session.execute(delete(PushedRequest).where(PushedRequest.expires_at < at))
    await session.execute(delete(Device).where(Device.seen_at < at - DEVICES_KEPT))
    await session.execute(delete(Lookup).where(Lookup.looked_at < at - LOOKUPS_KEPT))
    await session.execute(delete(UsedProof).where(UsedProof.expires_at < at))
    await session.execute(
        delete(LogoutNotice).where(LogoutNotice.due_at.is_(None), LogoutNotice.created_at < at - NOTICES_KEPT)
    )
