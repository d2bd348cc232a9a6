"""Working calendars come into force."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import CalendarPublished
from contracts.terms import Holiday
from kit.outbox import emit
from services.catalog.calendars import CalendarContent
from services.catalog.models import WorkCalendar


async def publish_calendar(
    session: AsyncSession, code: str, content: CalendarContent, *, name: str, version: int, at: datetime
) -> bool:
    """A version of a working calendar comes into force and everybody is told; False when it already is."""
    added = await session.scalar(
        upsert(WorkCalendar)
        .values(
            id=uuid4(), code=code, version=version, name=name, content=content.model_dump(mode="json"), published_at=at
        )
        .on_conflict_do_nothing(index_elements=["code", "version"])
        .returning(WorkCalendar.id)
    )
    if added is None:
        return False
    await emit(
        session,
        CalendarPublished(
            calendar_code=code,
            version=version,
            weekend=content.weekend,
            sessions=content.sessions,
            holidays=[Holiday(day=off.day, name=off.name) for off in content.holidays],
            makeup_days=[makeup.day for makeup in content.makeup_days],
        ),
    )
    return True
