"""Invitations: to a dossier, of a person; and who answers to a name and number."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from kit.vietnamese import fold
from services.dossier.invitations import OPEN_FOR
from services.dossier.models import Invitation
from services.dossier.replicas import Person

_IS_NUMBERED = text("(people.record ->> 'personal_number') = :number")
"""As the index has it: a bound key would pass the index by."""


async def of_dossier(session: AsyncSession, dossier_id: UUID) -> Sequence[Invitation]:
    """Every invitation to a dossier, the latest first."""
    found = select(Invitation).where(Invitation.dossier_id == dossier_id)
    return (await session.scalars(found.order_by(Invitation.made_at.desc(), Invitation.id))).all()


async def of_person(session: AsyncSession, person_id: UUID, *, at: datetime) -> Sequence[Invitation]:
    """What somebody is asked to and takes part in, the latest first."""
    is_live = or_(Invitation.accepted_at.is_not(None), Invitation.made_at > at - OPEN_FOR)
    found = select(Invitation).where(Invitation.person_id == person_id, Invitation.ended_at.is_(None), is_live)
    return (await session.scalars(found.order_by(Invitation.made_at.desc(), Invitation.id))).all()


async def one(session: AsyncSession, invitation_id: UUID) -> Invitation | None:
    """An invitation as it is now, as far as the caller may see it."""
    found = select(Invitation).where(Invitation.id == invitation_id).execution_options(populate_existing=True)
    return await session.scalar(found)


async def count_live(session: AsyncSession, dossier_id: UUID, *, at: datetime) -> int:
    """How many wait or take part."""
    is_live = or_(Invitation.accepted_at.is_not(None), Invitation.made_at > at - OPEN_FOR)
    counted = select(func.count()).select_from(Invitation)
    counted = counted.where(Invitation.dossier_id == dossier_id, Invitation.ended_at.is_(None), is_live)
    return await session.scalar(counted) or 0


async def count_made(session: AsyncSession, owner_id: UUID, *, since: datetime) -> int:
    """How many an owner made since a moment."""
    counted = select(func.count()).select_from(Invitation)
    return await session.scalar(counted.where(Invitation.owner_id == owner_id, Invitation.made_at > since)) or 0


async def invitee(session: AsyncSession, *, name: str, number: str) -> UUID | None:
    """The person with this personal number and, but for diacritics and case, this name."""
    numbered = select(Person.id, Person.full_name).where(_IS_NUMBERED)
    rows = (await session.execute(numbered, {"number": number})).all()
    return next((row.id for row in rows if fold(row.full_name) == fold(name)), None)
