"""What happens when time passes: keys are exchanged, and what expired is forgotten."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from kit.db import transaction
from kit.schedule import Schedule
from services.identity import keyring, lockouts
from services.identity.models import BrowserSession, Device, SignInFailure
from services.identity.provider import Provider

schedule = Schedule()

SESSIONS_KEPT = timedelta(days=1)
DEVICES_KEPT = timedelta(days=365)


@schedule.every_with_app(seconds=600)
async def tidy(app: FastAPI) -> int:
    """Rotate keys when due, forget what expired; nothing here is worth waking for."""
    provider: Provider = app.state.provider
    at = datetime.now(UTC)
    async with transaction(app) as session:
        await keyring.rotate_when_due(session, provider.sealer, at=at)
        await forget(session, at=at)
    return 0


async def forget(session: AsyncSession, *, at: datetime) -> None:
    """Delete sessions a day after their end (with all that was granted under them), old failures, unused devices."""
    await session.execute(delete(BrowserSession).where(BrowserSession.expires_at < at - SESSIONS_KEPT))
    await session.execute(delete(SignInFailure).where(SignInFailure.failed_at < at - lockouts.FORGOTTEN_AFTER))
    await session.execute(delete(Device).where(Device.seen_at < at - DEVICES_KEPT))
