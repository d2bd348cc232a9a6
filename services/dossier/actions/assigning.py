"""Who has a dossier in hand: taken, given, handed on, given back; on to the next step; and how far the work is."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierProgressed
from contracts.limits import due_at
from kit.clock import LOCAL
from kit.faults import Fault
from kit.outbox import emit
from kit.people import Officer
from kit.problems import Invalid
from kit.workdays import Calendar
from services.dossier import judging, queries, steps
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.guards import Facts
from services.dossier.lifecycle import Act, check
from services.dossier.models import Colleague, Dossier

SEEN_AGAIN = timedelta(hours=12)
NO_COLLEAGUE = Fault(
    "/to",
    "unknown",
    "Không có cán bộ này của cơ quan, hoặc người đó chưa từng vào hệ thống xử lý hồ sơ.",
    "The agency has no such member of staff, or they have never signed in to work on dossiers.",
)
NO_WAY = Fault(
    "/to", "closed", "Từ bước hiện tại không chuyển được đến bước này.", "No way leads to that step from this one."
)


async def meet(session: AsyncSession, officer: Officer, *, at: datetime) -> None:
    """Remember who works for the agency, as their token says it: work can be given to them.

    A row is looked at before it is written: a write would hold up everything else the same officer does at once.
    """
    kept = select(Colleague.roles).where(
        Colleague.agency_code == officer.agency,
        Colleague.person_id == officer.id,
        Colleague.seen_at > at - SEEN_AGAIN,
    )
    if await session.scalar(kept) == sorted(officer.roles):
        return
    seen = {"roles": sorted(officer.roles), "seen_at": at}
    known = insert(Colleague).values(agency_code=officer.agency, person_id=officer.id, **seen)
    await session.execute(known.on_conflict_do_update(index_elements=["agency_code", "person_id"], set_=seen))


async def claim(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """Somebody takes a dossier nobody has in hand (AlreadyAssigned)."""
    await undergo(session, dossier, Act.CLAIM, by=by, at=at, facts=_facts(dossier, by), assigned_to=by.id)


async def assign(
    session: AsyncSession, dossier: Dossier, *, to: UUID, note: str | None, by: Actor, at: datetime
) -> None:
    """A leader gives it to somebody of the agency."""
    check(Act.ASSIGN, dossier.status, by=by.roles, facts=Facts())
    await _check_colleague(session, dossier, to)
    await undergo(session, dossier, Act.ASSIGN, by=by, at=at, note=note, assigned_to=to)


async def hand_on(
    session: AsyncSession, dossier: Dossier, *, to: UUID, note: str | None, by: Actor, at: datetime
) -> None:
    """Who has it in hand gives it to somebody else of the agency (AssignedToAnother)."""
    facts = _facts(dossier, by)
    check(Act.HAND_OVER, dossier.status, by=by.roles, facts=facts)
    await _check_colleague(session, dossier, to)
    await undergo(session, dossier, Act.HAND_OVER, by=by, at=at, facts=facts, note=note, assigned_to=to)


async def release(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """Who has it in hand gives it back: it is nobody's."""
    await undergo(session, dossier, Act.RELEASE, by=by, at=at, facts=_facts(dossier, by), assigned_to=None)


async def forward(
    session: AsyncSession, dossier: Dossier, *, to: str, note: str | None, by: Actor, at: datetime, hours: Calendar
) -> None:
    """On to another step of the procedure's workflow, by a way that is open for this dossier."""
    check(Act.FORWARD, dossier.status, by=by.roles, facts=Facts())
    procedure = await queries.procedure_of(session, dossier)
    known = await _circumstances(session, dossier, at=at)
    if to not in {move.to for move in steps.moves(procedure.workflow, dossier.step, facts=known)}:
        raise Invalid(errors=[NO_WAY])
    step = steps.found(procedure.workflow, to)
    limit = step.limit if step else None
    due = due_at(limit, received_at=at, calendar=hours) if limit else None
    await undergo(
        session, dossier, Act.FORWARD, by=by, at=at, note=note, hours=hours, step=to, step_since=at, step_due_at=due
    )


async def report(session: AsyncSession, dossier: Dossier, *, note: str, by: Actor, at: datetime) -> None:
    """Who works on it tells how far it is."""
    await undergo(session, dossier, Act.REPORT, by=by, at=at, note=note)
    await emit(session, DossierProgressed(**about(dossier), progressed_at=at))


async def _circumstances(session: AsyncSession, dossier: Dossier, *, at: datetime) -> Mapping[str, Any]:
    procedure = await queries.procedure_of(session, dossier)
    return await judging.circumstances_of(session, dossier, procedure, on=at.astimezone(LOCAL).date())


async def _check_colleague(session: AsyncSession, dossier: Dossier, person_id: UUID) -> None:
    known = select(Colleague.person_id).where(
        Colleague.agency_code == dossier.agency_code, Colleague.person_id == person_id
    )
    if await session.scalar(known) is None:
        raise Invalid(errors=[NO_COLLEAGUE])


def _facts(dossier: Dossier, by: Actor) -> Facts:
    is_assigned = dossier.assigned_to is not None
    return Facts(is_assigned=is_assigned, is_yours=is_assigned and dossier.assigned_to == by.id)
