"""Finding people and their accounts."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.credentials import password_rules
from services.identity.models import Account, Identifier, Person
from services.identity.records.identifiers import Identifier as Typed
from services.identity.records.identifiers import Kind


async def find_person(session: AsyncSession, person_id: UUID) -> Person | None:
    """A person with their attributes."""
    return await session.get(Person, person_id)


async def find_account(session: AsyncSession, typed: Typed) -> Account | None:
    """The open account that signs in with this identifier."""
    return await session.scalar(
        select(Account)
        .join(Identifier, Identifier.account_id == Account.id)
        .where(Identifier.kind == typed.kind, Identifier.value == typed.value, Account.disabled_at.is_(None))
    )


async def find_open_account(session: AsyncSession, person_id: UUID) -> Account | None:
    """The account a person signs in with; None when it is closed."""
    return await session.scalar(select(Account).where(Account.person_id == person_id, Account.disabled_at.is_(None)))


async def addresses(session: AsyncSession, account_id: UUID) -> list[str]:
    """Every proven phone and e-mail address of an account."""
    return [one.value for one in await contacts(session, account_id)]


async def contacts(session: AsyncSession, account_id: UUID) -> Sequence[Identifier]:
    """Every proven phone and e-mail address of an account, with when it was proven."""
    return (
        await session.scalars(
            select(Identifier)
            .where(Identifier.account_id == account_id, Identifier.kind.in_([Kind.EMAIL, Kind.PHONE]))
            .order_by(Identifier.kind, Identifier.value)
        )
    ).all()


async def own_words(session: AsyncSession, account: Account, *, on: date) -> list[str]:
    """What a password of the account may not hold (password_rules.known)."""
    person = await session.get_one(Person, account.person_id)
    record = {name: one.value for name, one in person.record(on=on).items()}
    born = record.get("birth_date")
    return password_rules.known(
        names=[record[name] for name in _NAMES if name in record],
        numbers=[record[name] for name in _NUMBERS if name in record],
        contacts=await addresses(session, account.id),
        born_on=date.fromisoformat(born) if born else None,
    )


_NAMES = ("full_name", "business_name", "representative")
_NUMBERS = ("personal_number", "tax_code", "representative_number", "passport_number", "residence_card")
