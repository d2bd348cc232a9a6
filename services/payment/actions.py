"""Writes: each action is one sentence about money."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierSubmitted
from contracts.payment import BillIssued, BillPaid
from contracts.terms import FeeLine
from kit.logs import log
from kit.outbox import emit
from services.payment import amounts, ledger
from services.payment.lifecycle import (
    ATTEMPT_LIFE,
    BILL_LIFE,
    AttemptStatus,
    AttemptTurn,
    BillStatus,
    BillTurn,
    check_payable,
)
from services.payment.models import Attempt, Bill, Callback, Entry
from services.payment.providers import Gateway, Notice, Order, Outcome, Refused, Verdict

TIME_TO_PAY = timedelta(minutes=15)
KEPT_OF_A_CALLBACK = 4096


async def issue(session: AsyncSession, dossier: DossierSubmitted, *, lines: Sequence[FeeLine], at: datetime) -> None:
    """Freeze what a dossier owes on a bill, once; nothing due, no bill."""
    amount = amounts.total(lines)
    if amount == 0:
        return
    bill_id = await session.scalar(
        insert(Bill)
        .values(
            id=uuid4(),
            dossier_id=dossier.dossier_id,
            owner_id=dossier.owner_id,
            agency_code=dossier.agency_code,
            tracking_code=dossier.tracking_code,
            amount=amount,
            lines=[line.model_dump(mode="json") for line in lines],
            status=BillStatus.OPEN,
            issued_at=at,
        )
        .on_conflict_do_nothing(index_elements=["dossier_id"])
        .returning(Bill.id)
    )
    if bill_id is None:
        return
    issued = BillIssued(
        bill_id=bill_id,
        dossier_id=dossier.dossier_id,
        owner_id=dossier.owner_id,
        agency_code=dossier.agency_code,
        tracking_code=dossier.tracking_code,
        amount=amount,
        lines=list(lines),
        issued_at=at,
    )
    await emit(session, issued)


async def withdraw(session: AsyncSession, dossier_id: UUID, *, at: datetime) -> None:
    """Cancel the bill of a dossier nobody will handle; a paid one stays paid."""
    edge = BILL_LIFE[BillTurn.WITHDRAWN]
    await session.execute(
        update(Bill)
        .where(Bill.dossier_id == dossier_id, Bill.status.in_(edge.before))
        .values(status=edge.after, settled_at=at)
    )


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
    """The owner sets out to pay: a new attempt, and where the browser goes. `AlreadyPaid`, `BillWithdrawn`."""
    check_payable(bill.status)
    attempt = Attempt(
        id=uuid4(),
        bill_id=bill.id,
        gateway=gateway.name,
        txn_ref=uuid4().hex,
        amount=bill.amount,
        status=AttemptStatus.CREATED,
        started_at=at,
        expires_at=at + TIME_TO_PAY,
        changed_at=at,
    )
    order = Order(
        reference=attempt.txn_ref,
        amount=attempt.amount,
        words=f"Le phi ho so {bill.tracking_code}",
        return_url=return_url,
        payer_address=payer_address,
        language=language,
        created_at=at,
        expires_at=attempt.expires_at,
    )
    redirect_url = gateway.redirect_url(order)
    attempt.status = ATTEMPT_LIFE[AttemptTurn.REDIRECTED].after
    session.add(attempt)
    await session.flush()
    return attempt, redirect_url


async def hear(session: AsyncSession, gateway: Gateway, *, query: str, at: datetime) -> Verdict:
    """A gateway calls back: check signature, order, amount, state, in this order; keep the message whatever it was."""
    attempt_id = None
    try:
        notice = gateway.read(query)
    except Refused as refused:
        verdict = refused.verdict
    else:
        verdict, attempt_id = await _settle(session, gateway, notice=notice, at=at)
    callback = Callback(
        gateway=gateway.name,
        received_at=at,
        query=query[:KEPT_OF_A_CALLBACK],
        verdict=verdict,
        attempt_id=attempt_id,
    )
    session.add(callback)
    return verdict


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
    """Money arrived: it pays the bill if the bill is still open, else it is owed back."""
    edge = BILL_LIFE[BillTurn.PAID]
    bill = await session.scalar(
        update(Bill)
        .where(Bill.id == attempt.bill_id, Bill.status.in_(edge.before))
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
