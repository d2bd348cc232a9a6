"""Finding what an account can be opened with beside its password, and the devices it knows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.credentials import opaque
from services.identity.credentials.factors import CHANNELS, Held, Means
from services.identity.models import Account, Authenticator, CodeFactor, Device, Identifier, Passkey, RecoveryCode
from services.identity.records.identifiers import Identifier as Typed
from services.identity.records.identifiers import Kind

CHANNEL_OF = {Kind.PHONE: Means.SMS, Kind.EMAIL: Means.EMAIL}
_KIND_OF = {channel: kind for kind, channel in CHANNEL_OF.items()}


async def held(session: AsyncSession, account_id: UUID) -> Held:
    """What the account has."""
    passkeys = select(func.count()).where(Passkey.account_id == account_id).scalar_subquery()
    authenticators = (
        select(func.count())
        .where(Authenticator.account_id == account_id, Authenticator.confirmed_at.is_not(None))
        .scalar_subquery()
    )
    codes = (
        select(func.count())
        .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
        .scalar_subquery()
    )
    row = (await session.execute(select(passkeys, authenticators, codes))).one()
    on = await session.scalars(select(CodeFactor.channel).where(CodeFactor.account_id == account_id))
    contacts = await _contacts(session, account_id)
    return Held(*row, switched_on=frozenset(Means(one) for one in on) & contacts.keys(), contacts=frozenset(contacts))


async def address(session: AsyncSession, account_id: UUID, channel: Means) -> str | None:
    """The account's confirmed address on a channel, the one confirmed last."""
    return (await _contacts(session, account_id)).get(channel) if channel in CHANNELS else None


async def recipient(session: AsyncSession, typed: Typed, account: Account | None) -> tuple[Means, str] | None:
    """Where a code goes for somebody who typed this login: there when it is an address, else to the account's own.

    The same steps whether or not the account exists; None when it has no address.
    """
    contacts = await _contacts(session, account.id if account else UUID(int=0))
    if account is not None and typed.kind in CHANNEL_OF:
        return CHANNEL_OF[typed.kind], typed.value
    return next(((means, contacts[means]) for means in Means if means in contacts), None)


async def _contacts(session: AsyncSession, account_id: UUID) -> dict[Means, str]:
    found = await session.scalars(
        select(Identifier)
        .where(Identifier.account_id == account_id, Identifier.kind.in_(_KIND_OF.values()))
        .order_by(Identifier.confirmed_at, Identifier.value)
    )
    return {CHANNEL_OF[one.kind]: one.value for one in found}


async def authenticators(session: AsyncSession, account_id: UUID) -> Sequence[Authenticator]:
    """The confirmed authenticators, the oldest first."""
    return (
        await session.scalars(
            select(Authenticator)
            .where(Authenticator.account_id == account_id, Authenticator.confirmed_at.is_not(None))
            .order_by(Authenticator.created_at, Authenticator.id)
        )
    ).all()


async def pending_authenticator(session: AsyncSession, account_id: UUID) -> Authenticator | None:
    """The authenticator that awaits its first code."""
    return await session.scalar(
        select(Authenticator)
        .where(Authenticator.account_id == account_id, Authenticator.confirmed_at.is_(None))
        .order_by(Authenticator.created_at.desc())
        .limit(1)
    )


async def passkeys(session: AsyncSession, account_id: UUID) -> Sequence[Passkey]:
    """The account's passkeys, the oldest first."""
    return (
        await session.scalars(
            select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.created_at, Passkey.id)
        )
    ).all()


async def code_factors(session: AsyncSession, account_id: UUID) -> Sequence[CodeFactor]:
    """The channels switched on as second factor, the oldest first."""
    return (
        await session.scalars(
            select(CodeFactor).where(CodeFactor.account_id == account_id).order_by(CodeFactor.created_at, CodeFactor.id)
        )
    ).all()


async def devices(session: AsyncSession, account_id: UUID) -> Sequence[Device]:
    """The browsers that signed in to the account, the one seen last first."""
    return (
        await session.scalars(
            select(Device).where(Device.account_id == account_id).order_by(Device.seen_at.desc(), Device.id)
        )
    ).all()


async def is_known(session: AsyncSession, account_id: UUID, cookie: str | None) -> bool:
    """Whether this device has signed in to the account before."""
    return await session.get(Device, (opaque.digest(cookie or ""), account_id)) is not None


async def is_trusted(session: AsyncSession, account_id: UUID, cookie: str | None, *, at: datetime) -> bool:
    """Whether the account's owner said that this device need not be asked for the second factor."""
    device = await session.get(Device, (opaque.digest(cookie or ""), account_id))
    return device is not None and device.trusted_until is not None and device.trusted_until > at
