"""Filters of the worklist that members of staff keep for themselves, in the position they work in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Officer
from kit.problems import ChangedMeanwhile
from services.dossier import queries
from services.dossier.models import SavedFilter
from services.dossier.problems import TitleTaken, TooManyFilters

MOST = 50
"""Filters one person keeps in one position."""

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


async def keep(
    session: AsyncSession, clerk: Officer, *, title: str, content: Mapping[str, Any], at: datetime
) -> SavedFilter:
    """Keep a new one. Raises TooManyFilters from `MOST` on, TitleTaken."""
    await session.execute(_ONE_AT_A_TIME, {"name": f"filters of {clerk.id} {clerk.agency}"})
    own = select(func.count()).where(*queries.own_filters(clerk))
    if (await session.scalar(own) or 0) >= MOST:
        raise TooManyFilters
    kept = SavedFilter(
        id=uuid4(),
        person_id=clerk.id,
        agency_code=clerk.agency,
        title=title,
        content=dict(content),
        version=1,
        saved_at=at,
    )
    try:
        async with session.begin_nested():
            session.add(kept)
    except IntegrityError as error:
        raise TitleTaken from error
    return kept


async def change(
    session: AsyncSession, kept: SavedFilter, *, version: int, changes: Mapping[str, Any], at: datetime
) -> SavedFilter:
    """Change it from the version that was seen (ChangedMeanwhile). Raises TitleTaken."""
    changed = (
        update(SavedFilter)
        .where(SavedFilter.id == kept.id, SavedFilter.version == version)
        .values(**changes, version=version + 1, saved_at=at)
        .returning(SavedFilter)
        .execution_options(populate_existing=True)
    )
    try:
        async with session.begin_nested():
            found = await session.scalar(changed)
    except IntegrityError as error:
        raise TitleTaken from error
    if found is None:
        raise ChangedMeanwhile
    return found


async def forget(session: AsyncSession, filter_id: UUID, *, version: int) -> None:
    """Forget it, as it was seen (ChangedMeanwhile)."""
    gone = delete(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.version == version)
    if await session.scalar(gone.returning(SavedFilter.id)) is None:
        raise ChangedMeanwhile
