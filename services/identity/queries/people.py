"""Finding people and their accounts."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.identifiers import Identifier as Typed
from services.identity.models import Account, Identifier, Person


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
