"""The phone and e-mail address of an account: each proven by a code before it counts, the one before hears of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import activity, queries
from services.identity.actions import accounts, codes, interactions, people, rations
from services.identity.actions.codes import Sent, TooSoon
from services.identity.activity import Where
from services.identity.credentials.factors import Means
from services.identity.credentials.rations import NEW_CONTACTS
from services.identity.models import Account, Identifier, Interaction, Person
from services.identity.provider import Provider
from services.identity.records.contacts import Contact
from services.identity.records.identifiers import Identifier as Name
from services.identity.records.identifiers import Kind
from services.identity.records.provenance import Source

PURPOSE = "contact"


class Added(StrEnum):
    """What became of an address whose code was typed."""

    WRONG = "wrong"
    TAKEN = "taken"  # it is another account's; told only to who proved it
    DONE = "done"


class Removed(StrEnum):
    """What became of an address to be removed."""

    NONE = "none"
    LAST = "last"  # the account would be out of reach
    GUARDS = "guards"  # it is a second factor
    DONE = "done"


async def begin(
    session: AsyncSession,
    here: Provider,
    cookie: str,
    *,
    account: Account,
    contact: Contact,
    language: str,
    at: datetime,
) -> Sent | TooSoon:
    """The owner names a new address; a code is sent there."""
    if (wait := await rations.take(session, here.sealer, NEW_CONTACTS, network=str(account.id), at=at)) is not None:
        return TooSoon(wait)
    name = contact.identifier
    state = {"kind": name.kind, "channel": contact.channel, "sealed": here.sealer.seal(name.value.encode())}
    begun = await interactions.begin(session, cookie, purpose=PURPOSE, at=at, account_id=account.id, state=state)
    return await codes.send(
        session,
        here,
        begun,
        purpose=PURPOSE,
        channel=contact.channel,
        address=name.value,
        language=language,
        at=at,
    )


def pending_of(here: Provider, interaction: Interaction) -> Contact:
    """The address that is being proven."""
    state = interaction.state
    value = here.sealer.unseal(state["sealed"]).decode()
    return Contact(Name(Kind(state["kind"]), value), state["channel"])


async def confirm(
    session: AsyncSession,
    here: Provider,
    interaction: Interaction,
    *,
    account: Account,
    typed: str,
    where: Where,
    at: datetime,
) -> Added:
    """The address is proven: the account signs in with it and is told there; it replaces the one of its kind.

    Commit after WRONG too, or the try is not counted.
    """
    if not await codes.check(session, here, interaction, purpose=PURPOSE, typed=typed, at=at):
        return Added.WRONG
    if not await interactions.end(session, interaction, at=at):
        return Added.WRONG
    name = pending_of(here, interaction).identifier
    await accounts.hold(session, name)
    row = await session.get(Identifier, (name.kind, name.value), populate_existing=True)
    if row is not None and row.account_id != account.id:
        if (await session.get_one(Account, row.account_id)).disabled_at is None:
            return Added.TAKEN
        row.account_id = account.id
    former = [one for one in await _own(session, account, name.kind) if one != name.value]
    await _forget(session, account, name.kind, former)
    if row is None:
        row = Identifier(kind=name.kind, value=name.value, account_id=account.id)
        session.add(row)
    row.confirmed_at = at
    person = await session.get_one(Person, account.person_id)
    written = [accounts.contact_attribute(person.id, name, at=at)]
    await people.record_person(session, person, written, at=at, scribe=people.Scribe(here.sealer, person.id))
    await _note(session, account, name.kind, former, where=where, at=at)
    return Added.DONE


async def remove(
    session: AsyncSession, here: Provider, account: Account, *, kind: Kind, where: Where, at: datetime
) -> Removed:
    """The owner gives an address up; one must stay."""
    await session.get_one(Account, account.id, with_for_update=True)
    former = await _own(session, account, kind)
    if not former:
        return Removed.NONE
    others = Kind.EMAIL if kind is Kind.PHONE else Kind.PHONE
    if not await _own(session, account, others):
        return Removed.LAST
    held = await queries.factors.held(session, account.id)
    if (Means.SMS if kind is Kind.PHONE else Means.EMAIL) in held.switched_on:
        return Removed.GUARDS
    await _forget(session, account, kind, former)
    person = await session.get_one(Person, account.person_id)
    gone = [one for one in person.attributes if one.name == accounts.ATTRIBUTES[kind] and one.source is Source.DECLARED]
    scribe = people.Scribe(here.sealer, person.id)
    await people.remove_attributes(session, person, gone, at=at, scribe=scribe)
    await _note(session, account, kind, former, where=where, at=at)
    return Removed.DONE


async def _own(session: AsyncSession, account: Account, kind: Kind) -> list[str]:
    return list(
        await session.scalars(
            select(Identifier.value).where(Identifier.account_id == account.id, Identifier.kind == kind)
        )
    )


async def _forget(session: AsyncSession, account: Account, kind: Kind, values: list[str]) -> None:
    await session.execute(
        delete(Identifier).where(
            Identifier.account_id == account.id, Identifier.kind == kind, Identifier.value.in_(values)
        )
    )


async def _note(
    session: AsyncSession, account: Account, kind: Kind, former: list[str], *, where: Where, at: datetime
) -> None:
    await activity.record(
        session,
        account.person_id,
        activity.Kind.CONTACT_CHANGED,
        at=at,
        where=where,
        facts={"kind": kind},
        contacts=former,
    )
