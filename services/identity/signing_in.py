"""Write side of the sign-in: before and after a password is checked; open, raise, touch and end a browser's session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from kit.sealing import Sealer
from services.identity import activity, queries, sittings
from services.identity.activity import Kind, Where
from services.identity.credentials import assurance, failures, opaque
from services.identity.credentials.assurance import IDENTIFYING, Level
from services.identity.credentials.failures import Try
from services.identity.models import Account, BrowserSession, Device, Family, Person
from services.identity.oauth2 import backchannel
from services.identity.records.identifiers import read

_NO_ACCOUNT = UUID(int=0)

TRUSTED = timedelta(days=30)
"""How long a device is not asked for the second factor when its owner says so."""

REFUSALS_TOLD = timedelta(hours=1)
"""Failures from one network are one line of the activity log in this time."""


@dataclass(frozen=True)
class Place:
    """Where somebody signs in: the browser's session and device cookies, if any; what it is in words (device_names);
    its network (lockouts.network). `answers` is the digest of the authorization request this answers.
    """

    cookie: str | None
    device: str | None
    device_name: str
    network: str
    answers: str | None = None


@dataclass(frozen=True)
class How:
    """How somebody proved to be themselves: the words of `amr`, and the level another provider vouched for."""

    amr: Sequence[str]
    upstream: Level | None = None


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


async def begin(session: AsyncSession, sealer: Sealer, login: str, *, place: Place, at: datetime) -> Heard | Refused:
    """Look the account up and count the try before it is heard, so that tries made at the same moment are counted too.

    The same steps whether or not the account exists. Commit before hashing the password: a hash takes its time, and
    neither a connection nor the count's row may be held meanwhile.
    """
    typed = read(login)
    account = await queries.people.find_account(session, typed)
    account_id = account.id if account else _NO_ACCOUNT
    places = await failures.places(session, sealer, account_id, device=place.device, network=place.network)
    counted = Try(sealer.mac("login", typed.kind, typed.value), places)
    if (retry_after := await failures.count(session, counted, at=at)) is not None:
        return Refused(retry_after)
    return Heard(account_id, account.password_hash if account else None, counted)


async def finish(session: AsyncSession, heard: Heard) -> Account | None:
    """The password was right: its account, and the failures are forgotten. None when the account was closed or got
    another password while this one was checked.
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
    if account is not None:
        await failures.clear(session, heard.counted)
    return account


async def refuse(session: AsyncSession, account_id: UUID, *, place: Place, at: datetime) -> None:
    """Somebody failed to sign in: its owner will read so, once an hour for each network. No account, the same step."""
    await activity.record_once(
        session,
        account_id,
        Kind.SIGN_IN_REFUSED,
        at=at,
        where=Where(device_name=place.device_name, network=place.network),
        within=REFUSALS_TOLD,
    )


async def open_session(
    session: AsyncSession,
    account: Account,
    *,
    how: How,
    place: Place,
    at: datetime,
    is_trusted: bool = False,
    kind: Kind = Kind.SIGNED_IN,
) -> Entered:
    """The person is signed in, or proved more (`kind` STEPPED_UP): the only place where a session begins or rises.

    The cookie is new every time. Somebody signing in again keeps the session, and with it what clients were granted;
    another person's session in the same browser ends. `is_trusted` remembers the device for 30 days.
    """
    person = await session.get_one(Person, account.person_id)
    opened = await queries.sittings.find_session(session, place.cookie, at=at)
    if opened is not None and opened.person_id != account.person_id:
        await end_session(session, opened.id, at=at)
        opened = None
    cookie = opaque.new()
    if opened is None:
        opened = BrowserSession(id=uuid4(), person_id=account.person_id, created_at=at)
        session.add(opened)
    opened.cookie_hash, opened.answers_request = opaque.digest(cookie), place.answers
    opened.authenticated_at = opened.seen_at = at
    opened.expires_at, opened.ended_at = at + sittings.TOTAL, None
    opened.amr = list(how.amr)
    opened.acr = assurance.reached(record_level(person, at=at), assurance.strength(how.amr, upstream=how.upstream))
    opened.device_name, opened.network = place.device_name, place.network
    await session.flush()
    where = Where(session_id=opened.id, device_name=place.device_name, network=place.network)
    await activity.record(session, person.id, kind, at=at, where=where, facts={"amr": opened.amr, "acr": opened.acr})
    return Entered(cookie, await _remember_device(session, account, place, where, is_trusted=is_trusted, at=at))


def record_level(person: Person, *, at: datetime) -> Level:
    """How sure we are that the record is of a real, known person: the highest of all sources that agree on what
    identifies them (the population database's word counts for more, the electronic identity's proves more); LOW while
    it is in doubt whether they are the one who signs in (recovery on weak proof).
    """
    if person.doubted_at is not None:
        return Level.LOW
    record = person.record(on=at.astimezone(LOCAL).date())
    counted = {name: record[name].value for name in IDENTIFYING[person.kind] if name in record}
    agreeing = (said for said in person.attributes if said.name in counted and said.value == counted[said.name])
    return assurance.proofing(said.source for said in agreeing)


async def _remember_device(
    session: AsyncSession, account: Account, place: Place, where: Where, *, is_trusted: bool, at: datetime
) -> str:
    """The device signed in to the account; its cookie: the one it has if we made it, else a new one."""
    digest = opaque.digest(place.device or "")
    is_ours = await session.scalar(select(exists().where(Device.cookie_hash == digest)))
    kept = place.device if place.device is not None and is_ours else opaque.new()
    known = set(await session.scalars(select(Device.cookie_hash).where(Device.account_id == account.id)))
    seen = {"seen_at": at, "name": place.device_name} | ({"trusted_until": at + TRUSTED} if is_trusted else {})
    row = {"id": uuid4(), "cookie_hash": opaque.digest(kept), "account_id": account.id, "created_at": at, **seen}
    await session.execute(
        insert(Device).values(row).on_conflict_do_update(index_elements=["cookie_hash", "account_id"], set_=seen)
    )
    if known and opaque.digest(kept) not in known:
        await activity.record(session, account.person_id, Kind.NEW_DEVICE, at=at, where=where)
    if is_trusted:
        await activity.record(session, account.person_id, Kind.DEVICE_TRUSTED, at=at, where=where)
    return kept


async def touch(session: AsyncSession, sitting: BrowserSession, *, at: datetime) -> None:
    """The person is active: the idle time starts anew (written at most once a minute)."""
    if at - sitting.seen_at >= sittings.TOUCH_EVERY:
        sitting.seen_at = at
        await session.flush()


async def end_session(session: AsyncSession, session_id: UUID, *, at: datetime) -> None:
    """Sign out: the session ends, and everything granted under it, for every client."""
    await backchannel.notify(session, session_id, at=at)
    await session.execute(
        update(BrowserSession)
        .where(BrowserSession.id == session_id, BrowserSession.ended_at.is_(None))
        .values(ended_at=at)
    )
    await session.execute(
        update(Family).where(Family.session_id == session_id, Family.revoked_at.is_(None)).values(revoked_at=at)
    )
