"""The clock of a dossier, explained down to the day."""

from fastapi import APIRouter, Response

from contracts.terms import TimeLimit
from kit.clock import Now
from kit.db import Session
from kit.people import Officer
from kit.problems import NotFound, problems
from kit.workdays import Calendar
from services.dossier import clock, queries
from services.dossier.actions import parts, timing
from services.dossier.chains import legs as legs_of
from services.dossier.models import Dossier
from services.dossier.problems import DelegationOver, NotKnownYet
from services.dossier.routes.answering import marks
from services.dossier.routes.arguments import Given, SeenDossier, Viewer
from services.dossier.schemas.clock import ClockOut

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["dossiers"])


@router.get(
    "/clock",
    summary="Thời hạn hồ sơ / The dossier's clock",
    responses=problems(NotFound, DelegationOver, NotKnownYet),
)
async def read_clock(
    dossier: SeenDossier, person: Viewer, *, session: Session, given: Given, response: Response, now: Now
) -> ClockOut:
    """Hồ sơ ở đâu, bao lâu, thời hạn có tính không; mỗi ngày hẹn được tính thế nào, từng ngày, ngày nghỉ nào được bỏ
    qua. / Where it was, how long, and whether the time counted; how each due date was reckoned, day by day.
    """
    response.headers.update(marks(dossier))
    deeds = [queries.deed(entry) for entry in await queries.entries(session, dossier.id)]
    published = await queries.published_calendar(session, dossier.agency_code, otherwise=given.calendar_code)
    hours, told = published.hours(), clock.segments(deeds)
    limit = await timing.limit_of(session, dossier, at=dossier.received_at or now) if dossier.due_at else None
    legs = await _legs(session, dossier, law=limit, hours=hours)
    reckoned = limit or (legs[-1].limit if legs else None)
    draft = await queries.extension_draft(session, dossier.id) if isinstance(person, Officer) else None
    return ClockOut.of(
        dossier,
        limit=limit,
        segments=told,
        stages=clock.stages(deeds, limit=reckoned, calendar=hours, names=published.names(), legs=legs)
        if reckoned
        else [],
        figures=clock.figures(told, due=dossier.due_at, finished_at=dossier.resolved_at, now=now, calendar=hours),
        draft=draft,
    )


async def _legs(session: Session, dossier: Dossier, *, law: TimeLimit | None, hours: Calendar) -> list[clock.Leg]:
    """Of a joint dossier, the limits its due date came from."""
    if dossier.received_at is None or dossier.parent_id is not None:
        return []
    procedure = await queries.procedure_of(session, dossier)
    shares = await parts.shares_of(session, dossier, procedure, at=dossier.received_at)
    return legs_of(shares, law=law, received_at=dossier.received_at, calendar=hours) if shares else []
