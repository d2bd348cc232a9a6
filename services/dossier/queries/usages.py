"""The looks others took at a citizen's files."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import midnight
from services.dossier.models import Dossier, Usage
from services.dossier.sight import as_system


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
    found = select(Usage).where(Usage.owner_id == owner_id)
    if dossier_id is not None:
        found = found.where(Usage.dossier_id == dossier_id)
    since, until = days
    if since is not None:
        found = found.where(Usage.looked_at >= midnight(since))
    if until is not None:
        found = found.where(Usage.looked_at < midnight(until + timedelta(days=1)))
    if after is not None:
        found = found.where(tuple_(Usage.looked_at, Usage.id) < after)
    looks = (await session.scalars(found.order_by(Usage.looked_at.desc(), Usage.id.desc()).limit(limit))).all()
    return await _with_files(session, looks)


async def own(session: AsyncSession, owner_id: UUID, usage_id: UUID) -> tuple[Usage, Dossier] | None:
    """One look at a file of this citizen's."""
    look = await session.scalar(select(Usage).where(Usage.id == usage_id, Usage.owner_id == owner_id))
    return (await _with_files(session, [look]))[0] if look else None


async def _with_files(session: AsyncSession, looks: Sequence[Usage]) -> list[tuple[Usage, Dossier]]:
    """The looks with the files looked at, also those their owner has given away since: only their names are told."""
    if not looks:
        return []
    await as_system(session)
    wanted = select(Dossier).where(Dossier.id.in_({look.dossier_id for look in looks}))
    files = {file.id: file for file in (await session.scalars(wanted)).all()}
    return [(look, files[look.dossier_id]) for look in looks]
