"""Revisions come into force and end; procedures are closed; everybody is told."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import ProcedureClosed
from kit.clock import LOCAL
from kit.faults import Fault
from kit.outbox import emit
from kit.problems import Invalid
from services.catalog import checking, revising, telling
from services.catalog.actions import revisions as drafting
from services.catalog.actions.editions import raise_edition
from services.catalog.content import Content, read
from services.catalog.models import Procedure, Revision, RevisionStatus
from services.catalog.problems import Faulty, NotNow, ProcedureOver
from services.catalog.queries import revisions as queries
from services.catalog.replicas import AcceptedDossier
from services.catalog.revising import Act

BATCH = 200
"""Procedures turned in one transaction."""


async def check(session: AsyncSession, procedure: Procedure, revision: Revision, *, on: date) -> list[Fault]:
    """Everything that keeps a draft from coming into force on a day; nothing changes."""
    before = await queries.newest(session, procedure.id, below=revision.number)
    previous = None if before is None else read(before.content)
    content = read(revision.content)
    world = await queries.world(session, procedure.code, content, on=on, previous=previous)
    return checking.faults(content, world)


async def publish(
    session: AsyncSession,
    procedure: Procedure,
    revision: Revision,
    *,
    effective_from: date,
    seen: int,
    by: UUID,
    at: datetime,
) -> Revision:
    """A draft (locked) comes into force from a day on, and ends the one before the day before.

    Raises NotNow, ChangedMeanwhile, ProcedureOver; Faulty with every fault at once.
    """
    status = revising.undergo(revision.status, Act.PUBLISH)
    drafting.check_version(revision, seen)
    if procedure.closed_on is not None:
        raise ProcedureOver
    today, before = at.astimezone(LOCAL).date(), await queries.newest(session, procedure.id)
    after = None if before is None else before.effective_from
    wrong = revising.wrong_day(effective_from, today=today, after=after)
    faults = await check(session, procedure, revision, on=max(effective_from, today))
    if wrong or faults:
        raise Faulty(errors=[*([wrong] if wrong else []), *faults])
    revision.status, revision.effective_from = status, effective_from
    revision.published_by, revision.published_at = by, at
    if before is not None:  # one that was to begin the same day never does: its last day is before its first
        before.effective_to = effective_from - timedelta(days=1)
    await session.flush()
    await _tell(session, procedure, revision, before=before)
    await _settle(session, [procedure], on=today)
    return revision


async def close(
    session: AsyncSession, procedure: Procedure, *, closed_on: date, replaced_by: str | None, at: datetime
) -> Procedure:
    """A procedure (locked) is not offered any more from a day on; its draft is given up.

    Until that day comes it may be closed again, on another day. Raises NotNow where nothing was ever published,
    ProcedureOver, Invalid.
    """
    today, last = at.astimezone(LOCAL).date(), await queries.newest(session, procedure.id)
    if last is None or last.effective_from is None:
        raise NotNow
    if procedure.closed_on is not None and procedure.closed_on <= today:
        raise ProcedureOver
    wrong = revising.wrong_closing(closed_on, today=today, after=last.effective_from)
    faults = [wrong] if wrong else []
    if replaced_by is not None and not await _can_replace(session, procedure, replaced_by):
        vi = "Không có thủ tục thay thế này."
        faults.append(Fault("/replaced_by", "unknown", vi, "There is no such procedure to take its place."))
    if faults:
        raise Invalid(errors=faults)
    if (draft := await queries.draft(session, procedure.id)) is not None:
        await drafting.discard(session, draft)
    procedure.closed_on, procedure.replaced_by = closed_on, replaced_by
    last.effective_to = closed_on - timedelta(days=1)
    if procedure.changed_in:
        procedure.changed_in = await raise_edition(session)
    await session.flush()
    if read(last.content).competences:
        told = ProcedureClosed(procedure_code=procedure.code, closed_on=closed_on, replaced_by=replaced_by)
        await emit(session, told)
    await _settle(session, [procedure], on=today)
    return procedure


async def turn(session: AsyncSession, *, on: date) -> int:
    """Revisions whose last day has passed end, those that follow hold; how many procedures that concerned."""
    is_over = exists().where(
        Revision.procedure_id == Procedure.id,
        Revision.status == RevisionStatus.PUBLISHED,
        Revision.effective_to < on,
    )
    has_begun = exists().where(
        Revision.procedure_id == Procedure.id,
        Revision.status == RevisionStatus.PUBLISHED,
        Revision.effective_from <= on,
    )
    due = await session.scalars(
        select(Procedure)
        .where(or_(is_over, and_(Procedure.changed_in == 0, has_begun)))
        .order_by(Procedure.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return await _settle(session, due.all(), on=on)


async def prune(session: AsyncSession, *, keep: int) -> int:
    """Accepted dossiers beyond the newest `keep` of each procedure are forgotten; how many."""
    place = func.row_number().over(
        partition_by=AcceptedDossier.procedure_code,
        order_by=(AcceptedDossier.received_at.desc(), AcceptedDossier.id),
    )
    ranked = select(AcceptedDossier.id, place.label("place")).subquery()
    gone = delete(AcceptedDossier).where(AcceptedDossier.id.in_(select(ranked.c.id).where(ranked.c.place > keep)))
    return len((await session.execute(gone.returning(AcceptedDossier.id))).all())


async def _tell(session: AsyncSession, procedure: Procedure, revision: Revision, *, before: Revision | None) -> None:
    """Others hear of what somebody can apply for, and of what nobody can apply for any more."""
    content = read(revision.content)
    assert revision.effective_from is not None
    if content.competences or (before is not None and read(before.content).competences):
        event = telling.published(
            procedure.code,
            content,
            number=revision.number,
            revision_id=revision.id,
            effective_from=revision.effective_from,
        )
        await emit(session, event)


async def _settle(session: AsyncSession, procedures: Sequence[Procedure], *, on: date) -> int:
    """The procedures (locked) are what their revisions say they are on a day; how many were not."""
    changed = []
    for procedure in procedures:
        has_ended = await _end_overdue(session, procedure, on=on)
        if has_ended or procedure.changed_in == 0:
            holding = await queries.in_force(session, procedure.id, on=on)
            if holding is not None:
                _show(procedure, read(holding.content))
            if holding is not None or has_ended:
                changed.append(procedure)
    if changed:
        edition = await raise_edition(session)
        for procedure in changed:
            procedure.changed_in = edition
        await session.flush()
    return len(changed)


async def _end_overdue(session: AsyncSession, procedure: Procedure, *, on: date) -> bool:
    overdue = await session.scalars(
        select(Revision).where(
            Revision.procedure_id == procedure.id,
            Revision.status == RevisionStatus.PUBLISHED,
            Revision.effective_to < on,
        )
    )
    found = overdue.all()
    for revision in found:
        revision.status = revising.undergo(revision.status, revising.ends(procedure.closed_on, on=on))
    return bool(found)


def _show(procedure: Procedure, content: Content) -> None:
    for name, value in telling.facts(procedure.code, content).items():
        setattr(procedure, name, value)


async def _can_replace(session: AsyncSession, procedure: Procedure, code: str) -> bool:
    return code != procedure.code and bool(await queries.known_codes(session, [code]))
