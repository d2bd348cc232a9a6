"""Registering: what was declared waits sealed until the address is proven by a code; only then anything is looked up.

So a form is answered in the same way, with the same work, whoever is known already; what is known is told only to
whoever has just proven the address it is known by.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from services.identity import activity
from services.identity.actions import accounts, codes, interactions, people
from services.identity.actions.codes import Sent, TooSoon
from services.identity.activity import Where
from services.identity.models import Account, Attribute, Identifier, Interaction, Person, PersonKind
from services.identity.provider import Provider
from services.identity.records.claiming import REGISTERING, Address, Claim, Registering
from services.identity.records.contacts import Contact
from services.identity.records.identifiers import Identifier as Name
from services.identity.records.identifiers import Kind
from services.identity.records.provenance import Source
from services.identity.records.registrations import SAME_PERSON, Declared, Registrant

PURPOSE = "registration"


@dataclass(frozen=True)
class Pending:
    """A registration whose address is not proven yet."""

    declared: Declared
    password_hash: str
    language: str

    def sealed(self, here: Provider) -> dict[str, Any]:
        """As an interaction keeps it."""
        content = [
            self.declared.kind,
            self.declared.attributes,
            self.declared.numbers,
            self.declared.contact,
            self.password_hash,
            self.language,
        ]
        return {"sealed": here.sealer.seal(json.dumps(content).encode())}


def pending_of(here: Provider, interaction: Interaction) -> Pending:
    """What waits in an interaction."""
    kind, attributes, numbers, contact, password_hash, language = json.loads(
        here.sealer.unseal(interaction.state["sealed"])
    )
    names = tuple(Name(Kind(word), value) for word, value in numbers)
    (word, value), channel = contact
    declared = Declared(Registrant(kind), attributes, names, Contact(Name(Kind(word), value), channel))
    return Pending(declared, password_hash, language)


@dataclass(frozen=True)
class Registered:
    """What a proven registration became, and whose account it is."""

    outcome: Registering
    person_id: UUID


async def begin(
    session: AsyncSession, here: Provider, cookie: str, *, pending: Pending, request: str, at: datetime
) -> Sent | TooSoon:
    """Keep what was declared, and send a code to its address."""
    begun = await interactions.begin(
        session, cookie, purpose=PURPOSE, at=at, request=request, state=pending.sealed(here)
    )
    return await send_again(session, here, begun, at=at)


async def send_again(
    session: AsyncSession, here: Provider, interaction: Interaction, *, at: datetime
) -> Sent | TooSoon:
    """Send another code to the address."""
    pending = pending_of(here, interaction)
    contact = pending.declared.contact
    return await codes.send(
        session,
        here,
        interaction,
        purpose=PURPOSE,
        channel=contact.channel,
        address=contact.identifier.value,
        language=pending.language,
        at=at,
    )


async def confirm(
    session: AsyncSession, here: Provider, interaction: Interaction, *, typed: str, where: Where, at: datetime
) -> Registered | None:
    """The address is proven: the person is registered, comes back, or has an account already. None: the code is wrong.

    Commit after None too, or the try is not counted.
    """
    if not await codes.check(session, here, interaction, purpose=PURPOSE, typed=typed, at=at):
        return None
    if not await interactions.end(session, interaction, at=at):
        return None
    pending = pending_of(here, interaction)
    contact = pending.declared.contact.identifier
    await accounts.hold(session, contact, *pending.declared.numbers)
    row = await session.get(Identifier, (contact.kind, contact.value), populate_existing=True)
    account = await session.get_one(Account, row.account_id) if row is not None else None
    person = await session.get_one(Person, account.person_id) if account is not None else None
    outcome = REGISTERING[_address(account, person, pending.declared, at=at)]
    if outcome is Registering.NEW:
        person = await _register(session, pending, row, where=where, at=at)
    assert person is not None
    if outcome is Registering.REOPENED:
        assert account is not None
        await _reopen(session, here, account, person, pending, where=where, at=at)
    return Registered(outcome, person.id)


def _address(account: Account | None, person: Person | None, declared: Declared, *, at: datetime) -> Address:
    if account is None or person is None:
        return Address.NOBODY
    if account.disabled_at is None:
        return Address.OPEN
    record = person.record(on=at.astimezone(LOCAL).date())
    is_same = person.kind.value == declared.kind.value and person.merged_into_id is None
    for name in SAME_PERSON[declared.kind]:
        is_same = is_same and name in record and record[name].value == declared.attributes[name]
    return Address.CLOSED_SAME if is_same else Address.CLOSED_OTHER


async def _register(
    session: AsyncSession, pending: Pending, row: Identifier | None, *, where: Where, at: datetime
) -> Person:
    """A new person with an account; the address is theirs, the papers' numbers as far as nobody has them."""
    person = Person(
        id=uuid4(),
        kind=PersonKind(pending.declared.kind),
        language=pending.language,
        created_at=at,
        changed_at=at,
        attributes=[],
    )
    await people.record_person(session, person, _attributes(person, pending.declared, at=at), at=at)
    account = Account(
        id=uuid4(),
        person_id=person.id,
        password_hash=pending.password_hash,
        password_changed_at=at,
        created_at=at,
    )
    session.add(account)
    await session.flush()
    contact = pending.declared.contact.identifier
    if row is None:
        row = Identifier(kind=contact.kind, value=contact.value)
        session.add(row)
    row.account_id, row.confirmed_at = account.id, at
    await session.flush()
    for number in pending.declared.numbers:
        await accounts.claim_number(session, account, number, claim=Claim.DECLARED, at=at)
    await activity.record(session, person.id, activity.Kind.REGISTERED, at=at, where=where)
    return person


async def _reopen(
    session: AsyncSession,
    here: Provider,
    account: Account,
    person: Person,
    pending: Pending,
    *,
    where: Where,
    at: datetime,
) -> None:
    """The closed account opens with the new password; its person, and what others vouch for, are the same.

    Its factors stay in force. What was proven is an address and the knowledge of a number: hence the doubt.
    """
    account.password_hash, account.password_changed_at = pending.password_hash, at
    account.disabled_at, person.doubted_at = None, at
    scribe = people.Scribe(here.sealer, person.id)
    await people.record_person(session, person, _attributes(person, pending.declared, at=at), at=at, scribe=scribe)
    for number in pending.declared.numbers:
        await accounts.claim_number(session, account, number, claim=Claim.DECLARED, at=at)
    await activity.record(session, person.id, activity.Kind.ACCOUNT_REOPENED, at=at, where=where)


def _attributes(person: Person, declared: Declared, *, at: datetime) -> list[Attribute]:
    kept = [
        Attribute(person_id=person.id, name=name, source=Source.DECLARED, value=value, verified_at=None, recorded_at=at)
        for name, value in declared.attributes.items()
    ]
    return [*kept, accounts.contact_attribute(person.id, declared.contact.identifier, at=at)]
