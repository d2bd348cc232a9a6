"""An owner lets somebody follow a dossier without an account, and ends it again."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.problems import NotFound
from services.dossier.models import Dossier, TrackingLink
from services.dossier.problems import TooManyLinks
from services.dossier.queries import dossier as locked
from services.dossier.queries import links

MOST_LINKS = 10
"""Links of one dossier that lead to it at one time."""


async def make(session: AsyncSession, dossier: Dossier, *, days: int, at: datetime) -> TrackingLink:
    """A link that is good for some days; TooManyLinks when `MOST_LINKS` are."""
    await locked(session, dossier.id, is_locked=True)
    if await links.live(session, dossier.id, at=at) >= MOST_LINKS:
        raise TooManyLinks
    link = TrackingLink(dossier_id=dossier.id, made_at=at, expires_at=at + timedelta(days=days))
    session.add(link)
    await session.flush()
    return link


async def end(session: AsyncSession, dossier: Dossier, link_id: UUID, *, at: datetime) -> TrackingLink:
    """The link leads nowhere any more; ending it again changes nothing. NotFound for a link of another dossier."""
    link = await session.get(TrackingLink, link_id)
    if link is None or link.dossier_id != dossier.id:
        raise NotFound
    ended = update(TrackingLink).where(TrackingLink.id == link_id, TrackingLink.ended_at.is_(None)).values(ended_at=at)
    await session.execute(ended)
    await session.refresh(link)
    return link
