"""The looks others took at a citizen's files."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import midnight
from services.dossier.models import Dossier, Usage


async def page(
    session: AsyncSession,
    owner_id: UUID,
    *,
    dossier_id: UUID | None,
    days: tuple[date | None, date | None] = (None, None),
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[tuple[Usage, Dossier]]:
    """Looks at the files of a citizen, or at one of them, the latest first, those before the given (looked_at, id).

    `days`: the first and the last local day, both within.
    """
    found = select(Usage, Dossier).join(Dossier, Dossier.id == Usage.dossier_id).where(Usage.owner_id == owner_id)
    if dossier_id is not None:
        found = found.where(Usage.dossier_id == dossier_id)
    since, until = days
    if since is not None:
        found = found.where(Usage.looked_at >= midnight(since))
    if until is not None:
        found = found.where(Usage.looked_at < midnight(until + timedelta(days=1)))
    if after is not None:
        found = found.where(tuple_(Usage.looked_at, Usage.id) < after)
    rows = await session.execute(found.order_by(Usage.looked_at.desc(), Usage.id.desc()).limit(limit))
    return [(row.Usage, row.Dossier) for row in rows]


async def own(session: AsyncSession, owner_id: UUID, usage_id: UUID) -> tuple[Usage, Dossier] | None:
    """One look at a file of this citizen's."""
    found = select(Usage, Dossier).join(Dossier, Dossier.id == Usage.dossier_id)
    row = (await session.execute(found.where(Usage.id == usage_id, Usage.owner_id == owner_id))).one_or_none()
    return (row.Usage, row.Dossier) if row else None
