"""Write side of the sign-in: before and after a password is checked; open, touch and end a browser's session."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kit.sealing import Sealer
from services.identity import failures, lockouts, opaque, queries, sittings
from services.identity.failures import Try
from services.identity.identifiers import read
from services.identity.models import Account, BrowserSession, Device, Family
from services.identity.oauth2.words import ACR_PASSWORD, AMR_PASSWORD

_NO_ACCOUNT = UUID(int=0)


@dataclass(frozen=True)
class Attempt:
    """What came with the form: `device` and `cookie` are the browser's device and session cookies, if any; `network` is
    where it came from (lockouts.network), `answers` the digest of the authorization request this sign-in answers.
    """

    login: str
    password: str
    device: str | None
    cookie: str | None
    answers: str | None
    network: str


@dataclass(frozen=True)
class Heard:
    """A try that may be heard: it is already counted as a failure. No account: `password_hash` None."""

    account_id: UUID
    password_hash: str | None
    counted: Try


@dataclass(frozen=True)
class Refused:
    """A try that came too soon; the next is heard in so many seconds."""

    retry_after: int


@dataclass(frozen=True)
class Entered:
    """The person is signed in: the new session cookie and the device's cookie."""

    session_cookie: str
    device_cookie: str


async def begin(session: AsyncSession, sealer: Sealer, attempt: Attempt, *, at: datetime) -> Heard | Refused:
    """Look the account up and count the try before it is heard, so that tries made at the same moment are counted too.

    The same steps whether or not the account exists. Commit before hashing the password: a hash takes its time, and
    neither a connection nor the count's row may be held meanwhile.
    """
    typed = read(attempt.login)
    account = await queries.people.find_account(session, typed)
    account_id = account.id if account else _NO_ACCOUNT
    counted = Try(sealer.mac("login", typed.kind, typed.value), await _places(session, sealer, attempt, account_id))
    if (retry_after := await failures.count(session, counted, at=at)) is not None:
        return Refused(retry_after)
    return Heard(account_id, account.password_hash if account else None, counted)


async def _places(session: AsyncSession, sealer: Sealer, attempt: Attempt, account_id: UUID) -> tuple[str, ...]:
    digest = opaque.digest(attempt.device or "")
    if await session.get(Device, (digest, account_id)) is not None:
        return (digest,)
    return tuple(sorted((lockouts.STRANGERS, sealer.mac("network", attempt.network))))


async def finish(session: AsyncSession, heard: Heard, attempt: Attempt, *, at: datetime) -> Entered | None:
    """The password was right: the person is signed in and the failures are forgotten. None when the account was closed
    or got another password while this one was checked.
    """
    account = await session.scalar(
        select(Account)
        .where(
            Account.id == heard.account_id,
            Account.password_hash == heard.password_hash,
            Account.disabled_at.is_(None),
        )
        .with_for_update(read=True)
    )
    if account is None:
        return None
    await failures.clear(session, heard.counted)
    cookie = await open_session(session, account, old_cookie=attempt.cookie, answers=attempt.answers, at=at)
    return Entered(cookie, await remember_device(session, account, attempt.device, at=at))


async def open_session(
    session: AsyncSession, account: Account, *, old_cookie: str | None, answers: str | None, at: datetime
) -> str:
    """The person is signed in; returns the new session cookie (rotated at every sign-in).

    Somebody signing in again keeps the session, and with it what clients were granted; another person's session in the
    same browser ends. `answers` is the digest of the authorization request this sign-in answers.
    """
    old = await queries.sittings.find_session(session, old_cookie, at=at)
    if old is not None and old.person_id != account.person_id:
        await end_session(session, old.id, at=at)
        old = None
    cookie = opaque.new()
    if old is None:
        old = BrowserSession(id=uuid4(), person_id=account.person_id, created_at=at)
        session.add(old)
    old.cookie_hash, old.answers_request = opaque.digest(cookie), answers
    old.authenticated_at = old.seen_at = at
    old.expires_at, old.ended_at = at + sittings.TOTAL, None
    old.acr, old.amr = ACR_PASSWORD, list(AMR_PASSWORD)
    await session.flush()
    return cookie


async def remember_device(session: AsyncSession, account: Account, cookie: str | None, *, at: datetime) -> str:
    """The device signed in to the account; returns its cookie: the one it has if we made it, else a new one."""
    is_ours = cookie is not None and await session.scalar(
        select(exists().where(Device.cookie_hash == opaque.digest(cookie)))
    )
    kept = cookie if cookie is not None and is_ours else opaque.new()
    row = {
        "id": uuid4(),
        "cookie_hash": opaque.digest(kept),
        "account_id": account.id,
        "created_at": at,
        "seen_at": at,
    }
    await session.execute(
        insert(Device)
        .values(row)
        .on_conflict_do_update(index_elements=["cookie_hash", "account_id"], set_={"seen_at": at})
    )
    return kept


async def touch(session: AsyncSession, sitting: BrowserSession, *, at: datetime) -> None:
    """The person is active: the idle time starts anew (written at most once a minute)."""
    if at - sitting.seen_at >= sittings.TOUCH_EVERY:
        sitting.seen_at = at
        await session.flush()


async def end_session(session: AsyncSession, session_id: UUID, *, at: datetime) -> None:
    """Sign out: the session ends, and everything granted under it, for every client."""
    await session.execute(
        update(BrowserSession)
        .where(BrowserSession.id == session_id, BrowserSession.ended_at.is_(None))
        .values(ended_at=at)
    )
    await session.execute(
        update(Family).where(Family.session_id == session_id, Family.revoked_at.is_(None)).values(revoked_at=at)
    )
