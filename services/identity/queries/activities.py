"""Finding what happened to an account."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.models import Activity, Client


async def list_activities(
    session: AsyncSession, person_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[tuple[Activity, str | None]]:
    """A person's activities, the latest first, those after the given (happened_at, id); with the application's name."""
    query = (
        select(Activity, Client.name)
        .outerjoin(Client, Client.id == Activity.client_id)
        .where(Activity.person_id == person_id)
    )
    if after is not None:
        query = query.where(tuple_(Activity.happened_at, Activity.id) < after)
    ordered = query.order_by(Activity.happened_at.desc(), Activity.id.desc()).limit(limit)
    return [(one, name) for one, name in await session.execute(ordered)]
