"""Ending sign-ins from elsewhere: a lost phone, a browser in an office."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import activity, queries, signing_in
from services.identity.activity import Kind, Where
from services.identity.models import BrowserSession


async def end(session: AsyncSession, sitting: BrowserSession, *, at: datetime, where: Where) -> None:
    """The owner ends one sign-in: whatever was signed in through it is out."""
    await signing_in.end_session(session, sitting.id, at=at)
    is_own = where.session_id == sitting.id
    kind = Kind.SIGNED_OUT if is_own else Kind.SESSION_ENDED
    await activity.record(session, sitting.person_id, kind, at=at, where=where, facts={"ended": 1})


async def end_others(session: AsyncSession, person_id: UUID, *, at: datetime, where: Where) -> int:
    """The owner ends every sign-in but the one they ask from; how many there were."""
    others = [
        one.session.id
        for one in await queries.sittings.list_open(session, person_id, at=at)
        if one.session.id != where.session_id
    ]
    for session_id in others:
        await signing_in.end_session(session, session_id, at=at)
    if others:
        facts = {"ended": len(others)}
        await activity.record(session, person_id, Kind.SESSION_ENDED, at=at, where=where, facts=facts)
    return len(others)
