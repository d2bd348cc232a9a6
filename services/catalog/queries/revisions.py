"""Reads of revisions: one, the history of a procedure, the world a draft is checked against."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.offers import Satisfaction
from services.catalog import revising
from services.catalog.checking import KnownAgency, World
from services.catalog.checking.places import schedules
from services.catalog.content import Content
from services.catalog.models import Area, AreaLevel, Procedure, Revision, RevisionStatus
from services.catalog.replicas import AcceptedDossier, Agency


async def procedure(session: AsyncSession, code: str, *, is_locked: bool = False) -> Procedure | None:
    """A procedure by its code; locked, nobody else changes its revisions meanwhile."""
    query = select(Procedure).where(Procedure.code == code)
    if is_locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(query)


async def revision(session: AsyncSession, id_: UUID, *, is_locked: bool = False) -> tuple[Procedure, Revision] | None:
    """A revision and its procedure; locked, nobody else changes either meanwhile.

    The procedure is locked first by everybody, so that two can never wait for each other.
    """
    if is_locked:
        of_it = select(Revision.procedure_id).where(Revision.id == id_).scalar_subquery()
        await session.execute(select(Procedure.id).where(Procedure.id == of_it).with_for_update())
    rows = await session.execute(
        select(Procedure, Revision)
        .join(Revision, Revision.procedure_id == Procedure.id)
        .where(Revision.id == id_)
        .execution_options(populate_existing=is_locked)
    )
    found = rows.one_or_none()
    return None if found is None else (found[0], found[1])


async def numbered(session: AsyncSession, procedure_id: UUID, numbers: Collection[int]) -> dict[int, Revision]:
    """Revisions of a procedure by their number."""
    rows = await session.scalars(
        select(Revision).where(Revision.procedure_id == procedure_id, Revision.number.in_(numbers))
    )
    return {one.number: one for one in rows}


async def history(
    session: AsyncSession, procedure_id: UUID, *, before: int | None, limit: int, is_whole: bool
) -> list[Revision]:
    """Revisions, the newest first, from below number `before`; not `is_whole`: those that were published."""
    query = select(Revision).where(Revision.procedure_id == procedure_id)
    if not is_whole:
        query = query.where(Revision.status.in_(revising.PUBLIC))
    if before is not None:
        query = query.where(Revision.number < before)
    return list(await session.scalars(query.order_by(Revision.number.desc()).limit(limit)))


async def draft(session: AsyncSession, procedure_id: UUID) -> Revision | None:
    """The live draft of a procedure."""
    return await session.scalar(
        select(Revision).where(Revision.procedure_id == procedure_id, Revision.status == RevisionStatus.DRAFT)
    )


async def newest(session: AsyncSession, procedure_id: UUID, *, below: int | None = None) -> Revision | None:
    """The newest revision that was published: in force now, or from a day to come."""
    found = await history(session, procedure_id, before=below, limit=1, is_whole=False)
    return found[0] if found else None


async def in_force(session: AsyncSession, procedure_id: UUID, *, on: date) -> Revision | None:
    """The revision in force on a day."""
    return await session.scalar(
        select(Revision)
        .where(
            Revision.procedure_id == procedure_id,
            Revision.status.in_(revising.PUBLIC),
            Revision.effective_from <= on,
            or_(Revision.effective_to.is_(None), Revision.effective_to >= on),
        )
        .order_by(Revision.number.desc())
        .limit(1)
    )


async def last_number(session: AsyncSession, procedure_id: UUID) -> int:
    """The number of the newest revision, drafts and discarded ones included; 0 without any."""
    query = select(func.max(Revision.number)).where(Revision.procedure_id == procedure_id)
    return await session.scalar(query) or 0


async def world(session: AsyncSession, code: str, content: Content, *, on: date, previous: Content | None) -> World:
    """What `content` names, as far as it exists on a day."""
    provinces = {unit for _, rules in schedules(content) for fee in rules for unit in fee.province_codes}
    wards = {unit for one in content.competences for unit in one.ward_codes}
    return World(
        on=on,
        code=code,
        agencies=await _agencies(session),
        provinces=await _areas(session, provinces, level=AreaLevel.PROVINCE, on=on),
        wards=await _areas(session, wards, level=AreaLevel.COMMUNE, on=on),
        procedures=await known_codes(session, _named(content)),
        results=await _results(session, content),
        previous=previous,
    )


async def known_codes(session: AsyncSession, codes: Collection[str]) -> frozenset[str]:
    """Which of these are codes of procedures."""
    if not codes:
        return frozenset()
    return frozenset(await session.scalars(select(Procedure.code).where(Procedure.code.in_(codes))))


async def accepted(session: AsyncSession, code: str, *, limit: int) -> list[AcceptedDossier]:
    """The newest accepted dossiers of a procedure."""
    rows = await session.scalars(
        select(AcceptedDossier)
        .where(AcceptedDossier.procedure_code == code)
        .order_by(AcceptedDossier.received_at.desc(), AcceptedDossier.id)
        .limit(limit)
    )
    return list(rows)


async def agencies(session: AsyncSession) -> list[Agency]:
    """Every agency ever heard of."""
    return list(await session.scalars(select(Agency)))


async def _agencies(session: AsyncSession) -> tuple[KnownAgency, ...]:
    return tuple(
        KnownAgency(one.code, one.kind, frozenset(one.ward_codes), one.valid_from, one.valid_to)
        for one in await agencies(session)
    )


async def _areas(session: AsyncSession, codes: Collection[str], *, level: AreaLevel, on: date) -> frozenset[str]:
    if not codes:
        return frozenset()
    is_valid = (Area.valid_from <= on, or_(Area.valid_to.is_(None), Area.valid_to >= on))
    return frozenset(
        await session.scalars(select(Area.code).where(Area.code.in_(codes), Area.level == level, *is_valid))
    )


def _named(content: Content) -> set[str]:
    parts = content.workflow.parts if content.workflow else []
    return {*content.parts, *(part.procedure_code for part in parts if part.procedure_code)}


async def _results(session: AsyncSession, content: Content) -> frozenset[str]:
    """The result codes it names that a published revision produces, itself included."""
    every = (satisfier for paper in content.papers for satisfier in paper.satisfied_by)
    wanted = {one.reference for one in every if one.kind is Satisfaction.RESULT}
    if not wanted:
        return frozenset()
    result = func.jsonb_array_elements(Revision.content["results"]).table_valued("value").render_derived()
    code = result.c.value.op("->>")("code")
    rows = await session.scalars(
        select(code).select_from(Revision).join(result, Revision.status.in_(revising.PUBLIC)).where(code.in_(wanted))
    )
    return frozenset(rows) | (wanted & {one.code for one in content.results})
