"""Finding who read a person's record."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.models import Agency, Disclosure, Lookup


async def list_disclosures(
    session: AsyncSession, person_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[tuple[Disclosure, str | None]]:
    """Who read a person's record, the latest first, those after the given (read_at, id); with the agency's name."""
    query = (
        select(Disclosure, Agency.name)
        .outerjoin(Agency, Agency.code == Disclosure.agency_code)
        .where(Disclosure.person_id == person_id)
    )
    if after is not None:
        query = query.where(tuple_(Disclosure.read_at, Disclosure.id) < after)
    ordered = query.order_by(Disclosure.read_at.desc(), Disclosure.id.desc()).limit(limit)
    return [(one, name) for one, name in await session.execute(ordered)]


async def count_lookups(session: AsyncSession, officer_id: UUID, *, since: datetime) -> int:
    """How often a member of staff looked somebody up since."""
    counted = select(func.count()).where(Lookup.officer_id == officer_id, Lookup.looked_at > since)
    return await session.scalar(counted) or 0
