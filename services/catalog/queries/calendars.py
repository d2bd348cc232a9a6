"""Reads of working calendars."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.catalog.models import WorkCalendar


async def newest(session: AsyncSession, code: str) -> WorkCalendar | None:
    """The newest version of a calendar."""
    return await session.scalar(
        select(WorkCalendar).where(WorkCalendar.code == code).order_by(WorkCalendar.version.desc()).limit(1)
    )
