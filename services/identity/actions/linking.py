"""Writing what services.identity.records.linking decided: links to accounts elsewhere, and what they vouch for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.sealing import Sealer
from services.identity import activity, queries
from services.identity.actions import accounts
from services.identity.actions.merging import merge
from services.identity.actions.people import Scribe, record_person, remove_attributes
from services.identity.activity import Kind, Where
from services.identity.credentials.assurance import Level
from services.identity.models import (
    Account,
    Attribute,
    Authenticator,
    CodeFactor,
    Identifier,
    LinkedIdentity,
    Passkey,
    Person,
    PersonKind,
    RecoveryCode,
)
from services.identity.providers.upstream import Assertion
from services.identity.queries.links import Scene, number_name, proven_value
from services.identity.records.claiming import Claim, Outcome
from services.identity.records.identifiers import Identifier as Name
from services.identity.records.identifiers import Kind as IdentifierKind
from services.identity.records.linking import Step
from services.identity.records.provenance import Source

FRESH = timedelta(days=1)
"""What a provider says again unchanged is written down at most this often."""

_CONTACTS = ("email", "phone")
_SIGNED_IN_WITH = {"personal_number": IdentifierKind.PERSONAL_NUMBER, "tax_code": IdentifierKind.TAX_CODE}


@dataclass(frozen=True)
class Vouched:
    """An assertion being written: by whom it was made, when, in which browser; `sealer` seals what is kept of it.

    `present_id` is whose account this browser signed in to a moment ago.
    """

    told: Assertion
    at: datetime
    where: Where
    sealer: Sealer
    present_id: UUID | None = None

    @property
    def is_proof(self) -> bool:
        """Whether the provider is sure of the person."""
        return self.told.level is Level.HIGH

    @property
    def source(self) -> Source:
        """The source of what it says."""
        return Source.ELECTRONIC_IDENTITY if self.is_proof else Source.ELECTRONIC_IDENTITY_1


async def lock(session: AsyncSession, told: Assertion) -> None:
    """Hold, until the transaction ends, everybody else who would decide about this subject or these numbers."""
    said = told.attributes
    card = [f"identity_card {said['identity_card']}"] if "identity_card" in said else []
    for name in sorted([f"subject {told.provider} {told.subject}", *card]):
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"motcua linking {name}", 0))))
    await accounts.hold(session, *(Name(kind, said[name]) for name, kind in _SIGNED_IN_WITH.items() if name in said))


async def settle(session: AsyncSession, vouched: Vouched, scene: Scene, *, step: Step) -> Account | None:
    """Do what was decided (ENTER, ATTACH, CREATE, JOIN or MERGE); the account to sign in to. None when it is closed."""
    if step is Step.MERGE:
        person = scene.linked if scene.linked is not None and scene.holder in (None, scene.linked) else scene.holder
    else:
        person = {Step.ENTER: scene.linked, Step.ATTACH: scene.holder, Step.JOIN: scene.present}.get(step)
    if person is None:
        person = _new_person(session, vouched)
    account = await _account(session, person, at=vouched.at)
    if account.disabled_at is not None:
        return None
    was_proven = proven_value(person, number_name(vouched.told.who), at=vouched.at) is not None
    if step is Step.MERGE and scene.present is not None:
        await merge(session, vouched.sealer, kept=person, merged=scene.present, told=vouched.told, at=vouched.at)
    await _record(session, vouched, person, has_number=scene.holder in (None, person))
    await _link(session, vouched, person)
    if vouched.is_proof:
        await _claim(session, vouched, account)
        await _believe(session, vouched, person, account)
        if not was_proven:
            # the record is of a real person from now on: whoever was in it elsewhere has to show who they are
            await accounts.end_everything(session, account, at=vouched.at, but=vouched.where.session_id)
    return account


async def refuse(session: AsyncSession, vouched: Vouched, person: Person) -> None:
    """The owner of a record hears that an account elsewhere with another number was turned away."""
    facts = {"provider": vouched.told.provider}
    await activity.record(session, person.id, Kind.PROVIDER_REFUSED, at=vouched.at, where=vouched.where, facts=facts)


async def unlink(session: AsyncSession, link: LinkedIdentity, *, where: Where, at: datetime) -> None:
    """The person signs in with this account elsewhere no more."""
    link.ended_at = at
    facts = {"provider": link.provider}
    await activity.record(session, link.person_id, Kind.PROVIDER_UNLINKED, at=at, where=where, facts=facts)


def _new_person(session: AsyncSession, vouched: Vouched) -> Person:
    kind = PersonKind(vouched.told.who)
    person = Person(id=uuid4(), kind=kind, language="vi", created_at=vouched.at, changed_at=vouched.at, attributes=[])
    session.add(person)
    return person


async def _account(session: AsyncSession, person: Person, *, at: datetime) -> Account:
    await session.flush()
    account = await queries.links.find_account_of(session, person.id)
    if account is None:
        account = Account(id=uuid4(), person_id=person.id, password_hash=None, created_at=at)
        session.add(account)
        await session.flush()
    return account


async def _link(session: AsyncSession, vouched: Vouched, person: Person) -> None:
    """The subject is this person's; at HIGH it takes the place of the provider's older subject of the same person."""
    told, at = vouched.told, vouched.at
    link = await session.get(LinkedIdentity, (told.provider, told.subject))
    is_new = link is None or link.ended_at is not None or link.person_id != person.id
    if link is not None and link.ended_at is None and link.person_id != person.id:
        await unlink(session, link, where=vouched.where, at=at)
    if link is None:
        link = LinkedIdentity(provider=told.provider, subject=told.subject)
        session.add(link)
    if is_new:
        link.person_id, link.linked_at, link.ended_at = person.id, at, None
    # what was once proven stays proven: a sign-in there at a lower level does not take it back
    if is_new or told.level is Level.HIGH:
        link.level = told.level
    link.used_at = at
    await session.flush()
    if vouched.is_proof:
        for older in await queries.links.links(session, person.id):
            if older.provider == told.provider and older.subject != told.subject:
                await unlink(session, older, where=vouched.where, at=at)
    if is_new:
        facts = {"provider": told.provider, "level": told.level}
        await activity.record(session, person.id, Kind.PROVIDER_LINKED, at=at, where=vouched.where, facts=facts)


async def _record(session: AsyncSession, vouched: Vouched, person: Person, *, has_number: bool) -> None:
    """Write down what the provider vouches for. A number somebody else has verified is no more than a claim here."""
    known = {(one.name, one.source): one for one in person.attributes}
    fresh: list[Attribute] = []
    for name, value in vouched.told.attributes.items():
        if name in _CONTACTS:
            # not ours to verify: kept as if declared, and only where the person has said nothing
            if not any(said.name == name for said in person.attributes):
                fresh.append(_attribute(person.id, name, value, Source.DECLARED, verified_at=None, at=vouched.at))
            continue
        is_higher_known = not vouched.is_proof and (name, Source.ELECTRONIC_IDENTITY) in known
        if is_higher_known or (name == number_name(vouched.told.who) and not has_number):
            continue
        old = known.get((name, vouched.source))
        if old is None or old.value != value or old.recorded_at <= vouched.at - FRESH:
            verified_at = vouched.at if vouched.is_proof else None
            fresh.append(_attribute(person.id, name, value, vouched.source, verified_at=verified_at, at=vouched.at))
    if fresh:
        scribe = Scribe(vouched.sealer, by=None) if known else None
        await record_person(session, person, fresh, at=vouched.at, scribe=scribe)


def _attribute(
    person_id: UUID, name: str, value: str, source: Source, *, verified_at: datetime | None, at: datetime
) -> Attribute:
    return Attribute(
        person_id=person_id, name=name, source=source, value=value, verified_at=verified_at, recorded_at=at
    )


async def _claim(session: AsyncSession, vouched: Vouched, account: Account) -> None:
    """The verified number signs in to this account and no other; a number typed wrongly here signs in no more."""
    name = number_name(vouched.told.who)
    number, kind = vouched.told.attributes.get(name), _SIGNED_IN_WITH[name]
    if number is None:
        return
    held = await session.get(Identifier, (kind, number), populate_existing=True)
    before = held.account_id if held is not None else None
    outcome = await accounts.claim_number(session, account, Name(kind, number), claim=Claim.VERIFIED, at=vouched.at)
    if outcome is Outcome.MOVE and before is not None:
        await _take_back(session, vouched, before, number)
    await session.execute(
        delete(Identifier).where(
            Identifier.account_id == account.id, Identifier.kind == kind, Identifier.value != number
        )
    )


async def _take_back(session: AsyncSession, vouched: Vouched, account_id: UUID, number: str) -> None:
    """Whoever only declared a number that was verified to be another's hears of it and is not called by it."""
    name = number_name(vouched.told.who)
    account = await session.get_one(Account, account_id)
    claimant = await session.get_one(Person, account.person_id)
    declared = [one for one in claimant.attributes if one.name == name and one.value == number]
    facts = {"kind": name}
    await activity.record(session, claimant.id, Kind.IDENTIFIER_RECLAIMED, at=vouched.at, facts=facts)
    await remove_attributes(session, claimant, declared, at=vouched.at, scribe=Scribe(vouched.sealer, by=None))


async def _believe(session: AsyncSession, vouched: Vouched, person: Person, account: Account) -> None:
    """A record recovered on weak proof is out of doubt: the person was proven again.

    Whoever recovered it may be somebody else, unless this very browser was signed in to it a moment ago: the password
    and the factors set since then are not kept otherwise.
    """
    since = person.doubted_at
    if since is None:
        return
    person.doubted_at = None
    if vouched.present_id == person.id:
        return
    account.password_hash, account.password_changed_at = None, vouched.at
    for table in (Passkey, Authenticator, RecoveryCode, CodeFactor):
        await session.execute(delete(table).where(table.account_id == account.id, table.created_at >= since))
    await accounts.end_everything(session, account, at=vouched.at, is_trust_over=True)
