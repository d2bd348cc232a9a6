"""Finding sign-ins, and whether what they granted still holds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, distinct, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import sittings
from services.identity.credentials import opaque
from services.identity.models import BrowserSession, Client, Family


async def find_session(session: AsyncSession, cookie: str | None, *, at: datetime) -> BrowserSession | None:
    """The live sign-in of a session cookie; None when it is unknown, ended, idle or too old."""
    found = await find_open_session(session, cookie)
    if found is None:
        return None
    is_live = sittings.is_live(seen_at=found.seen_at, expires_at=found.expires_at, ended_at=found.ended_at, at=at)
    return found if is_live else None


async def find_open_session(session: AsyncSession, cookie: str | None) -> BrowserSession | None:
    """The sign-in of a session cookie that nobody signed out of, idle or not: what clients were granted may live on."""
    if not cookie:
        return None
    return await session.scalar(
        select(BrowserSession).where(
            BrowserSession.cookie_hash == opaque.digest(cookie), BrowserSession.ended_at.is_(None)
        )
    )


async def is_session_open(session: AsyncSession, session_id: UUID) -> bool:
    """Whether nobody signed out of it yet, idle or not."""
    found = await session.get(BrowserSession, session_id)
    return found is not None and found.ended_at is None


async def is_family_live(session: AsyncSession, family_id: UUID, *, at: datetime) -> bool:
    """Whether nothing has revoked what an authorization granted."""
    found = await session.scalar(
        select(Family.id)
        .join(BrowserSession, BrowserSession.id == Family.session_id)
        .where(
            Family.id == family_id,
            Family.revoked_at.is_(None),
            Family.expires_at > at,
            BrowserSession.ended_at.is_(None),
        )
    )
    return found is not None


@dataclass(frozen=True)
class OpenSitting:
    """A sign-in that still serves, and the names of the applications that live in it."""

    session: BrowserSession
    applications: tuple[str, ...]


async def list_open(session: AsyncSession, person_id: UUID, *, at: datetime) -> list[OpenSitting]:
    """A person's sign-ins that somebody could still act with, the one used last first.

    A browser idle for longer no longer acts by itself, but applications signed in through it do until it is ended.
    """
    live = (Family.revoked_at.is_(None), Family.expires_at > at)
    rows = await session.execute(
        select(BrowserSession, func.array_remove(func.array_agg(distinct(Client.name)), None))
        .outerjoin(Family, and_(Family.session_id == BrowserSession.id, *live))
        .outerjoin(Client, Client.id == Family.client_id)
        .where(BrowserSession.person_id == person_id, BrowserSession.ended_at.is_(None))
        .group_by(BrowserSession.id)
        .having(
            or_(
                and_(BrowserSession.expires_at > at, BrowserSession.seen_at > at - sittings.IDLE),
                func.count(Family.id) > 0,
            )
        )
        .order_by(BrowserSession.seen_at.desc(), BrowserSession.id)
    )
    return [OpenSitting(one, tuple(sorted(names))) for one, names in rows]


async def find_own(session: AsyncSession, session_id: UUID, *, person_id: UUID) -> BrowserSession | None:
    """A person's own sign-in that was not ended; None for every other."""
    return await session.scalar(
        select(BrowserSession).where(
            BrowserSession.id == session_id, BrowserSession.person_id == person_id, BrowserSession.ended_at.is_(None)
        )
    )
