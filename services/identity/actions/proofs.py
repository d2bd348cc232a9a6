"""Remembering proofs that are good for one use."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_USE = text(
    "INSERT INTO used_proofs (digest, expires_at) VALUES (:digest, :expires_at) ON CONFLICT DO NOTHING RETURNING 1"
)


async def use(session: AsyncSession, digest: str, *, expires_at: int) -> bool:
    """Whether a proof is used for the first time: of any number at once, one is. `expires_at`: seconds since 1970."""
    # longer than it is good, by more than clocks differ
    until = datetime.fromtimestamp(expires_at + 60, UTC)
    return await session.scalar(_USE, {"digest": digest, "expires_at": until}) is not None
