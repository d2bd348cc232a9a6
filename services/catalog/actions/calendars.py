"""Working calendars come into force, version by version."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import CalendarPublished
from contracts.terms import Holiday
from kit.faults import Fault
from kit.outbox import emit
from kit.problems import ChangedMeanwhile
from services.catalog.calendars import CalendarContent
from services.catalog.models import WorkCalendar
from services.catalog.queries.calendars import is_general_elsewhere, kept_elsewhere, known_agencies, newest

UNKNOWN_AGENCY = ("unknown", "Không có cơ quan này.", "There is no such agency.")
HAS_ANOTHER = ("has-another", "Cơ quan này đã có lịch riêng khác.", "This agency keeps another calendar already.")
TWICE = ("twice", "Cơ quan bị lặp lại.", "The agency is named twice.")
HAS_GENERAL = ("has-another", "Đã có lịch chung khác.", "Another calendar is that of all other agencies already.")


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


async def agency_faults(session: AsyncSession, code: str, agency_codes: Sequence[str]) -> list[Fault]:
    """Agencies a calendar cannot be for: unknown ones, those named twice, those that keep another one."""
    known = await known_agencies(session, agency_codes)
    elsewhere = await kept_elsewhere(session, code, agency_codes)
    wrong = [(place, UNKNOWN_AGENCY) for place, one in enumerate(agency_codes) if one not in known]
    wrong += [(place, HAS_ANOTHER) for place, one in enumerate(agency_codes) if one in elsewhere]
    wrong += [(place, TWICE) for place, one in enumerate(agency_codes) if one in agency_codes[:place]]
    found = [Fault(f"/agency_codes/{place}", *words) for place, words in wrong]
    if not agency_codes and await is_general_elsewhere(session, code):
        found.append(Fault("/agency_codes", *HAS_GENERAL))
    return found
