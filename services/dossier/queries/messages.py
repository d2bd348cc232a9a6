"""The messages of a dossier."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier.models import Message
from services.dossier.replicas import Agency, Person


async def page(
    session: AsyncSession, dossier_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Message]:
    """Messages of a dossier, the latest first, those before the given (posted_at, id)."""
    found = select(Message).where(Message.dossier_id == dossier_id)
    if after is not None:
        found = found.where(tuple_(Message.posted_at, Message.id) < after)
    return (await session.scalars(found.order_by(Message.posted_at.desc(), Message.id.desc()).limit(limit))).all()


async def names(session: AsyncSession, messages: Sequence[Message]) -> dict[str | UUID, str]:
    """How their authors are called: an agency by its code, a person of the applicant's side by id; staff by nothing."""
    codes = {one.agency_code for one in messages if one.agency_code is not None}
    people = {one.author_id for one in messages if one.agency_code is None}
    named: dict[str | UUID, str] = {}
    if codes:
        rows = await session.execute(select(Agency.code, Agency.name).where(Agency.code.in_(codes)))
        named |= {row.code: row.name for row in rows}
    if people:
        found = await session.execute(select(Person.id, Person.full_name).where(Person.id.in_(people)))
        named |= {row.id: row.full_name for row in found}
    return named
