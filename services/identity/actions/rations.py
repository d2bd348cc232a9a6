"""Counting what networks and accounts ask for, beside the failures of guessers (credentials.rations decides)."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kit.sealing import Sealer
from services.identity.credentials import lockouts
from services.identity.credentials.lockouts import Count
from services.identity.credentials.rations import Ration, another
from services.identity.models import SignInFailure


async def take(session: AsyncSession, sealer: Sealer, ration: Ration, *, network: str, at: datetime) -> int | None:
    """Take one for a network (lockouts.network, or an account's id); the seconds to wait when there is none left now.

    Holds its row until the transaction ends: those that ask at once are counted one after another.
    """
    key = {"login": sealer.mac("ration", ration.name), "device": sealer.mac("network", network)}
    written = insert(SignInFailure).values(**key, failures=0, failed_at=at, blocked_until=at)
    found = await session.execute(
        written.on_conflict_do_update(
            index_elements=["login", "device"], set_={"login": written.excluded.login}
        ).returning(SignInFailure.failures, SignInFailure.failed_at, SignInFailure.blocked_until)
    )
    count = Count(*found.one())
    if (left := lockouts.seconds_left([count], at=at)) is not None:
        return left
    mine = (SignInFailure.login == key["login"], SignInFailure.device == key["device"])
    await session.execute(update(SignInFailure).where(*mine).values(asdict(another(count, ration, at=at))))
    return None
