"""Something a browser is in the middle of: begun once, found by its form cookie, used up once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.credentials import opaque
from services.identity.models import Interaction

LIFE = timedelta(minutes=15)


async def begin(
    session: AsyncSession,
    cookie: str,
    *,
    purpose: str,
    at: datetime,
    account_id: UUID | None = None,
    request: str = "",
    state: dict[str, Any] | None = None,
    amr: list[str] | None = None,
    life: timedelta = LIFE,
) -> Interaction:
    """A new interaction of the browser with this form cookie; an older one of the same purpose in it ends."""
    digest = opaque.digest(cookie)
    await session.execute(
        update(Interaction)
        .where(Interaction.cookie_hash == digest, Interaction.purpose == purpose, Interaction.ended_at.is_(None))
        .values(ended_at=at)
    )
    begun = Interaction(
        id=uuid4(),
        cookie_hash=digest,
        purpose=purpose,
        account_id=account_id,
        request=request,
        state=state or {},
        amr=amr or [],
        created_at=at,
        expires_at=at + life,
    )
    session.add(begun)
    await session.flush()
    return begun


async def find(
    session: AsyncSession, cookie: str | None, *, purpose: str, at: datetime, is_locked: bool = False
) -> Interaction | None:
    """The browser's live interaction of a purpose. `is_locked` holds it until the transaction ends (to use it up)."""
    if not cookie:
        return None
    query = select(Interaction).where(
        Interaction.cookie_hash == opaque.digest(cookie),
        Interaction.purpose == purpose,
        Interaction.ended_at.is_(None),
        Interaction.expires_at > at,
    )
    return await session.scalar(
        query.with_for_update().execution_options(populate_existing=True) if is_locked else query
    )


async def end(session: AsyncSession, interaction: Interaction, *, at: datetime) -> bool:
    """Use it up; False when somebody was faster."""
    won = await session.scalar(
        update(Interaction)
        .where(Interaction.id == interaction.id, Interaction.ended_at.is_(None))
        .values(ended_at=at)
        .returning(Interaction.id)
    )
    return won is not None
