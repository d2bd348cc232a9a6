"""Writes: inviting the owner of a finished dossier, taking their rating, following an owner who became another."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierEvent, UsageObjected
from contracts.feedback import RatingGiven
from kit.clock import LOCAL
from kit.outbox import emit
from kit.problems import NotFound
from kit.successors import present, succeed
from services.feedback import windows
from services.feedback.models import DayTally, Invitation, Petition, PetitionStatus, Rating, Reason, Tally
from services.feedback.problems import AlreadyRated, WindowClosed
from services.feedback.replicas import Merge


async def invite(session: AsyncSession, dossier: DossierEvent, *, reason: Reason, at: datetime) -> None:
    """The owner of a dossier finished at `at` may rate it; a dossier is invited once."""
    await session.execute(
        insert(Invitation)
        .values(
            id=uuid4(),
            dossier_id=dossier.dossier_id,
            owner_id=await present(session, Merge, dossier.owner_id),
            tracking_code=dossier.tracking_code,
            procedure_code=dossier.procedure_code,
            procedure_name=dossier.procedure_name,
            agency_code=dossier.agency_code,
            reason=reason,
            opened_at=at,
            closes_at=windows.closes_at(at),
        )
        .on_conflict_do_nothing(index_elements=[Invitation.dossier_id])
    )


async def petition(session: AsyncSession, objected: UsageObjected) -> None:
    """A citizen objects to a look at their file: it is received as a petition to the agency that looked."""
    received = insert(Petition).values(
        id=uuid4(),
        person_id=await present(session, Merge, objected.person_id),
        agency_code=objected.agency_code,
        dossier_id=objected.dossier_id,
        tracking_code=objected.tracking_code,
        usage_id=objected.usage_id,
        words=objected.words,
        status=PetitionStatus.RECEIVED,
        received_at=objected.objected_at,
    )
    await session.execute(received.on_conflict_do_nothing(index_elements=["usage_id"]))


async def hand_over(session: AsyncSession, former_id: UUID, *, to: UUID, at: datetime) -> None:
    """Two records were of one person: what the former was asked or has said is the present one's."""
    present_id = await succeed(session, Merge, former_id, by=to, at=at)
    if present_id is not None:
        await session.execute(update(Invitation).where(Invitation.owner_id == former_id).values(owner_id=present_id))
        await session.execute(update(Petition).where(Petition.person_id == former_id).values(person_id=present_id))


async def rate(
    session: AsyncSession, dossier_id: UUID, *, owner_id: UUID, score: int, comment: str | None, at: datetime
) -> Rating:
    """The owner rates the service received on a dossier, once and in time.

    NotFound unless this owner was invited; AlreadyRated, WindowClosed. Two ratings at once: the row lock lets one win.
    """
    invitation = await session.scalar(
        select(Invitation).where(Invitation.dossier_id == dossier_id, Invitation.owner_id == owner_id).with_for_update()
    )
    if invitation is None:
        raise NotFound
    if invitation.rated_at is not None:
        raise AlreadyRated
    if not windows.is_open(invitation.closes_at, at=at):
        raise WindowClosed
    invitation.rated_at = at
    rating = Rating(id=uuid4(), invitation_id=invitation.id, score=score, comment=comment, rated_at=at)
    session.add(rating)
    await _count(session, invitation.agency_code, score=score, at=at)
    await emit(
        session,
        RatingGiven(
            rating_id=rating.id,
            dossier_id=dossier_id,
            agency_code=invitation.agency_code,
            procedure_code=invitation.procedure_code,
            score=score,
            rated_at=at,
        ),
    )
    return rating


async def _count(session: AsyncSession, agency_code: str, *, score: int, at: datetime) -> None:
    ever = insert(Tally).values(agency_code=agency_code, score=score, times=1)
    await session.execute(
        ever.on_conflict_do_update(index_elements=["agency_code", "score"], set_={"times": Tally.times + 1})
    )
    day = insert(DayTally).values(agency_code=agency_code, rated_on=at.astimezone(LOCAL).date(), score=score, times=1)
    await session.execute(
        day.on_conflict_do_update(
            index_elements=["agency_code", "rated_on", "score"], set_={"times": DayTally.times + 1}
        )
    )
