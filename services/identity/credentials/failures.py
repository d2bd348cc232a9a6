"""The failures counted against guessers, in the database: read and written under lock, decided by lockouts."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kit.sealing import Sealer
from services.identity.credentials import lockouts, opaque
from services.identity.credentials.lockouts import Count
from services.identity.models import Device, SignInFailure


@dataclass(frozen=True)
class Try:
    """One try: `login` is the keyed digest of what was typed, `places` where it counts, in locking order."""

    login: str
    places: tuple[str, ...]


async def places(
    session: AsyncSession,
    sealer: Sealer,
    account_id: UUID,
    *,
    device: str | None,
    network: str,
    others: str = lockouts.STRANGERS,
) -> tuple[str, ...]:
    """Where a try for an account counts: at the device when the account knows its cookie, else at the network it comes
    from and at all `others` together (STRANGERS, HALFWAY). The same steps for an account that does not exist.
    """
    digest = opaque.digest(device or "")
    if await session.get(Device, (digest, account_id)) is not None:
        return (digest,)
    return tuple(sorted((others, sealer.mac("network", network))))


async def count(session: AsyncSession, one: Try, *, at: datetime) -> int | None:
    """Count the try as a failure before it is heard; the seconds to wait when it must not be heard, not counted then.

    Holds the rows until the transaction ends: tries made at the same moment are counted one after another.
    """
    counts = await _lock(session, one, at=at)
    if (left := lockouts.seconds_left(counts.values(), at=at)) is not None:
        return left
    await _write(session, one, {place: lockouts.another(was, place=place, at=at) for place, was in counts.items()})
    return None


async def take_back(session: AsyncSession, one: Try, *, at: datetime) -> None:
    """The try was not heard after all."""
    counts = await _lock(session, one, at=at)
    await _write(session, one, {place: lockouts.one_less(was, at=at) for place, was in counts.items()})


async def clear(session: AsyncSession, one: Try) -> None:
    """The password was right: forget the failures."""
    for place in one.places:
        await session.execute(
            delete(SignInFailure).where(SignInFailure.login == one.login, SignInFailure.device == place)
        )


async def _lock(session: AsyncSession, one: Try, *, at: datetime) -> dict[str, Count]:
    rows = [
        {"login": one.login, "device": place, "failures": 0, "failed_at": at, "blocked_until": at}
        for place in one.places
    ]
    written = insert(SignInFailure).values(rows)
    found = await session.execute(
        # the update changes nothing: it locks the row and gives it back whether it is new or not
        written.on_conflict_do_update(
            index_elements=["login", "device"], set_={"login": written.excluded.login}
        ).returning(SignInFailure.device, SignInFailure.failures, SignInFailure.failed_at, SignInFailure.blocked_until)
    )
    return {place: Count(failures, failed_at, until) for place, failures, failed_at, until in found}


async def _write(session: AsyncSession, one: Try, counts: dict[str, Count]) -> None:
    for place in one.places:
        mine = (SignInFailure.login == one.login, SignInFailure.device == place)
        await session.execute(update(SignInFailure).where(*mine).values(asdict(counts[place])))
