"""The signing keys a process holds: looked at again every 30 s, so that a rotation reaches every replica."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any
from uuid import uuid4

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from kit.problems import Unavailable
from kit.sealing import Sealer
from services.identity import keys
from services.identity.keys import Phase
from services.identity.models import KeptSecret, SigningKey
from services.identity.tokens import Signer, VerificationKey, new_key_pair, signer, verification_key

PAIRWISE = "pairwise"
LOOK_EVERY = timedelta(seconds=30)
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('motcua identity signing keys'))")


@dataclass(frozen=True)
class Opened:
    """The keys at one moment: who signs, what is published, the keys of those, and all that may still verify an ID
    token hint. A key that is no longer published proves nothing else: whoever got hold of it makes no access token.

    `pairwise` makes the names of people in partners' sectors (services.identity.oauth2.subjects).
    """

    current: Signer
    published: list[dict[str, Any]]
    trusted: dict[str, VerificationKey]
    known: dict[str, VerificationKey]
    pairwise: bytes
    loaded_at: datetime


class KeyRing:
    """The process's view of the signing keys."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._opened: Opened | None = None

    async def open(self, session: AsyncSession, *, at: datetime) -> Opened:
        """The keys as they are, at most 30 s old; Unavailable while there are none (see `create`)."""
        if self._opened is None or not timedelta(0) <= at - self._opened.loaded_at < LOOK_EVERY:
            self._opened = await self._load(session, at=at)
        return self._opened

    async def _load(self, session: AsyncSession, *, at: datetime) -> Opened:
        rows = await _all(session)
        current = next((row for row in rows if row.phase is Phase.CURRENT), None)
        kept = await session.get(KeptSecret, PAIRWISE)
        if current is None or kept is None:
            raise Unavailable
        known = {row.kid: verification_key(row.public_jwk) for row in rows}
        published = [row for row in rows if keys.is_published(row.phase, retired_at=row.retired_at, at=at)]
        return Opened(
            current=signer(current.kid, self._sealer.unseal(current.sealed_private)),
            published=[row.public_jwk for row in published],
            trusted={row.kid: known[row.kid] for row in published},
            known=known,
            pairwise=self._sealer.unseal(kept.sealed),
            loaded_at=at,
        )


async def _all(session: AsyncSession) -> list[SigningKey]:
    return list(await session.scalars(select(SigningKey).order_by(SigningKey.created_at, SigningKey.kid)))


def _new(sealer: Sealer, *, phase: Phase, at: datetime) -> SigningKey:
    pair = new_key_pair()
    return SigningKey(
        id=uuid4(),
        kid=pair.kid,
        phase=phase,
        public_jwk=pair.public,
        sealed_private=sealer.seal(pair.private),
        created_at=at,
        activated_at=at if phase is Phase.CURRENT else None,
    )


async def create(session: AsyncSession, sealer: Sealer, *, at: datetime) -> None:
    """The first current and next key, and the secret of pairwise names; nothing when another replica was faster."""
    await session.execute(_LOCK)
    await _keep(session, sealer, PAIRWISE, at=at)
    if not await _all(session):
        session.add_all([_new(sealer, phase=phase, at=at) for phase in (Phase.CURRENT, Phase.NEXT)])
        await session.flush()


async def _keep(session: AsyncSession, sealer: Sealer, name: str, *, at: datetime) -> None:
    """Draw the secret when there is none; otherwise seal it with the secret that seals today."""
    kept = await session.get(KeptSecret, name)
    if kept is None:
        session.add(KeptSecret(name=name, sealed=sealer.seal(token_bytes(32)), created_at=at))
    else:
        kept.sealed = sealer.seal(sealer.unseal(kept.sealed))
    await session.flush()


async def rotate(session: AsyncSession, sealer: Sealer, *, at: datetime) -> None:
    """The next key signs from now on, the current one retires, and a new next key is published."""
    await session.execute(_LOCK)
    by_phase = {row.phase: row for row in await _all(session) if row.phase is not Phase.RETIRED}
    retiring, rising = by_phase[Phase.CURRENT], by_phase[Phase.NEXT]
    retiring.phase, retiring.retired_at = Phase.RETIRED, at
    await session.flush()
    rising.phase, rising.activated_at = Phase.CURRENT, at
    await session.flush()
    session.add(_new(sealer, phase=Phase.NEXT, at=at))
    await session.flush()


async def rotate_when_due(session: AsyncSession, sealer: Sealer, *, at: datetime) -> bool:
    """Rotate when the current key has signed long enough; whether it did."""
    current = await session.scalar(select(SigningKey).where(SigningKey.phase == Phase.CURRENT))
    if current is None or current.activated_at is None or not keys.is_due(current.activated_at, at=at):
        return False
    await rotate(session, sealer, at=at)
    return True
