"""What a member of staff keeps of the worklist: their filters and exports, and the files of exports."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Officer
from services.dossier.models import Export, SavedFilter


def own_filters(clerk: Officer) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whose filters: this person's in this position."""
    return SavedFilter.person_id == clerk.id, SavedFilter.agency_code == clerk.agency


async def filters(session: AsyncSession, clerk: Officer) -> Sequence[SavedFilter]:
    """All of somebody's, by title."""
    found = select(SavedFilter).where(*own_filters(clerk)).order_by(SavedFilter.title)
    return (await session.scalars(found)).all()


async def filter_of(session: AsyncSession, clerk: Officer, filter_id: UUID) -> SavedFilter | None:
    """One of somebody's."""
    return await session.scalar(select(SavedFilter).where(SavedFilter.id == filter_id, *own_filters(clerk)))


async def export_of(session: AsyncSession, clerk: Officer, export_id: UUID) -> Export | None:
    """An export this person asked for in this position."""
    own = (Export.person_id == clerk.id, Export.agency_code == clerk.agency)
    return await session.scalar(select(Export).where(Export.id == export_id, *own))


async def exported(session: AsyncSession, keys: Collection[str]) -> frozenset[str]:
    """Those of these keys that are an export's file."""
    found = select(Export.file_key).where(Export.file_key.in_(keys))
    return frozenset(key for key in (await session.scalars(found)).all() if key is not None)
