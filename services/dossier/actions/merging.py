"""Two records of one applicant were found to be one: the dossiers of both are theirs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.dossier.actions.recording import SYSTEM, undergo
from services.dossier.lifecycle import Act
from services.dossier.models import Dossier, Invitation, Usage
from services.dossier.replicas import Person


async def hand_over(session: AsyncSession, former_id: UUID, *, to: UUID, at: datetime) -> None:
    """What a former record applied for belongs to the present one; what is known of the former person is forgotten.

    Entries stay as they are: who acted, acted as who they were then, and the chain of hashes says so; one more tells
    that the dossier follows its owner. Parts follow their whole.
    """
    theirs = select(Dossier).where(Dossier.owner_id == former_id, Dossier.parent_id.is_(None)).order_by(Dossier.id)
    for dossier in (await session.scalars(theirs.with_for_update())).all():
        await undergo(session, dossier, Act.MERGE, by=SYSTEM, at=at, patch={"former_owner_id": former_id}, owner_id=to)
    parts = update(Dossier).where(Dossier.owner_id == former_id).values(owner_id=to, version=Dossier.version + 1)
    await session.execute(parts.execution_options(synchronize_session=False))
    looks = update(Usage).where(Usage.owner_id == former_id).values(owner_id=to)
    await session.execute(looks.execution_options(synchronize_session=False))
    await _hand_over_invitations(session, former_id, to=to)
    await session.execute(delete(Person).where(Person.id == former_id))


async def _hand_over_invitations(session: AsyncSession, former_id: UUID, *, to: UUID) -> None:
    """Who was asked under both records was asked once, and nobody is asked to their own dossier."""
    asked = update(Invitation).where(Invitation.owner_id == former_id).values(owner_id=to)
    await session.execute(asked.execution_options(synchronize_session=False))
    again = aliased(Invitation)
    is_asked_already = exists().where(
        again.dossier_id == Invitation.dossier_id,
        again.kind == Invitation.kind,
        again.person_id == to,
        again.ended_at.is_(None),
    )
    is_asked_twice = and_(Invitation.person_id == former_id, Invitation.ended_at.is_(None), is_asked_already)
    is_own = and_(Invitation.owner_id == to, Invitation.person_id.in_((former_id, to)))
    gone = delete(Invitation).where(or_(is_asked_twice, is_own))
    await session.execute(gone.execution_options(synchronize_session=False))
    moved = update(Invitation).where(Invitation.person_id == former_id).values(person_id=to)
    await session.execute(moved.execution_options(synchronize_session=False))
