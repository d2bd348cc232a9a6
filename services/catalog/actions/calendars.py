"""Working calendars come into force, version by version."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import CalendarPublished
from contracts.terms import Holiday
from kit.outbox import emit
from kit.problems import ChangedMeanwhile
from services.catalog.calendars import CalendarContent
from services.catalog.models import WorkCalendar
from services.catalog.queries.calendars import newest


async def publish_calendar(
    session: AsyncSession,
    code: str,
    content: CalendarContent,
    *,
    name: str,
    version: int,
    at: datetime,
    by: UUID | None = None,
) -> bool:
    """A version of a working calendar comes into force and everybody is told; False when it already is."""
    added = await session.scalar(
        upsert(WorkCalendar)
        .values(
            id=uuid4(),
            code=code,
            version=version,
            name=name,
            content=content.model_dump(mode="json"),
            published_at=at,
            published_by=by,
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
            agency_codes=content.agency_codes,
        ),
    )
    return True


async def revise_calendar(
    session: AsyncSession, code: str, content: CalendarContent, *, name: str, seen: int, by: UUID, at: datetime
) -> WorkCalendar:
    """An editor replaces version `seen` (0: there is none) by the next. Raises ChangedMeanwhile when it is not that."""
    present = await newest(session, code)
    if (present.version if present is not None else 0) != seen:
        raise ChangedMeanwhile
    if not await publish_calendar(session, code, content, name=name, version=seen + 1, at=at, by=by):
        raise ChangedMeanwhile
    published = await newest(session, code)
    assert published is not None
    return published
