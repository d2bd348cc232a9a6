"""Setting out to pay: one attempt at a time, until it lapses."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.payment import queries
from services.payment.lifecycle import ATTEMPT_LIFE, AttemptStatus, AttemptTurn, check_payable
from services.payment.models import Attempt, Bill
from services.payment.providers import Gateway, Order

TIME_TO_PAY = timedelta(minutes=15)


async def start_attempt(
    session: AsyncSession,
    bill: Bill,
    *,
    gateway: Gateway,
    return_url: str,
    payer_address: str,
    language: str,
    at: datetime,
) -> tuple[Attempt, str]:
    """The owner sets out to pay: an attempt, and where the browser goes.

    While one is running a second tab is sent to the same payment, so that a bill is not charged twice. Raises
    AlreadyPaid, BillSuspended, BillWithdrawn.
    """
    bill = await queries.held_bill(session, bill.id)
    check_payable(bill.status)
    attempt = await queries.running_attempt(session, bill, gateway=gateway.name, at=at)
    if attempt is None:
        attempt = Attempt(
            id=uuid4(),
            bill_id=bill.id,
            gateway=gateway.name,
            txn_ref=uuid4().hex,
            amount=bill.amount,
            status=AttemptStatus.STARTED,
            payer_address=payer_address,
            language=language,
            started_at=at,
            expires_at=at + TIME_TO_PAY,
            changed_at=at,
        )
        session.add(attempt)
        await session.flush()
    return attempt, gateway.redirect_url(_order(attempt, bill, return_url=return_url))


def _order(attempt: Attempt, bill: Bill, *, return_url: str) -> Order:
    """The order of an attempt, the same whenever it is asked for."""
    return Order(
        reference=attempt.txn_ref,
        amount=attempt.amount,
        words=f"Le phi ho so {bill.tracking_code}",
        return_url=return_url,
        payer_address=attempt.payer_address,
        language=attempt.language,
        created_at=attempt.started_at,
        expires_at=attempt.expires_at,
    )


async def lapse(session: AsyncSession, *, at: datetime, limit: int) -> int:
    """Attempts nobody finished in time expire, at most `limit`; returns how many."""
    edge = ATTEMPT_LIFE[AttemptTurn.LAPSED]
    due = (
        select(Attempt.id)
        .where(Attempt.status.in_(edge.before), Attempt.expires_at <= at)
        .order_by(Attempt.expires_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = (await session.scalars(due)).all()
    if ids:
        await session.execute(update(Attempt).where(Attempt.id.in_(ids)).values(status=edge.after, changed_at=at))
    return len(ids)
