"""Write side of the sign-in: check a password, open, touch and end a browser's session."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import case, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import lockouts, opaque, queries, sittings
from services.identity.identifiers import read
from services.identity.models import Account, BrowserSession, Device, Family, SignInFailure
from services.identity.oauth2.words import ACR_PASSWORD, AMR_PASSWORD
from services.identity.provider import Provider

UNKNOWN_DEVICE = "unknown"
_NO_ACCOUNT = UUID(int=0)


@dataclass(frozen=True)
class Attempt:
    """What came with the form: `device` and `cookie` are the browser's device and session cookies, if any."""

    login: str
    password: str
    device: str | None
    cookie: str | None


@dataclass(frozen=True)
class Outcome:
    """`account` None: not signed in; then `retry_after` (seconds) is set when the try was not even heard."""

    account: Account | None
    retry_after: int | None = None


async def check(session: AsyncSession, provider: Provider, attempt: Attempt, *, at: datetime) -> Outcome:
    """Whether login and password belong together. The try is counted before it is heard, so that tries made at the
    same moment are counted too; the right password clears the count. The same steps whether or not the account exists.
    """
    typed = read(attempt.login)
    account = await queries.find_account(session, typed)
    device = await _known_device(session, attempt.device, account)
    login = provider.sealer.mac("login", typed.kind, typed.value)
    if (retry_after := await _count(session, login, device, at=at)) is not None:
        return Outcome(None, retry_after)
    if not await provider.passwords.verify(attempt.password, account.password_hash if account else None):
        return Outcome(None)
    await session.execute(delete(SignInFailure).where(SignInFailure.login == login, SignInFailure.device == device))
    return Outcome(account)


async def _known_device(session: AsyncSession, cookie: str | None, account: Account | None) -> str:
    digest = opaque.digest(cookie or "")
    found = await session.get(Device, (digest, account.id if account else _NO_ACCOUNT))
    return digest if found is not None else UNKNOWN_DEVICE


async def _count(session: AsyncSession, login: str, device: str, *, at: datetime) -> int | None:
    """Count one try; the seconds to wait when it must not be heard. Holds the row until the transaction ends."""
    is_forgotten = SignInFailure.failed_at < at - lockouts.FORGOTTEN_AFTER
    row = {"login": login, "device": device, "failures": 1, "failed_at": at, "blocked_until": at}
    failures = await session.scalar(
        insert(SignInFailure)
        .values(row)
        .on_conflict_do_update(
            index_elements=["login", "device"],
            set_={"failures": case((is_forgotten, 1), else_=SignInFailure.failures + 1), "failed_at": at},
            where=SignInFailure.blocked_until <= at,
        )
        .returning(SignInFailure.failures)
    )
    mine = (SignInFailure.login == login, SignInFailure.device == device)
    if failures is None:
        until = await session.scalar(select(SignInFailure.blocked_until).where(*mine))
        return lockouts.seconds_left(until or at, at=at)
    until = lockouts.blocked_until(failures, at=at)
    await session.execute(update(SignInFailure).where(*mine).values(blocked_until=until))
    return None


async def open_session(
    session: AsyncSession, account: Account, *, old_cookie: str | None, answers: str | None, at: datetime
) -> str:
    """The person is signed in; returns the new session cookie (rotated at every sign-in).

    Somebody signing in again keeps the session, and with it what clients were granted; another person's session in the
    same browser ends. `answers` is the digest of the authorization request this sign-in answers.
    """
    old = await queries.find_session(session, old_cookie, at=at)
    if old is not None and old.person_id != account.person_id:
        await end_session(session, old.id, at=at)
        old = None
    cookie = opaque.new()
    if old is None:
        old = BrowserSession(id=uuid4(), person_id=account.person_id)
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
    row = {"cookie_hash": opaque.digest(kept), "account_id": account.id, "seen_at": at}
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
