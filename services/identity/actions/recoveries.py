"""Recovering an account step by step (rules: credentials.recovery): the same steps whether or not there is one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from services.identity import activity, queries
from services.identity.actions import accounts, codes, factors, interactions
from services.identity.activity import Where
from services.identity.credentials import failures, lockouts, recovery
from services.identity.credentials.factors import Held, Means
from services.identity.credentials.failures import Try
from services.identity.credentials.recovery import Proof, Step
from services.identity.models import (
    Account,
    Authenticator,
    CodeFactor,
    Interaction,
    Passkey,
    Person,
    Recovery,
    RecoveryCode,
)
from services.identity.provider import Provider
from services.identity.records.identifiers import Kind, read
from services.identity.records.provenance import Source

PURPOSE = "recovery"
STEP_UP = "step_up"
_NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Standing:
    """Where a recovery stands: whose account, what is needed next, the other channel a factor's code can be sent on,
    and the request that waits, if any."""

    account: Account
    step: Step
    other: Means | None
    waiting: Recovery | None


async def begin(
    session: AsyncSession,
    here: Provider,
    cookie: str,
    *,
    login: str,
    device: str | None,
    request: str,
    language: str,
    at: datetime,
) -> None:
    """Somebody forgot the password of what they type: a code goes to a confirmed address, if there is an account.

    Too many codes are not sent and nothing tells it: an address would be found out by it. `device` is the browser's
    device cookie: codes asked for on a device the account knows are not counted with strangers'.
    """
    typed = read(login)
    account = await queries.people.find_account(session, typed)
    found = await queries.factors.recipient(session, typed, account)
    means, address = found or (Means.EMAIL, typed.value)
    begun = await interactions.begin(
        session,
        cookie,
        purpose=PURPOSE,
        at=at,
        account_id=account.id if account else None,
        request=request,
        state={
            "channel": means.value,
            "sealed": here.sealer.seal(address.encode()),
            "is_told": found is not None,
            "is_known": await queries.factors.is_known(session, account.id if account else _NOBODY, device),
            "proofs": [],
            "language": language,
        },
    )
    await send_again(session, here, begun, at=at)


async def send_again(session: AsyncSession, here: Provider, interaction: Interaction, *, at: datetime) -> None:
    """Send a code to the address of the recovery; nobody's takes the same steps and is told none."""
    await codes.send(
        session,
        here,
        interaction,
        purpose=PURPOSE,
        channel=interaction.state["channel"],
        address=here.sealer.unseal(interaction.state["sealed"]).decode(),
        language=interaction.state["language"],
        at=at,
        is_told=interaction.state["is_told"],
    )


async def prove_contact(
    session: AsyncSession, here: Provider, interaction: Interaction, *, typed: str, at: datetime
) -> bool:
    """Whether the code is right: the address is proven. Commit after False too, or the try is not counted."""
    if not await codes.check(session, here, interaction, purpose=PURPOSE, typed=typed, at=at):
        return False
    if interaction.account_id is None:
        return False
    _prove(interaction, Proof.CONTACT)
    await session.flush()
    return True


def _prove(interaction: Interaction, proof: Proof) -> None:
    shown = dict.fromkeys([*interaction.state["proofs"], proof.value])
    interaction.state = {**interaction.state, "proofs": list(shown)}


async def standing(session: AsyncSession, interaction: Interaction, *, at: datetime) -> Standing | None:
    """Where the recovery stands; None while nobody's address is proven, or when the account was closed."""
    account = await session.get(Account, interaction.account_id or _NOBODY)
    if account is None or account.disabled_at is not None or Proof.CONTACT not in interaction.state["proofs"]:
        return None
    held = await queries.factors.held(session, account.id)
    channel = Means(interaction.state["channel"])
    waiting = await open_request(session, account.id, at=at)
    proofs = set(interaction.state["proofs"])
    if waiting is not None and recovery.is_usable(waiting, at=at) and proofs == {Proof.CONTACT}:
        proofs.add(Proof.WAITED)
    has_factors = _has_factors(held, channel)
    step = recovery.step(
        proofs if has_factors else proofs & {Proof.CONTACT},
        has_factors=has_factors,
        is_vouched=await _is_vouched(session, account, channel, at=at),
    )
    other = next(iter(held.switched_on - {channel}), None)
    return Standing(account, step, other, waiting)


async def _is_vouched(session: AsyncSession, account: Account, channel: Means, *, at: datetime) -> bool:
    """Whether an agency vouches for the address just proven."""
    person = await session.get_one(Person, account.person_id)
    kind = Kind.EMAIL if channel is Means.EMAIL else Kind.PHONE
    said = person.record(on=at.astimezone(LOCAL).date()).get(accounts.ATTRIBUTES[kind])
    if said is None or said.source is not Source.AGENCY:
        return False
    return await queries.factors.address(session, account.id, channel) == read(said.value).value


def _has_factors(held: Held, channel: Means) -> bool:
    """Whether something other than the address just proven guards the account."""
    return bool(held.passkeys or held.authenticators or held.switched_on - {channel})


async def send_factor(
    session: AsyncSession, here: Provider, interaction: Interaction, *, stands: Standing, at: datetime
) -> None:
    """Send a code on the other channel the owner made a second factor."""
    address = await queries.factors.address(session, stands.account.id, stands.other) if stands.other else None
    if stands.other is None or address is None:
        return
    await codes.send(
        session,
        here,
        interaction,
        purpose=STEP_UP,
        channel=stands.other.value,
        address=address,
        language=interaction.state["language"],
        at=at,
    )


async def prove_factor(
    session: AsyncSession,
    here: Provider,
    interaction: Interaction,
    *,
    stands: Standing,
    typed: str,
    where: Where,
    at: datetime,
) -> bool | int:
    """Whether what was typed is a code of a second factor or a recovery code; the seconds to wait after too many tries.

    Commit in every case, or the try is not counted.
    """
    account = stands.account
    login = here.sealer.mac("login", "recovery", str(account.id))
    places = await failures.places(
        session, here.sealer, account.id, device=None, network=where.network or "", others=lockouts.HALFWAY
    )
    counted = Try(login, places)
    if (wait := await failures.count(session, counted, at=at)) is not None:
        return wait
    proof = None
    is_sent = await codes.check(session, here, interaction, purpose=STEP_UP, typed=typed, at=at)
    if is_sent or await factors.use_authenticator(session, here, account.id, typed=typed, at=at):
        proof = Proof.FACTOR
    elif await factors.use_recovery_code(session, here, account, typed=typed, at=at, where=where):
        proof = Proof.PAPER
    if proof is None:
        return False
    await failures.clear(session, counted)
    _prove(interaction, proof)
    await session.flush()
    return True


async def ask_to_wait(
    session: AsyncSession, account: Account, *, wait: timedelta, where: Where, at: datetime
) -> Recovery:
    """Every factor is lost: the account can be recovered after the wait, and its owner is told on every address now."""
    await session.get_one(Account, account.id, with_for_update=True)
    if (waiting := await open_request(session, account.id, at=at)) is not None:
        return waiting
    asked = Recovery(
        id=uuid4(),
        account_id=account.id,
        state={"proofs": [Proof.CONTACT]},
        requested_at=at,
        effective_at=at + wait,
    )
    session.add(asked)
    await session.flush()
    await activity.record(
        session,
        account.person_id,
        activity.Kind.RECOVERY_REQUESTED,
        at=at,
        where=where,
        contacts=await queries.people.addresses(session, account.id),
    )
    return asked


async def open_request(session: AsyncSession, account_id: UUID, *, at: datetime) -> Recovery | None:
    """The request of an account that waits or can be used."""
    found = await session.scalar(
        select(Recovery)
        .where(Recovery.account_id == account_id, Recovery.cancelled_at.is_(None), Recovery.used_at.is_(None))
        .order_by(Recovery.requested_at.desc(), Recovery.id)
        .limit(1)
    )
    return found if found is not None and recovery.is_open(found, at=at) else None


async def cancel(session: AsyncSession, account: Account, *, where: Where, at: datetime) -> bool:
    """The owner objects; False when nothing waits."""
    await session.get_one(Account, account.id, with_for_update=True)
    waiting = await open_request(session, account.id, at=at)
    if waiting is None:
        return False
    waiting.cancelled_at = at
    await session.flush()
    await activity.record(session, account.person_id, activity.Kind.RECOVERY_CANCELLED, at=at, where=where)
    return True


async def reset(
    session: AsyncSession,
    interaction: Interaction,
    stands: Standing,
    *,
    password_hash: str,
    where: Where,
    at: datetime,
) -> bool:
    """A new password for a recovered account: every sign-in and every trust in a device ends. False when somebody was
    faster, or the owner objected meanwhile.
    """
    account = await session.get_one(Account, stands.account.id, with_for_update=True, populate_existing=True)
    again = await standing(session, interaction, at=at)
    if again is None or again.step != stands.step or not await interactions.end(session, interaction, at=at):
        return False
    account.password_hash, account.password_changed_at = password_hash, at
    if stands.step.is_doubted:
        (await session.get_one(Person, account.person_id)).doubted_at = at
    if stands.step.is_disarming:
        for table in (Authenticator, Passkey, CodeFactor, RecoveryCode):
            await session.execute(delete(table).where(table.account_id == account.id))
    if again.waiting is not None:
        again.waiting.used_at = at
    await session.flush()
    await accounts.end_everything(session, account, at=at, is_trust_over=True)
    told = await queries.people.addresses(session, account.id)
    await activity.record(session, account.person_id, activity.Kind.PASSWORD_RESET, at=at, where=where, contacts=told)
    return True
