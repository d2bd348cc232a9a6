"""What the catalog gives away whole: the procedures in force on a day and everything beside them."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Row, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.catalog.models import LifeEvent, Procedure, Revision, Synonym
from services.catalog.replicas import Agency
from services.catalog.revising import PUBLIC


async def in_force(
    session: AsyncSession, *, on: date, codes: Collection[str] = (), after: str = "", limit: int
) -> Sequence[Row[Procedure, Revision]]:
    """Procedures and their revisions in force on a day, by code, from after a code on; `codes` empty: all."""
    query = (
        select(Procedure, Revision)
        .join(Revision, Revision.procedure_id == Procedure.id)
        .where(
            Procedure.code > after,
            Revision.status.in_(PUBLIC),
            Revision.effective_from <= on,
            or_(Revision.effective_to.is_(None), Revision.effective_to >= on),
        )
        .order_by(Procedure.code)
        .limit(limit)
    )
    if codes:
        query = query.where(Procedure.code.in_(codes))
    return (await session.execute(query)).all()


async def listed(session: AsyncSession) -> Sequence[tuple[str, str, str]]:
    """Code, name and main field of every procedure offered, by code."""
    rows = await session.execute(
        select(Procedure.code, Procedure.name, Procedure.field)
        .where(Procedure.changed_in > 0, Procedure.closed_on.is_(None))
        .order_by(Procedure.code)
    )
    return [(code, name, field) for code, name, field in rows]


async def life_events(session: AsyncSession) -> Sequence[LifeEvent]:
    """Every life event, in order."""
    return (await session.scalars(select(LifeEvent).order_by(LifeEvent.position, LifeEvent.code))).all()


async def synonyms(session: AsyncSession) -> Sequence[Synonym]:
    """Every synonym, by what is said."""
    return (await session.scalars(select(Synonym).order_by(Synonym.said))).all()


async def agencies(session: AsyncSession, *, on: date) -> Sequence[Agency]:
    """The agencies there are on a day, by code."""
    exists = (Agency.valid_from <= on, or_(Agency.valid_to.is_(None), Agency.valid_to >= on))
    return (await session.scalars(select(Agency).where(*exists).order_by(Agency.code))).all()
