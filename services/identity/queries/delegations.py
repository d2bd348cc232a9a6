"""Finding who may act for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from kit.vietnamese import fold
from services.identity import delegations
from services.identity.delegations import Side
from services.identity.models import Account, Delegation, Identifier, Person
from services.identity.records.identifiers import Kind
from services.identity.records.provenance import Source

VERIFIED = frozenset(Source) - {Source.DECLARED}


async def find_usable(session: AsyncSession, delegation_id: UUID, *, delegate_id: UUID, on: date) -> Delegation | None:
    """The delegation under which this person may act for its principal on a day; None when they may not."""
    found = await session.get(Delegation, delegation_id, populate_existing=True)
    if found is None or found.delegate_id != delegate_id:
        return None
    return found if delegations.is_usable(found, on=on) else None


async def find_own(
    session: AsyncSession, delegation_id: UUID, *, person_id: UUID, is_locked: bool = False
) -> Delegation | None:
    """A delegation this person gave or was offered. `is_locked` holds it until the transaction ends."""
    query = select(Delegation).where(
        Delegation.id == delegation_id,
        or_(Delegation.principal_id == person_id, Delegation.delegate_id == person_id),
    )
    return await session.scalar(
        query.with_for_update().execution_options(populate_existing=True) if is_locked else query
    )


async def list_own(
    session: AsyncSession, person_id: UUID, *, side: Side, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Delegation]:
    """The delegations a person gave or was offered, newest first, those after the given (offered_at, id)."""
    mine = Delegation.principal_id if side is Side.PRINCIPAL else Delegation.delegate_id
    query = select(Delegation).where(mine == person_id)
    if after is not None:
        query = query.where(tuple_(Delegation.offered_at, Delegation.id) < after)
    ordered = query.order_by(Delegation.offered_at.desc(), Delegation.id.desc())
    return (await session.scalars(ordered.limit(limit))).all()


@dataclass(frozen=True)
class Named:
    """A delegation and the name of who is acted for."""

    delegation: Delegation
    principal: str


async def named(session: AsyncSession, found: Sequence[Delegation], *, on: date) -> list[Named]:
    """The same delegations with the names of their principals on a day."""
    wanted = {one.principal_id for one in found}
    people = (await session.scalars(select(Person).where(Person.id.in_(wanted)))).all() if wanted else []
    names = {one.id: _called(one, on=on) for one in people}
    return [Named(one, names[one.principal_id]) for one in found]


def _called(person: Person, *, on: date) -> str:
    record = person.record(on=on)
    name = record.get("full_name") or record.get("business_name")
    return str(name.value) if name is not None else ""


async def count_open(session: AsyncSession, principal_id: UUID, *, on: date) -> int:
    """How many delegations of a person wait for an answer or hold, on a day."""
    return await session.scalar(select(func.count()).where(*_open(principal_id, on=on))) or 0


async def hold_open(session: AsyncSession, principal_id: UUID, *, on: date) -> Sequence[Delegation]:
    """The same delegations, held until the transaction ends."""
    query = select(Delegation).where(*_open(principal_id, on=on)).order_by(Delegation.id)
    return (await session.scalars(query.with_for_update().execution_options(populate_existing=True))).all()


def _open(principal_id: UUID, *, on: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Delegation.principal_id == principal_id,
        Delegation.declined_at.is_(None),
        Delegation.revoked_at.is_(None),
        Delegation.valid_to >= on,
    )


async def count_recent(session: AsyncSession, principal_id: UUID, *, since: datetime) -> int:
    """How many delegations a person has offered since a moment, whatever became of them."""
    found = select(func.count()).where(Delegation.principal_id == principal_id, Delegation.offered_at > since)
    return await session.scalar(found) or 0


async def find_addressee(session: AsyncSession, *, number: str, name: str, on: date) -> UUID | None:
    """The person with an account whose personal number and name some registry vouches for; None for everybody else."""
    person = await session.scalar(
        select(Person)
        .join(Account, Account.person_id == Person.id)
        .join(Identifier, Identifier.account_id == Account.id)
        .where(
            Identifier.kind == Kind.PERSONAL_NUMBER,
            Identifier.value == number,
            Account.disabled_at.is_(None),
            Person.merged_into_id.is_(None),
        )
    )
    if person is None:
        return None
    record = person.record(on=on)
    said, called = record.get("personal_number"), record.get("full_name")
    is_vouched = said is not None and said.source in VERIFIED and said.value == number
    is_called_so = called is not None and fold(str(called.value)) == fold(name)
    return person.id if is_vouched and is_called_so else None
