"""What the catalog decides: revisions and calendars come into force."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import CalendarPublished, ProcedurePublished
from contracts.terms import Holiday
from kit.outbox import emit
from services.catalog.calendars import CalendarContent
from services.catalog.content import Content
from services.catalog.models import Procedure, Revision, RevisionStatus, WorkCalendar


class NewProcedure(NamedTuple):
    """A procedure to put into the catalog with its first revision."""

    code: str
    content: Content
    effective_from: date


async def publish_new(session: AsyncSession, procedures: Sequence[NewProcedure], *, at: datetime) -> int:
    """Put procedures into the catalog as revision 1 and tell everybody; those already there stay as they are.

    Returns how many were new.
    """
    if not procedures:
        return 0
    added = await session.execute(
        upsert(Procedure)
        .values([_row(new) for new in procedures])
        .on_conflict_do_nothing(index_elements=["code"])
        .returning(Procedure.id, Procedure.code)
    )
    ids: dict[str, UUID] = {code: id_ for id_, code in added}
    fresh = [(new, ids[new.code], uuid4()) for new in procedures if new.code in ids]
    if not fresh:
        return 0
    await session.execute(
        insert(Revision),
        [
            {
                "id": revision_id,
                "procedure_id": procedure_id,
                "number": 1,
                "status": RevisionStatus.PUBLISHED,
                "effective_from": new.effective_from,
                "published_at": at,
                "content": new.content.model_dump(mode="json"),
            }
            for new, procedure_id, revision_id in fresh
        ],
    )
    await emit(session, *(_published(new, revision_id) for new, _, revision_id in fresh))
    return len(fresh)


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


def _row(new: NewProcedure) -> dict[str, Any]:
    content = new.content
    return {
        "id": uuid4(),
        "code": new.code,
        "name": content.name,
        "field": content.field,
        "levels": content.levels,
        "online_level": content.online_level,
        "agency_kinds": content.agency_kinds,
        "applicants": content.applicants,
        "words": content.words(),
    }


def _published(new: NewProcedure, revision_id: UUID) -> ProcedurePublished:
    content = new.content
    return ProcedurePublished(
        procedure_code=new.code,
        revision=1,
        revision_id=revision_id,
        name=content.name,
        field=content.field,
        online_level=content.online_level,
        agency_kinds=content.agency_kinds,
        applicants=[str(applicant) for applicant in content.applicants],
        channels=[offer.terms() for offer in content.channels],
        components=[paper.component() for paper in content.papers],
        form=content.form,
        results=content.results,
        legal_bases=content.legal_bases,
        payment_moment=content.payment_moment,
        effective_from=new.effective_from,
    )
