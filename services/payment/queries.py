"""Reads: what answers a person takes the person who asks; what serves an action or a gateway takes nobody."""

from datetime import datetime
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import ColumnElement, and_, false, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from kit import pages
from kit.people import Citizen, Officer, Person
from services.payment.lifecycle import AttemptStatus, BillStatus
from services.payment.models import Attempt, Bill


def may_see(person: Person) -> ColumnElement[bool]:
    """Bills a person may see: their own; an officer, those of their agency whose dossier was not taken back."""
    match person:
        case Citizen():
            return Bill.owner_id == person.id
        case Officer():
            return and_(Bill.agency_code == person.agency, Bill.status != BillStatus.SUSPENDED)
        case _:
            return false()


async def bill(session: AsyncSession, bill_id: UUID, *, person: Person) -> Bill | None:
    """The bill, if the person may see it."""
    return await session.scalar(select(Bill).where(Bill.id == bill_id, may_see(person)))


async def bills(
    session: AsyncSession, person: Person, *, dossier_id: UUID | None, cursor: str | None, limit: int, key: SecretStr
) -> tuple[list[Bill], str | None]:
    """A page of the bills a person may see, newest first, and the next cursor."""
    wanted = select(Bill).where(may_see(person)).order_by(Bill.issued_at.desc(), Bill.id.desc()).limit(limit + 1)
    if dossier_id is not None:
        wanted = wanted.where(Bill.dossier_id == dossier_id)
    if cursor is not None:
        wanted = wanted.where(tuple_(Bill.issued_at, Bill.id) < pages.decode_place(key, cursor))
    rows = list(await session.scalars(wanted))
    if len(rows) <= limit:
        return rows, None
    last_row = rows[limit - 1]
    return rows[:limit], pages.encode_place(key, (last_row.issued_at, last_row.id))


async def attempt(session: AsyncSession, attempt_id: UUID, *, person: Person) -> Attempt | None:
    """The attempt, if the person may see its bill."""
    return await session.scalar(
        select(Attempt).join(Bill, Bill.id == Attempt.bill_id).where(Attempt.id == attempt_id, may_see(person))
    )


async def held_bill(session: AsyncSession, bill_id: UUID) -> Bill:
    """The bill as it is now; nobody else changes it or sets out to pay it until the transaction ends."""
    found = select(Bill).where(Bill.id == bill_id).with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(found)).one()


async def running_attempt(session: AsyncSession, bill: Bill, *, gateway: str, at: datetime) -> Attempt | None:
    """The attempt to pay exactly this amount at this gateway that a payer can still finish."""
    return await session.scalar(
        select(Attempt)
        .where(
            Attempt.bill_id == bill.id,
            Attempt.gateway == gateway,
            Attempt.amount == bill.amount,
            Attempt.status == AttemptStatus.STARTED,
            Attempt.expires_at > at,
        )
        .order_by(Attempt.expires_at.desc())
        .limit(1)
    )


async def attempt_by_reference(session: AsyncSession, txn_ref: str, *, gateway: str) -> Attempt | None:
    """The attempt a gateway speaks of."""
    return await session.scalar(select(Attempt).where(Attempt.gateway == gateway, Attempt.txn_ref == txn_ref))
