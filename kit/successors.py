"""One id turns out to stand for the same thing as another: a service remembers which, and moves what it keeps.

What was said under the former id may still be on its way when the two become one, so whoever writes down an id heard
from another service first asks for the present one. A service's table is `class X(Succession, Table)`.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('kit.successors', 0))")
_TOGETHER = text("SELECT pg_advisory_xact_lock_shared(hashtextextended('kit.successors', 0))")


class Succession:
    """Columns of a table of former ids. `present_id` is never itself a former one."""

    former_id: Mapped[UUID] = mapped_column(primary_key=True)
    present_id: Mapped[UUID] = mapped_column(index=True)
    succeeded_at: Mapped[datetime]


async def succeed(
    session: AsyncSession, table: type[Succession], former_id: UUID, *, by: UUID, at: datetime
) -> UUID | None:
    """From now on `former_id` means `by`, or whatever that one has become; the id that now stands for both.

    The caller moves what it keeps under the former id in the same transaction: writers who ask `present` wait for it.
    None: they were one already, the other way round, and nothing moves.
    """
    await session.execute(_ALONE)
    present_id = await _look_up(session, table, by)
    if present_id == former_id:
        return None
    known = insert(table).values(former_id=former_id, present_id=present_id, succeeded_at=at)
    await session.execute(known.on_conflict_do_nothing(index_elements=["former_id"]))
    await session.execute(update(table).where(table.present_id == former_id).values(present_id=present_id))
    return present_id


async def present(session: AsyncSession, table: type[Succession], some_id: UUID) -> UUID:
    """The id that stands for `some_id` now; until this transaction ends no succession comes between."""
    await session.execute(_TOGETHER)
    return await _look_up(session, table, some_id)


async def _look_up(session: AsyncSession, table: type[Succession], some_id: UUID) -> UUID:
    return await session.scalar(select(table.present_id).where(table.former_id == some_id)) or some_id
