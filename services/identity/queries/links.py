"""Finding accounts elsewhere, and whose record an account elsewhere may belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from services.identity.credentials.assurance import PROOFING, Level
from services.identity.models import Account, Attribute, Identifier, LinkedIdentity, Passkey, Person, PersonKind
from services.identity.providers.upstream import Assertion, Who
from services.identity.records.identifiers import Kind
from services.identity.records.linking import Facts, Holder, Known, Subject, present_of, subject_of
from services.identity.records.provenance import Source

PROVEN = frozenset(source for source, level in PROOFING.items() if level is not Level.LOW)
"""Sources whose word makes a number the person's."""

_NATURAL = (PersonKind.CITIZEN, PersonKind.FOREIGNER)


@dataclass(frozen=True)
class Scene:
    """Who may be meant by an assertion: the person its subject is linked to, the one who has its number verified, the
    one this browser is signed in to; and what follows from it for the decision.
    """

    facts: Facts
    link: LinkedIdentity | None
    linked: Person | None
    holder: Person | None
    present: Person | None


def number_name(who: Who) -> str:
    """The attribute that tells people of a kind apart."""
    return "tax_code" if who is Who.BUSINESS else "personal_number"


def _kinds(who: Who) -> tuple[PersonKind, ...]:
    return (PersonKind.BUSINESS,) if who is Who.BUSINESS else _NATURAL


async def scene(session: AsyncSession, told: Assertion, *, present_id: UUID | None, at: datetime) -> Scene:
    """Everybody an assertion may mean. Take the lock of `actions.linking` first: others ask the same at this moment."""
    is_proof = told.level is Level.HIGH
    name = number_name(told.who)
    number = told.attributes.get(name)
    link = await find_link(session, told.provider, told.subject)
    linked = await session.get_one(Person, link.person_id) if link else None
    holder = await find_holder(session, told, at=at)
    present = await session.get(Person, present_id) if present_id else None
    known = None if linked is None else await _known(session, linked, name, told, at=at)
    subject = subject_of(
        known, is_proof=is_proof, was_proof=link is not None and link.level == Level.HIGH, number=number
    )
    if present is not None and linked is present and subject is not Subject.UNSURE:
        present = None  # the one the subject is of anyway
    here = present_of(
        None if present is None else await _known(session, present, name, told, at=at),
        is_proof=is_proof,
        is_holder=holder is not None and holder is present,
        number=number,
    )
    owner = Holder.NOBODY if holder is None else Holder.LINKED if holder is linked else Holder.OTHER
    return Scene(Facts(is_proof, subject, owner, here), link, linked, holder, present)


async def _known(session: AsyncSession, person: Person, name: str, told: Assertion, *, at: datetime) -> Known:
    return Known(
        number=proven_value(person, name, at=at),
        has_other_ways_in=await has_own_way_in(session, person.id),
        is_person=person.merged_into_id is None and person.kind in _kinds(told.who),
    )


def proven_value(person: Person, name: str, *, at: datetime) -> str | None:
    """The value of an attribute others vouch for; None when the person merely says so, or nobody does."""
    said = person.record(on=at.astimezone(LOCAL).date()).get(name)
    return str(said.value) if said is not None and said.source in PROVEN else None


async def find_holder(session: AsyncSession, told: Assertion, *, at: datetime) -> Person | None:
    """The person whose verified number the assertion tells: the personal number or tax code, or else the 9 digits of
    the card before, of somebody who has no personal number yet.
    """
    name = number_name(told.who)
    number = told.attributes.get(name)
    if number is not None:
        for person in await _having(session, name, number, told.who):
            if proven_value(person, name, at=at) == number:
                return person
    card = told.attributes.get("identity_card")
    if card is not None and number is not None:
        for person in await _having(session, "identity_card", card, told.who):
            is_theirs = proven_value(person, "identity_card", at=at) == card
            if is_theirs and proven_value(person, name, at=at) is None:
                return person
    return None


async def _having(session: AsyncSession, name: str, value: str, who: Who) -> Sequence[Person]:
    return (
        await session.scalars(
            select(Person)
            .join(Attribute, Attribute.person_id == Person.id)
            .where(
                # written out, so that the index of this name alone is used
                Attribute.name == literal(name, literal_execute=True),
                Attribute.value == literal(value, JSONB),
                Attribute.source.in_([source for source in Source if source in PROVEN]),
                Person.kind.in_(_kinds(who)),
                Person.merged_into_id.is_(None),
            )
            .order_by(Person.created_at, Person.id)
            .distinct()
        )
    ).all()


async def find_link(session: AsyncSession, provider: str, subject: str) -> LinkedIdentity | None:
    """The link of an account elsewhere, not ended."""
    link = await session.get(LinkedIdentity, (provider, subject), populate_existing=True)
    return link if link is not None and link.ended_at is None else None


async def links(session: AsyncSession, person_id: UUID) -> Sequence[LinkedIdentity]:
    """The accounts elsewhere a person signs in with, the one linked first first."""
    return (
        await session.scalars(
            select(LinkedIdentity)
            .where(LinkedIdentity.person_id == person_id, LinkedIdentity.ended_at.is_(None))
            .order_by(LinkedIdentity.linked_at, LinkedIdentity.provider, LinkedIdentity.subject)
        )
    ).all()


async def find_account_of(session: AsyncSession, person_id: UUID) -> Account | None:
    """A person's account, closed or not."""
    return await session.scalar(select(Account).where(Account.person_id == person_id))


async def has_own_way_in(session: AsyncSession, person_id: UUID) -> bool:
    """Whether the person's account can be opened without another provider: by password, passkey or a code."""
    account = await find_account_of(session, person_id)
    if account is None or account.password_hash is not None:
        return account is not None
    passkeys = exists().where(Passkey.account_id == account.id)
    addresses = exists().where(
        Identifier.account_id == account.id, Identifier.kind.in_([Kind.EMAIL, Kind.PHONE, Kind.USER_NAME])
    )
    return bool(await session.scalar(select(func.coalesce(passkeys | addresses, False))))
