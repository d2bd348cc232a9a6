"""Drafts of a person, and the dossiers that put others right."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.terms import Channel
from services.dossier.lifecycle import Status
from services.dossier.models import Dossier
from services.dossier.replicas import Person


async def hold_owner(session: AsyncSession, owner_id: UUID) -> Person | None:
    """The person, whose drafts nobody else opens or brings back before this transaction ends."""
    return await session.get(Person, owner_id, with_for_update=True)


async def open_drafts(session: AsyncSession, owner_id: UUID) -> int:
    """How many drafts a person has not sent."""
    drafts = select(func.count()).select_from(Dossier)
    return await session.scalar(drafts.where(Dossier.owner_id == owner_id, Dossier.status == Status.DRAFT)) or 0


async def live_draft(
    session: AsyncSession,
    owner_id: UUID,
    *,
    procedure_code: str,
    case: str | None,
    corrects_id: UUID | None,
    desk: str | None = None,
    apart_from: UUID | None = None,
) -> UUID | None:
    """The draft a person has for a procedure and case, or for putting the same dossier right; or the one that the
    `desk` of an agency is entering for them. The two do not stand in each other's way.
    """
    is_theirs = Dossier.channel == Channel.ONLINE if desk is None else Dossier.channel != Channel.ONLINE
    found = select(Dossier.id).where(
        Dossier.owner_id == owner_id,
        Dossier.procedure_code == procedure_code,
        Dossier.case.is_not_distinct_from(case),
        Dossier.corrects_id.is_not_distinct_from(corrects_id),
        Dossier.status == Status.DRAFT,
        is_theirs,
        Dossier.parent_id.is_(None),
    )
    if desk is not None:
        found = found.where(Dossier.agency_code == desk)
    if apart_from is not None:
        found = found.where(Dossier.id != apart_from)
    return await session.scalar(found.limit(1))


async def draft_beside(session: AsyncSession, dossier: Dossier, *, owner_id: UUID | None = None) -> UUID | None:
    """The draft that stands in the way of this dossier being one, of its owner or of who takes it over."""
    return await live_draft(
        session,
        owner_id or dossier.owner_id,
        procedure_code=dossier.procedure_code,
        case=dossier.case,
        corrects_id=dossier.corrects_id,
        desk=None if dossier.channel is Channel.ONLINE else dossier.agency_code,
        apart_from=dossier.id,
    )


async def entered(
    session: AsyncSession, agency_code: str, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Dossier]:
    """What an agency's desk is entering, newest first, after (opened_at, id)."""
    page = select(Dossier).where(
        Dossier.agency_code == agency_code, Dossier.status == Status.DRAFT, Dossier.channel != Channel.ONLINE
    )
    if after is not None:
        page = page.where(tuple_(Dossier.opened_at, Dossier.id) < after)
    return (await session.scalars(page.order_by(Dossier.opened_at.desc(), Dossier.id.desc()).limit(limit))).all()


class Linked(NamedTuple):
    """A dossier as one that is linked to it names it. `corrects_id`: the dossier it puts right."""

    id: UUID
    tracking_code: str
    number: str | None
    status: Status
    corrects_id: UUID | None


async def linked(session: AsyncSession, dossier: Dossier) -> Sequence[Linked]:
    """What a dossier puts right and what puts it right, as far as the caller may see them; the oldest first."""
    is_linked = Dossier.corrects_id == dossier.id
    if dossier.corrects_id is not None:
        is_linked = or_(is_linked, Dossier.id == dossier.corrects_id)
    columns = [getattr(Dossier, name) for name in Linked._fields]
    found = select(*columns).where(is_linked, Dossier.status != Status.DISCARDED).order_by(Dossier.opened_at)
    return [Linked(*row) for row in await session.execute(found)]
