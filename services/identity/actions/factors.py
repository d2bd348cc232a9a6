"""Second factors: the owner adds, confirms and removes them; a guess is checked; each code is good once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import activity, queries
from services.identity.activity import Kind, Where
from services.identity.credentials import passkeys, recovery_codes, totp
from services.identity.credentials.passkeys import Known, Made, NotAccepted, Shown, Site
from services.identity.models import Account, Authenticator, CodeFactor, Passkey, RecoveryCode
from services.identity.provider import Provider

_RECOVERY = "recovery code"
MOST = 10
"""Authenticators, and passkeys, of one account."""


@dataclass(frozen=True)
class Begun:
    """An authenticator that awaits its first code; the secret is told this once."""

    authenticator: Authenticator
    secret: str


async def begin_authenticator(
    session: AsyncSession, here: Provider, account: Account, *, name: str, at: datetime
) -> Begun:
    """A new secret, good for nothing until its first code is typed; those begun and never confirmed are forgotten."""
    await session.execute(
        delete(Authenticator).where(Authenticator.account_id == account.id, Authenticator.confirmed_at.is_(None))
    )
    secret = totp.new_secret()
    row = Authenticator(
        id=uuid4(),
        account_id=account.id,
        name=name,
        sealed_secret=here.sealer.seal(secret.encode()),
        last_step=0,
        created_at=at,
    )
    session.add(row)
    await session.flush()
    return Begun(row, secret)


async def confirm_authenticator(
    session: AsyncSession,
    here: Provider,
    account: Account,
    *,
    pending: Authenticator,
    typed: str,
    at: datetime,
    where: Where,
) -> bool:
    """The first code was typed: from now on the account is guarded by it."""
    if not await _use(session, here, pending, typed=typed, at=at):
        return False
    pending.confirmed_at = at
    await session.flush()
    await _note(session, account, Kind.FACTOR_ADDED, "authenticator", at=at, where=where)
    return True


async def use_authenticator(
    session: AsyncSession, here: Provider, account_id: UUID, *, typed: str, at: datetime
) -> bool:
    """Whether a confirmed authenticator shows this code now; a code is good once."""
    for one in await queries.factors.authenticators(session, account_id):
        if await _use(session, here, one, typed=typed, at=at):
            return True
    return False


async def _use(session: AsyncSession, here: Provider, one: Authenticator, *, typed: str, at: datetime) -> bool:
    secret = here.sealer.unseal(one.sealed_secret).decode()
    step = totp.matching_step(secret, typed, last_step=one.last_step, at=at)
    if step is None:
        return False
    # the row may have moved on since it was read: of several who bring the same code, one wins
    won = await session.scalar(
        update(Authenticator)
        .where(Authenticator.id == one.id, Authenticator.last_step < step)
        .values(last_step=step, used_at=at)
        .returning(Authenticator.id)
    )
    return won is not None


async def add_passkey(
    session: AsyncSession, account: Account, made: Made, *, name: str, at: datetime, where: Where
) -> Passkey | None:
    """The owner made a passkey; None when somebody has it already."""
    row = {
        "id": uuid4(),
        "account_id": account.id,
        "name": name,
        "credential_id": made.credential_id,
        "public_key": made.public_key,
        "sign_count": made.sign_count,
        "transports": made.transports,
        "is_backed_up": made.is_backed_up,
        "created_at": at,
    }
    added = await session.scalar(
        insert(Passkey).values(row).on_conflict_do_nothing(index_elements=["credential_id"]).returning(Passkey)
    )
    if added is not None:
        await _note(session, account, Kind.FACTOR_ADDED, "passkey", at=at, where=where)
    return added


async def use_passkey(
    session: AsyncSession, site: Site, answer: str, *, asked: str, account_id: UUID | None, is_alone: bool, at: datetime
) -> tuple[UUID, Shown] | None:
    """The account of the passkey shown (`account_id`, when it is known already); None when it is not right."""
    try:
        found = await session.scalar(
            select(Passkey).where(Passkey.credential_id == passkeys.credential_of(answer)).with_for_update()
        )
        if found is None or account_id not in (None, found.account_id):
            return None
        known = Known(found.credential_id, found.public_key, found.sign_count)
        shown = passkeys.shown(site, answer, asked=asked, known=known, is_alone=is_alone)
    except NotAccepted:
        return None
    found.sign_count, found.is_backed_up, found.used_at = shown.sign_count, shown.is_backed_up, at
    await session.flush()
    return found.account_id, shown


async def switch_codes_on(
    session: AsyncSession, account: Account, *, channel: str, at: datetime, where: Where
) -> CodeFactor | None:
    """Codes to the confirmed address on a channel guard the account from now on; None when they did already."""
    row = {"id": uuid4(), "account_id": account.id, "channel": channel, "created_at": at}
    added = await session.scalar(
        insert(CodeFactor)
        .values(row)
        .on_conflict_do_nothing(index_elements=["account_id", "channel"])
        .returning(CodeFactor)
    )
    if added is not None:
        await _note(session, account, Kind.FACTOR_ADDED, channel, at=at, where=where)
    return added


async def make_recovery_codes(
    session: AsyncSession, here: Provider, account: Account, *, at: datetime, where: Where
) -> list[str]:
    """Ten new codes, told this once; those before are worth nothing now."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = recovery_codes.new()
    session.add_all(
        RecoveryCode(code_hash=_digest(here, account.id, code), account_id=account.id, created_at=at) for code in codes
    )
    await session.flush()
    await activity.record(session, account.person_id, Kind.RECOVERY_CODES_MADE, at=at, where=where)
    return codes


async def use_recovery_code(
    session: AsyncSession, here: Provider, account: Account, *, typed: str, at: datetime, where: Where
) -> bool:
    """Whether this is a recovery code of the account not used before; it is used up."""
    digest = _digest(here, account.id, recovery_codes.written(typed))
    used = await session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.code_hash == digest,
            RecoveryCode.account_id == account.id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=at)
        .returning(RecoveryCode.code_hash)
    )
    if used is None:
        return False
    await activity.record(session, account.person_id, Kind.RECOVERY_CODE_USED, at=at, where=where)
    return True


async def remove(session: AsyncSession, account: Account, factor_id: UUID, *, at: datetime, where: Where) -> bool:
    """The owner gives a factor up; False when it is none of theirs. Without any left, recovery codes go as well."""
    tables: dict[str, type[Authenticator] | type[Passkey] | type[CodeFactor]] = {
        "authenticator": Authenticator,
        "passkey": Passkey,
        "codes": CodeFactor,
    }
    for word, table in tables.items():
        removed = await session.scalar(
            delete(table).where(table.id == factor_id, table.account_id == account.id).returning(table.id)
        )
        if removed is not None:
            if not (await queries.factors.held(session, account.id)).is_guarded:
                await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
            await _note(session, account, Kind.FACTOR_REMOVED, word, at=at, where=where)
            return True
    return False


def _digest(here: Provider, account_id: UUID, code: str) -> str:
    return here.sealer.mac(_RECOVERY, str(account_id), code)


async def _note(
    session: AsyncSession, account: Account, kind: Kind, factor: str, *, at: datetime, where: Where
) -> None:
    await activity.record(session, account.person_id, kind, at=at, where=where, facts={"factor": factor})
