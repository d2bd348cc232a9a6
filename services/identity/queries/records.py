"""Finding records: to change one, or for staff who have a number in hand."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.models import (
    Account,
    Attribute,
    AttributeChange,
    Correction,
    Identifier,
    Person,
    PersonKind,
    Succession,
)
from services.identity.records.corrections import Status
from services.identity.records.identifiers import Identifier as Typed
from services.identity.records.identifiers import Kind
from services.identity.records.provenance import UNVERIFIED


async def lock_person(session: AsyncSession, person_id: UUID) -> Person | None:
    """A person whose record is about to be written: nobody else writes it until the transaction ends."""
    return await session.scalar(
        select(Person).where(Person.id == person_id).with_for_update().execution_options(populate_existing=True)
    )


async def lock_present(session: AsyncSession, person_id: UUID) -> Person | None:
    """The same, or the person whose record it has become part of."""
    person = await lock_person(session, person_id)
    if person is None or person.merged_into_id is None:
        return person
    return await lock_person(session, person.merged_into_id)


async def find_known(session: AsyncSession, typed: Typed) -> Person | None:
    """The one person with exactly this personal number or confirmed phone; None for nobody. Staff are not looked up.

    A number a registry vouches for leads to its person, whoever else signs in with it.
    """
    alive = (Person.kind != PersonKind.STAFF, Person.merged_into_id.is_(None))
    if typed.kind is Kind.PERSONAL_NUMBER:
        vouched = await session.scalar(
            select(Person)
            .join(Attribute, Attribute.person_id == Person.id)
            .where(
                Attribute.name == "personal_number",
                Attribute.value == literal(typed.value, JSONB),
                Attribute.source.not_in(UNVERIFIED),
                *alive,
            )
            .order_by(Attribute.verified_at.desc())
            .limit(1)
        )
        if vouched is not None:
            return vouched
    return await session.scalar(
        select(Person)
        .join(Account, Account.person_id == Person.id)
        .join(Identifier, Identifier.account_id == Account.id)
        .where(Identifier.kind == typed.kind, Identifier.value == typed.value, *alive)
    )


async def list_changes(
    session: AsyncSession, person_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[AttributeChange]:
    """What changed in a person's record, the latest first, those after the given (changed_at, id)."""
    query = select(AttributeChange).where(AttributeChange.person_id == person_id)
    if after is not None:
        query = query.where(tuple_(AttributeChange.changed_at, AttributeChange.id) < after)
    ordered = query.order_by(AttributeChange.changed_at.desc(), AttributeChange.id.desc())
    return (await session.scalars(ordered.limit(limit))).all()


async def list_corrections(
    session: AsyncSession, person_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Correction]:
    """A person's requests for correction, the latest first, those after the given (received_at, id)."""
    query = select(Correction).where(Correction.person_id == person_id)
    if after is not None:
        query = query.where(tuple_(Correction.received_at, Correction.id) < after)
    ordered = query.order_by(Correction.received_at.desc(), Correction.id.desc())
    return (await session.scalars(ordered.limit(limit))).all()


async def list_asked(
    session: AsyncSession,
    agency_code: str,
    *,
    on: date,
    status: Status,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[Correction]:
    """The requests an agency must answer on a day, or answered, the oldest first, those after the given (received_at,
    id).
    """
    query = select(Correction).where(_is_for(agency_code, on=on), Correction.status == status)
    if after is not None:
        query = query.where(tuple_(Correction.received_at, Correction.id) > after)
    return (await session.scalars(query.order_by(Correction.received_at, Correction.id).limit(limit))).all()


async def find_asked(
    session: AsyncSession, correction_id: UUID, *, agency_code: str, on: date, is_locked: bool = False
) -> Correction | None:
    """A request for correction that this agency must answer on a day; None for every other."""
    query = select(Correction).where(Correction.id == correction_id, _is_for(agency_code, on=on))
    if is_locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(query)


def _is_for(agency_code: str, *, on: date) -> ColumnElement[bool]:
    """Addressed to an agency, or to one it came from by a merger or split that has happened."""
    former = select(Succession.predecessor_code).where(
        Succession.successor_code == agency_code, Succession.happened_on <= on
    )
    return or_(Correction.agency_code == agency_code, Correction.agency_code.in_(former))
