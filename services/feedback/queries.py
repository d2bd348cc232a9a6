"""Reads: the owner's open invitations, and the public summary of an agency."""

from datetime import date, datetime
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from kit import pages
from services.feedback.models import DayTally, Invitation, Petition, Tally
from services.feedback.replicas import Agency


async def open_invitations(
    session: AsyncSession, owner_id: UUID, *, at: datetime, limit: int, cursor: str | None, key: SecretStr
) -> tuple[list[Invitation], str | None]:
    """A page of the owner's invitations not yet answered and not yet closed, newest first, and the next cursor."""
    found = select(Invitation).where(
        Invitation.owner_id == owner_id, Invitation.rated_at.is_(None), Invitation.closes_at > at
    )
    if cursor is not None:
        found = found.where(tuple_(Invitation.opened_at, Invitation.id) < pages.decode_place(key, cursor))
    newest_first = found.order_by(Invitation.opened_at.desc(), Invitation.id.desc()).limit(limit + 1)
    rows = list(await session.scalars(newest_first))
    if len(rows) <= limit:
        return rows, None
    end = rows[limit - 1]
    return rows[:limit], pages.encode_place(key, (end.opened_at, end.id))


async def petitions(
    session: AsyncSession,
    *,
    person_id: UUID | None = None,
    agency_code: str | None = None,
    limit: int,
    cursor: str | None,
    key: SecretStr,
) -> tuple[list[Petition], str | None]:
    """A page of the petitions a person raised, or of those to an agency, newest first, and the next cursor."""
    found = select(Petition).where(
        Petition.person_id == person_id if person_id else Petition.agency_code == agency_code
    )
    if cursor is not None:
        found = found.where(tuple_(Petition.received_at, Petition.id) < pages.decode_place(key, cursor))
    rows = list(await session.scalars(found.order_by(Petition.received_at.desc(), Petition.id.desc()).limit(limit + 1)))
    if len(rows) <= limit:
        return rows, None
    end = rows[limit - 1]
    return rows[:limit], pages.encode_place(key, (end.received_at, end.id))


async def agency(session: AsyncSession, agency_code: str) -> Agency | None:
    """The agency of this code; None when there is none."""
    return await session.get(Agency, agency_code)


async def tally(
    session: AsyncSession, agency_code: str, *, first_on: date | None = None, last_on: date | None = None
) -> dict[int, int]:
    """How often each score was given to the agency: ever, or on the days from `first_on` to `last_on` inclusive."""
    if first_on is None and last_on is None:
        ever = select(Tally.score, Tally.times).where(Tally.agency_code == agency_code)
        return dict((await session.execute(ever)).all())
    days = select(DayTally.score, func.sum(DayTally.times)).where(DayTally.agency_code == agency_code)
    if first_on is not None:
        days = days.where(DayTally.rated_on >= first_on)
    if last_on is not None:
        days = days.where(DayTally.rated_on <= last_on)
    return {score: int(times) for score, times in await session.execute(days.group_by(DayTally.score))}
