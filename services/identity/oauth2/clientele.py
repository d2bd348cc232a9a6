"""Clients as they were a moment ago: every request for tokens asks for one, and they change once a month.

What a change must end at once (families of a disabled client) is asked of the database wherever it counts; a disabled
client may get tokens for itself for as long as it is remembered here.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import queries
from services.identity.models import Client

REMEMBERED_FOR = timedelta(seconds=5)


class Clientele:
    """The process's view of the registry, each client read anew every few seconds."""

    def __init__(self, *, life: timedelta = REMEMBERED_FOR) -> None:
        self.life = life
        self._known: dict[str, tuple[datetime, Client]] = {}

    async def find(
        self, session: AsyncSession, client_id: str | None, *, at: datetime, is_anew: bool = False
    ) -> Client | None:
        """The client that may ask for tokens, not to be changed; None for an unknown or disabled one.

        `is_anew`: as it is now. Whoever fails to prove itself is looked up so: its secret may be a new one.
        """
        if client_id is None:
            return None
        seen_at, client = self._known.get(client_id, (None, None))
        is_recent = seen_at is not None and timedelta(0) <= at - seen_at < self.life
        if client is not None and is_recent and not is_anew:
            return client
        self._known.pop(client_id, None)
        found = await queries.clients.find_client(session, client_id)
        if found is not None and self.life:
            self._known[client_id] = (at, found)
        return found

    def forget(self) -> None:
        """Read all of them anew."""
        self._known.clear()
