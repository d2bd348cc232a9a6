"""Copies of another service's facts: a service keeps what it needs of them and hears of changes by event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase


async def remember(
    session: AsyncSession,
    table: type[DeclarativeBase],
    key: Mapping[str, Any],
    *,
    heard: Mapping[str, Any],
    at: datetime,
) -> None:
    """Keep what was heard of `key` unless something said later was heard before: a retried event may come late.

    The table has a column `changed_at` for `at`, when it was said.
    """
    changed_at = table.__table__.columns["changed_at"]
    values = {**heard, "changed_at": at}
    known = insert(table).values(**key, **values)
    await session.execute(known.on_conflict_do_update(index_elements=list(key), set_=values, where=changed_at < at))
