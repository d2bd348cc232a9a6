"""One-time codes: sent to an address for one interaction and purpose, and checked.

Notification is told by CodeRequested, sealed for it alone: neither the outbox nor the broker can show a code.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import CodeRequested
from kit.outbox import emit
from services.identity.credentials import onetime
from services.identity.models import Interaction, OneTimeCode
from services.identity.provider import Provider

_HASHED = "one-time code"
_OWN = frozenset({"sign_in", "step_up", "recovery"})
"""Purposes whose codes go to an account's own addresses only."""


@dataclass(frozen=True)
class Sent:
    """The code is on its way."""

    expires_at: datetime


@dataclass(frozen=True)
class TooSoon:
    """Nothing was sent; another code may be asked for in so many seconds."""

    retry_after: int


async def send(
    session: AsyncSession,
    here: Provider,
    interaction: Interaction,
    *,
    purpose: str,
    channel: str,
    address: str,
    language: str,
    at: datetime,
    is_told: bool = True,
) -> Sent | TooSoon:
    """Send a fresh code to `address`; the codes of the same interaction and purpose before it are worth nothing now.

    `purpose` and `channel` are words of CodeRequested. `is_told` False goes through the same steps and tells nobody
    the code: an account that does not exist must look like one that does.
    """
    address_hash = here.sealer.mac("address of codes", _asked_by(interaction, purpose), address)
    if (left := await _seconds_left(session, interaction, address_hash, at=at)) is not None:
        return TooSoon(left)
    await _supersede(session, interaction, purpose, at=at)
    code, expires_at = onetime.new(), at + onetime.LIFE
    row = OneTimeCode(
        id=uuid4(),
        interaction_id=interaction.id,
        purpose=purpose,
        channel=channel,
        address=here.sealer.seal(address.encode()),
        address_hash=address_hash,
        code_hash=_digest(here, interaction, purpose, code),
        tries=0,
        sent_at=at,
        expires_at=expires_at,
    )
    session.add(row)
    await session.flush()
    asked = _event(row, here.messages.seal(json.dumps({"address": address, "code": code}).encode()), language)
    if is_told:
        await emit(session, asked)
    return Sent(expires_at)


async def check(
    session: AsyncSession, here: Provider, interaction: Interaction, *, purpose: str, typed: str, at: datetime
) -> bool:
    """Whether `typed` is the code last sent for this interaction and purpose; a right one is used up.

    Counting the try and using the code up are one statement: however many try at once, six are heard. Commit after
    False too, or the try is not counted (a Problem raised from a route would undo it).
    """
    is_right = OneTimeCode.code_hash == _digest(here, interaction, purpose, onetime.written(typed))
    used_at = await session.scalar(
        update(OneTimeCode)
        .where(
            OneTimeCode.interaction_id == interaction.id,
            OneTimeCode.purpose == purpose,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > at,
            OneTimeCode.tries < onetime.TRIES,
        )
        .values(tries=OneTimeCode.tries + 1, used_at=case((is_right, at), else_=None))
        .returning(OneTimeCode.used_at)
        .execution_options(synchronize_session=False)
    )
    return used_at is not None


async def last_sent(session: AsyncSession, interaction: Interaction, *, purpose: str, at: datetime) -> str | None:
    """The channel of the code that may be typed now; None when there is none."""
    return await session.scalar(
        select(OneTimeCode.channel).where(
            OneTimeCode.interaction_id == interaction.id,
            OneTimeCode.purpose == purpose,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > at,
        )
    )


def _event(row: OneTimeCode, sealed: str, language: str) -> CodeRequested:
    return CodeRequested.model_validate(
        {
            "message_id": row.id,
            "channel": row.channel,
            "purpose": row.purpose,
            "sealed": sealed,
            "language": language,
            "expires_at": row.expires_at,
        }
    )


def _asked_by(interaction: Interaction, purpose: str) -> str:
    """In whose count the code is: what strangers ask for must not use up what the owner may, who showed a password or
    an address, or sits at a device the account knows.

    Codes to an address somebody typed in full have their own, because its wait is told: in one count with the others it
    would tell whose account the address belongs to.
    """
    if purpose not in _OWN:
        return "named"
    shown = interaction.state
    is_owners = bool(interaction.amr) or bool(shown.get("is_known")) or bool(shown.get("proofs"))
    return "owner" if is_owners else "anybody"


def _digest(here: Provider, interaction: Interaction, purpose: str, code: str) -> str:
    return here.sealer.mac(_HASHED, str(interaction.id), purpose, code)


async def _seconds_left(
    session: AsyncSession, interaction: Interaction, address_hash: str, *, at: datetime
) -> int | None:
    """The wait for another code. Those of one interaction, and those for one address, are counted one by one."""
    await session.execute(select(Interaction.id).where(Interaction.id == interaction.id).with_for_update())
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(address_hash, 0))))
    times = select(OneTimeCode.sent_at).where(OneTimeCode.sent_at > at - onetime.HOUR)
    in_interaction = (await session.scalars(times.where(OneTimeCode.interaction_id == interaction.id))).all()
    to_address = (await session.scalars(times.where(OneTimeCode.address_hash == address_hash))).all()
    return onetime.seconds_left(in_interaction, to_address, at=at)


async def _supersede(session: AsyncSession, interaction: Interaction, purpose: str, *, at: datetime) -> None:
    await session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.interaction_id == interaction.id, OneTimeCode.purpose == purpose, OneTimeCode.expires_at > at
        )
        .values(expires_at=at - timedelta(microseconds=1))
        .execution_options(synchronize_session=False)
    )
