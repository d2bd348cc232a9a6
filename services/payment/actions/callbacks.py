"""A gateway calls back: what it signed is believed, kept as evidence, and booked; the rest is only counted."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.payment import BillPaid
from kit.logs import log
from kit.outbox import emit
from services.payment import ledger
from services.payment.lifecycle import ATTEMPT_LIFE, BILL_LIFE, AttemptTurn, BillTurn
from services.payment.models import Attempt, Bill, Callback, Entry, UnsignedCount, UnsignedSample
from services.payment.providers import Gateway, Notice, Outcome, Refused, Verdict

KEPT_OF_A_CALLBACK = 4096
KEPT_OF_AN_UNSIGNED = 512
UNSIGNED_SAMPLES = 1000


async def hear(session: AsyncSession, gateway: Gateway, *, query: str, at: datetime) -> Verdict:
    """A gateway calls back: check signature, order, amount, state, in this order.

    A signed message is kept whatever it says; anybody may send unsigned ones, so of these a few are kept, cut short.
    """
    attempt_id = None
    try:
        notice = gateway.read(query)
    except Refused as refused:
        verdict = refused.verdict
    else:
        verdict, attempt_id = await _settle(session, gateway, notice=notice, at=at)
    if verdict is Verdict.BAD_SIGNATURE:
        await _count_unsigned(session, gateway.name, query=query, at=at)
        return verdict
    callback = Callback(
        gateway=gateway.name,
        received_at=at,
        query=query[:KEPT_OF_A_CALLBACK],
        verdict=verdict,
        attempt_id=attempt_id,
    )
    session.add(callback)
    return verdict


async def _count_unsigned(session: AsyncSession, gateway: str, *, query: str, at: datetime) -> None:
    """Count a message nobody vouches for; it takes the place of the oldest of the samples kept."""
    one_more = (
        insert(UnsignedCount)
        .values(gateway=gateway, day=at.astimezone(UTC).date(), count=1)
        .on_conflict_do_update(index_elements=["gateway", "day"], set_={"count": UnsignedCount.count + 1})
        .returning(UnsignedCount.count)
    )
    count = await session.scalar(one_more)
    assert count is not None
    sample = {"received_at": at, "query": query[:KEPT_OF_AN_UNSIGNED]}
    await session.execute(
        insert(UnsignedSample)
        .values(gateway=gateway, slot=count % UNSIGNED_SAMPLES, **sample)
        .on_conflict_do_update(index_elements=["gateway", "slot"], set_=sample)
    )


async def _settle(
    session: AsyncSession, gateway: Gateway, *, notice: Notice, at: datetime
) -> tuple[Verdict, UUID | None]:
    found = await session.execute(
        select(Attempt.id, Attempt.amount).where(Attempt.gateway == gateway.name, Attempt.txn_ref == notice.reference)
    )
    ordered = found.one_or_none()
    if ordered is None:
        return Verdict.UNKNOWN_ORDER, None
    if ordered.amount != notice.amount:
        return Verdict.WRONG_AMOUNT, ordered.id
    if notice.outcome is Outcome.UNDECIDED:
        return Verdict.ACCEPTED, ordered.id
    turn = AttemptTurn.CONFIRMED if notice.outcome is Outcome.CONFIRMED else AttemptTurn.DECLINED
    attempt = await _turn(session, ordered.id, turn=turn, number=notice.gateway_number, at=at)
    if attempt is None:
        return Verdict.ALREADY_CONFIRMED, ordered.id
    if turn is AttemptTurn.CONFIRMED:
        await _collect(session, attempt, at=at)
    return Verdict.ACCEPTED, ordered.id


async def _turn(
    session: AsyncSession, attempt_id: UUID, *, turn: AttemptTurn, number: str, at: datetime
) -> Attempt | None:
    """Compare and set: the attempt after `turn`, or None when it is not where that turn can happen."""
    edge = ATTEMPT_LIFE[turn]
    return await session.scalar(
        update(Attempt)
        .where(Attempt.id == attempt_id, Attempt.status.in_(edge.before))
        .values(status=edge.after, gateway_number=number, changed_at=at)
        .returning(Attempt)
        .execution_options(populate_existing=True)
    )


async def _collect(session: AsyncSession, attempt: Attempt, *, at: datetime) -> None:
    """Money arrived: it pays the bill if the bill is open for this amount, else it is owed back."""
    edge = BILL_LIFE[BillTurn.PAID]
    bill = await session.scalar(
        update(Bill)
        .where(Bill.id == attempt.bill_id, Bill.amount == attempt.amount, Bill.status.in_(edge.before))
        .values(status=edge.after, settled_at=at)
        .returning(Bill)
        .execution_options(populate_existing=True)
    )
    if bill is None:
        await _owe_back(session, attempt, at=at)
        return
    _book(
        session,
        attempt,
        postings=ledger.collected(gateway=attempt.gateway, agency_code=bill.agency_code, amount=attempt.amount),
        at=at,
    )
    paid = BillPaid(
        bill_id=bill.id,
        dossier_id=bill.dossier_id,
        owner_id=bill.owner_id,
        agency_code=bill.agency_code,
        tracking_code=bill.tracking_code,
        amount=attempt.amount,
        gateway=attempt.gateway,
        paid_at=at,
    )
    await emit(session, paid)


async def _owe_back(session: AsyncSession, attempt: Attempt, *, at: datetime) -> None:
    agency_code = await session.scalar(select(Bill.agency_code).where(Bill.id == attempt.bill_id))
    assert agency_code is not None, "an attempt has a bill"
    attempt.status = ATTEMPT_LIFE[AttemptTurn.UNNEEDED].after
    postings = ledger.owed_back(gateway=attempt.gateway, agency_code=agency_code, amount=attempt.amount)
    _book(session, attempt, postings=postings, at=at)
    log.warning("payment_needs_refund", attempt=str(attempt.id), bill=str(attempt.bill_id))


def _book(session: AsyncSession, attempt: Attempt, *, postings: Sequence[ledger.Posting], at: datetime) -> None:
    assert ledger.is_balanced(postings), "a movement takes as much as it gives"
    transaction_id = uuid4()
    session.add_all(
        Entry(
            transaction_id=transaction_id,
            attempt_id=attempt.id,
            account=posting.account,
            amount=posting.amount,
            booked_at=at,
        )
        for posting in postings
    )
