"""Devices an account knows: forgotten by their owner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import activity
from services.identity.activity import Kind, Where
from services.identity.models import Account, Device


async def forget(session: AsyncSession, account: Account, device_id: UUID, *, at: datetime, where: Where) -> bool:
    """The account knows the device no more: it is asked for everything again. False when it is none of theirs."""
    removed = await session.scalar(
        delete(Device).where(Device.id == device_id, Device.account_id == account.id).returning(Device.id)
    )
    if removed is None:
        return False
    await activity.record(session, account.person_id, Kind.DEVICE_FORGOTTEN, at=at, where=where)
    return True
