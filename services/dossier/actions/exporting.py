"""Exports of the worklist: asked for, made in the background under a lease, read by who asked, forgotten after a day.

Who makes one holds its lease and renews it with every page; after a crash the lease runs out and another begins anew.
A maker whose lease was taken over notices at its next page, writes nothing more and throws its file away.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Officer
from kit.schedule import mark_due
from services.dossier.lifecycle import STAFF
from services.dossier.models import IS_OPEN, Dossier, Export, ExportFormat, Usage
from services.dossier.permissions import procedures
from services.dossier.problems import TooManyExports, TooManyRows
from services.dossier.worklists.listing import Narrowing

MOST_ROWS = 200_000
MOST_WAITING = 5
"""Exports one person may have under way."""
LEASE = timedelta(seconds=60)
ATTEMPTS = 3
KEPT = timedelta(hours=24)


async def ask(
    session: AsyncSession,
    clerk: Officer,
    *,
    kind: ExportFormat,
    content: dict[str, Any],
    narrowing: Narrowing,
    at: datetime,
) -> Export:
    """Somebody wants a file of these rows. Raises TooManyRows, TooManyExports."""
    waiting = select(func.count()).where(
        Export.person_id == clerk.id, Export.agency_code == clerk.agency, Export.finished_at.is_(None)
    )
    if (await session.scalar(waiting) or 0) >= MOST_WAITING:
        raise TooManyExports
    rows = select(Dossier.id).where(IS_OPEN, *narrowing.conditions()).limit(MOST_ROWS + 1).subquery()
    total = await session.scalar(select(func.count()).select_from(rows)) or 0
    if total > MOST_ROWS:
        raise TooManyRows
    limits = procedures(clerk)
    export = Export(
        id=uuid4(),
        person_id=clerk.id,
        agency_code=clerk.agency,
        role=min(role for role in STAFF if role in clerk.roles),
        client_id=clerk.client_id,
        format=kind,
        content=content,
        procedures=None if limits is None else sorted(limits),
        asked_at=at,
        expires_at=at + KEPT,
        rows_total=total,
    )
    session.add(export)
    await session.flush()
    mark_due(session)
    return export


async def take(session: AsyncSession, *, at: datetime) -> Export | None:
    """The oldest that nobody is making, now ours; what failed too often is given up. Commits with the caller."""
    free = or_(Export.leased_until.is_(None), Export.leased_until < at)
    given_up = (
        update(Export)
        .where(Export.finished_at.is_(None), free, Export.attempts >= ATTEMPTS)
        .values(finished_at=at, lease_id=None)
    )
    await session.execute(given_up.execution_options(synchronize_session=False))
    oldest = (
        select(Export.id)
        .where(Export.finished_at.is_(None), free)
        .order_by(Export.asked_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = (
        update(Export)
        .where(Export.id == oldest)
        .values(lease_id=uuid4(), leased_until=at + LEASE, attempts=Export.attempts + 1, rows_done=0)
    )
    return await session.scalar(taken.returning(Export).execution_options(populate_existing=True))


async def go_on(session: AsyncSession, export: Export, rows: Sequence[Row[Any]], *, done: int, at: datetime) -> bool:
    """A page was read: each citizen's usage journal says so, and the lease holds longer. False: it is another's now."""
    kept = update(Export).where(_ours(export)).values(rows_done=done, leased_until=at + LEASE).returning(Export.id)
    if await session.scalar(kept.execution_options(synchronize_session=False)) is None:
        return False
    if rows:
        looks = insert(Usage).values([_look(export, row, at=at) for row in rows])
        await session.execute(looks.on_conflict_do_nothing(index_elements=["id"]))
    return True


async def finish(session: AsyncSession, export: Export, *, key: str, size: int, at: datetime) -> bool:
    """The file is kept. False: the export is another's now, and the file nobody's."""
    ready = (
        update(Export)
        .where(_ours(export))
        .values(finished_at=at, expires_at=at + KEPT, file_key=key, size=size, lease_id=None)
        .returning(Export.id)
    )
    return await session.scalar(ready.execution_options(synchronize_session=False)) is not None


async def forget(session: AsyncSession, *, at: datetime) -> Collection[UUID]:
    """Forget what has expired; `schedule.sweep_files` deletes the files."""
    gone = delete(Export).where(Export.expires_at < at).returning(Export.id)
    return (await session.scalars(gone.execution_options(synchronize_session=False))).all()


def _ours(export: Export) -> ColumnElement[bool]:
    return and_(Export.id == export.id, Export.lease_id == export.lease_id, Export.finished_at.is_(None))


def _look(export: Export, row: Row[Any], *, at: datetime) -> dict[str, Any]:
    return {
        "id": uuid5(export.id, str(row.id)),  # one look, however often the file is begun anew
        "dossier_id": row.id,
        "owner_id": row.owner_id,
        "looked_by": export.person_id,
        "role": export.role,
        "agency_code": export.agency_code,
        "client_id": export.client_id,
        "what": "export",
        "purpose": "Xuất danh sách hồ sơ của cơ quan",
        "looked_at": at,
    }
