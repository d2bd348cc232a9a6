"""Reads of life events and of synonyms."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.catalog.models import LifeEvent, Procedure, Synonym


async def life_events(session: AsyncSession) -> Sequence[LifeEvent]:
    """All of them, in the order they are shown."""
    return (await session.scalars(select(LifeEvent).order_by(LifeEvent.position, LifeEvent.code))).all()


async def names(session: AsyncSession, codes: Iterable[str]) -> dict[str, str]:
    """Names of the procedures the public sees, by code."""
    rows = await session.execute(
        select(Procedure.code, Procedure.name).where(Procedure.code.in_(list(codes)), Procedure.changed_in > 0)
    )
    return {row.code: row.name for row in rows}


async def synonyms(session: AsyncSession, *, after: str, limit: int) -> Sequence[Synonym]:
    """Synonyms by what is said, from the one after `after` on."""
    rows = await session.scalars(select(Synonym).where(Synonym.said > after).order_by(Synonym.said).limit(limit))
    return rows.all()
