"""One more proof from a browser that is in the middle of signing in or stepping up: what may be shown, and whether what
was shown is right.

Guesses are counted for the account and the place they come from, under a count of their own: whoever gets this far
knows the password, or started from an address; nobody else can make the owner wait.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import actions, activity, queries, seconding, signing_in
from services.identity.activity import Where
from services.identity.credentials import assurance, factors, failures, lockouts, passkeys
from services.identity.credentials.factors import CHANNELS, Means
from services.identity.credentials.failures import Try
from services.identity.credentials.passkeys import Site
from services.identity.models import Account, BrowserSession, Interaction, Person
from services.identity.provider import Provider
from services.identity.seconding import STEP_UP, Wish
from services.identity.signing_in import Entered, How, Place, Refused

_NO_ACCOUNT = UUID(int=0)


@dataclass(frozen=True)
class Guess:
    """What was shown: a code, or a passkey's answer."""

    means: Means
    typed: str


@dataclass(frozen=True)
class Proof:
    """The person of an account showed all of `amr`."""

    account: Account
    amr: tuple[str, ...]


async def may_keep(session: AsyncSession, account: Account, sitting: BrowserSession, *, at: datetime) -> bool:
    """Whether somebody may change what guards the account, by what they showed in this sign-in."""
    return factors.may_keep(
        await queries.factors.held(session, account.id),
        amr=sitting.amr,
        acr=sitting.acr,
        record=signing_in.record_level(await session.get_one(Person, account.person_id), at=at),
    )


async def allowed(session: AsyncSession, pending: Interaction, account: Account | None) -> tuple[Means, ...]:
    """What may be shown in this interaction, the strongest first."""
    if (first := pending.state.get("first")) is not None:
        return (Means(first),)
    if account is None:
        return ()
    return factors.offered(await queries.factors.held(session, account.id), amr=pending.amr)


async def address(session: AsyncSession, here: Provider, pending: Interaction, *, channel: Means) -> str | None:
    """Where the codes of this interaction go."""
    if "sealed" in pending.state:
        return here.sealer.unseal(pending.state["sealed"]).decode()
    return await queries.factors.address(session, pending.account_id or _NO_ACCOUNT, channel)


async def challenge(session: AsyncSession, here: Provider, pending: Interaction) -> str:
    """What a browser needs to show a passkey (JSON), with a fresh challenge: the one before it is worth nothing."""
    pending.state = {**pending.state, "challenge": passkeys.challenge()}
    await session.flush()
    is_alone = _is_alone(pending)
    known = [] if is_alone else await queries.factors.passkeys(session, pending.account_id or _NO_ACCOUNT)
    return passkeys.options_to_show(
        site_of(here),
        asked=pending.state["challenge"],
        allowed=[one.credential_id for one in known],
        is_alone=is_alone,
    )


async def prove(
    session: AsyncSession, here: Provider, pending: Interaction, *, guess: Guess, place: Place, at: datetime
) -> Proof | Refused | None:
    """What was shown, if it is right; None when it is not, Refused when it is not even looked at.

    The try is counted in the caller's transaction: commit whatever comes out.
    """
    account = await seconding.owner(session, pending)
    if guess.means not in await allowed(session, pending, account):
        return None
    if guess.means is Means.PASSKEY:
        return await _by_passkey(session, here, pending, guess.typed, at=at)
    counted = await _try(session, here, pending, place)
    if (retry_after := await failures.count(session, counted, at=at)) is not None:
        return Refused(retry_after)
    is_right = await _is_right(session, here, pending, guess, account=account, place=place, at=at)
    if not is_right or account is None:
        await signing_in.refuse(session, pending.account_id or _NO_ACCOUNT, place=place, at=at)
        return None
    await failures.clear(session, counted)
    return Proof(account, factors.combined(pending.amr, factors.PROVES[guess.means]))


async def finish(
    session: AsyncSession,
    pending: Interaction,
    proof: Proof,
    *,
    place: Place,
    form: str,
    is_trusted: bool,
    at: datetime,
) -> Entered | Interaction | None:
    """The interaction is used up and the person signed in, or asked for the second factor.

    None when somebody was faster, or when the account must be opened with its password.
    """
    if not await actions.interactions.end(session, pending, at=at):
        return None
    if "first" in pending.state:
        wish = Wish.of(pending)
        return await seconding.go_on(session, proof.account, amr=proof.amr, place=place, wish=wish, form=form, at=at)
    held = await queries.factors.held(session, proof.account.id)
    is_stepping = pending.purpose == STEP_UP
    return await signing_in.open_session(
        session,
        proof.account,
        how=How(proof.amr, upstream=await _upstream(session, place, proof.amr, at=at) if is_stepping else None),
        place=place,
        at=at,
        is_trusted=is_trusted and held.is_guarded,
        kind=activity.Kind.STEPPED_UP if is_stepping else activity.Kind.SIGNED_IN,
    )


def site_of(here: Provider) -> Site:
    """The site whose passkeys count here."""
    return Site(here.settings.public_url)


async def sitting_of(
    session: AsyncSession, pending: Interaction, cookie: str | None, *, at: datetime
) -> BrowserSession | None:
    """The sign-in a step-up raises, while it is this browser's."""
    found = await queries.sittings.find_session(session, cookie, at=at)
    return found if found is not None and str(found.id) == pending.state.get("session") else None


async def _by_passkey(
    session: AsyncSession, here: Provider, pending: Interaction, typed: str, *, at: datetime
) -> Proof | None:
    asked = pending.state.get("challenge")
    if not asked:
        return None
    pending.state = {**pending.state, "challenge": None}  # single use, right or wrong
    await session.flush()
    used = await actions.factors.use_passkey(
        session, site_of(here), typed, asked=asked, account_id=pending.account_id, is_alone=_is_alone(pending), at=at
    )
    account = await session.get(Account, used[0]) if used else None
    if used is None or account is None or account.disabled_at is not None:
        return None
    more = (assurance.PASSKEY, assurance.PRESENCE) if used[1].is_person_checked else (assurance.PASSKEY,)
    return Proof(account, factors.combined(pending.amr, more))


async def _try(session: AsyncSession, here: Provider, pending: Interaction, place: Place) -> Try:
    account_id = pending.account_id or _NO_ACCOUNT
    guessed = pending.state.get("guessed") or here.sealer.mac("factor", str(account_id))
    # who has shown a password guesses six digits: slower than strangers, who are at the beginning
    others = lockouts.HALFWAY if pending.amr else lockouts.STRANGERS
    places = await failures.places(
        session, here.sealer, account_id, device=place.device, network=place.network, others=others
    )
    return Try(guessed, places)


async def _is_right(
    session: AsyncSession,
    here: Provider,
    pending: Interaction,
    guess: Guess,
    *,
    account: Account | None,
    place: Place,
    at: datetime,
) -> bool:
    means, typed = guess.means, guess.typed
    if means in CHANNELS:
        return await actions.codes.check(session, here, pending, purpose=pending.purpose, typed=typed, at=at)
    if account is None:
        return False
    if means is Means.AUTHENTICATOR:
        return await actions.factors.use_authenticator(session, here, account.id, typed=typed, at=at)
    where = Where(device_name=place.device_name, network=place.network)
    return await actions.factors.use_recovery_code(session, here, account, typed=typed, at=at, where=where)


def _is_alone(pending: Interaction) -> bool:
    return pending.state.get("first") == Means.PASSKEY


async def _upstream(
    session: AsyncSession, place: Place, amr: tuple[str, ...], *, at: datetime
) -> assurance.Level | None:
    """What another provider vouched for in the session that is raised: stepping up never lowers it."""
    opened = await queries.sittings.find_session(session, place.cookie, at=at)
    is_vouched = opened is not None and assurance.UPSTREAM in amr
    return assurance.Level(opened.acr) if opened is not None and is_vouched else None
