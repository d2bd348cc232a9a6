"""What a dossier owes: issued when sent or required later, suspended while taken back, cancelled when nobody goes on
with it, moved with its owner and its agency.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierEvent, DossierSubmitted, PaymentRequired
from contracts.payment import BillIssued
from contracts.terms import FeeLine
from kit.outbox import emit
from kit.successors import succeed
from services.payment import amounts
from services.payment.lifecycle import BILL_LIFE, BillTurn
from services.payment.models import Bill
from services.payment.replicas import Merge


async def issue(
    session: AsyncSession, dossier: DossierSubmitted, *, owner_id: UUID, lines: Sequence[FeeLine], at: datetime
) -> None:
    """Freeze what a dossier owes on its one bill; nothing due, no bill. `owner_id` is its owner's present id.

    Sent again after it was taken back: a suspended bill is open again with what is owed now; a paid one stays paid.
    """
    amount = amounts.total(lines)
    if amount == 0:
        return
    bill_id = await _freeze(session, dossier, owner_id=owner_id, amount=amount, lines=lines, at=at)
    if bill_id is not None:
        await _say(session, dossier, bill_id=bill_id, owner_id=owner_id, lines=lines, at=at)


async def require(
    session: AsyncSession, dossier: PaymentRequired, *, owner_id: UUID, lines: Sequence[FeeLine], at: datetime
) -> None:
    """The agency needs these lines paid: a further bill, in place of one that is not paid yet."""
    amount = amounts.total(lines)
    if amount == 0:
        return
    await cancel(session, dossier.dossier_id, at=at)
    last = await session.scalar(select(func.max(Bill.sequence)).where(Bill.dossier_id == dossier.dossier_id))
    bill = Bill(
        id=uuid4(),
        dossier_id=dossier.dossier_id,
        sequence=(last or 0) + 1,
        owner_id=owner_id,
        agency_code=dossier.agency_code,
        tracking_code=dossier.tracking_code,
        amount=amount,
        lines=[line.model_dump(mode="json") for line in lines],
        status=BILL_LIFE[BillTurn.SENT_AGAIN].after,
        issued_at=at,
    )
    session.add(bill)
    await session.flush()
    await _say(session, dossier, bill_id=bill.id, owner_id=owner_id, lines=lines, at=at)


async def _say(
    session: AsyncSession,
    dossier: DossierEvent,
    *,
    bill_id: UUID,
    owner_id: UUID,
    lines: Sequence[FeeLine],
    at: datetime,
) -> None:
    issued = BillIssued(
        bill_id=bill_id,
        dossier_id=dossier.dossier_id,
        owner_id=owner_id,
        agency_code=dossier.agency_code,
        tracking_code=dossier.tracking_code,
        amount=amounts.total(lines),
        lines=list(lines),
        issued_at=at,
    )
    await emit(session, issued)


async def _freeze(
    session: AsyncSession,
    dossier: DossierSubmitted,
    *,
    owner_id: UUID,
    amount: int,
    lines: Sequence[FeeLine],
    at: datetime,
) -> UUID | None:
    """The bill made or reopened by this; None when there is one that stands as it is."""
    edge = BILL_LIFE[BillTurn.SENT_AGAIN]
    owed = {
        "amount": amount,
        "lines": [line.model_dump(mode="json") for line in lines],
        "status": edge.after,
        "issued_at": at,
    }
    frozen = insert(Bill).values(
        id=uuid4(),
        dossier_id=dossier.dossier_id,
        sequence=1,
        owner_id=owner_id,
        agency_code=dossier.agency_code,
        tracking_code=dossier.tracking_code,
        **owed,
    )
    return await session.scalar(
        frozen.on_conflict_do_update(
            index_elements=["dossier_id", "sequence"], set_=owed, where=Bill.status.in_(edge.before)
        ).returning(Bill.id)
    )


async def suspend(session: AsyncSession, dossier_id: UUID) -> None:
    """Nothing is due for a dossier its applicant took back; a paid bill stays paid and counts when it is sent again."""
    edge = BILL_LIFE[BillTurn.TAKEN_BACK]
    await session.execute(
        update(Bill).where(Bill.dossier_id == dossier_id, Bill.status.in_(edge.before)).values(status=edge.after)
    )


async def cancel(session: AsyncSession, dossier_id: UUID, *, at: datetime) -> None:
    """Cancel the bill of a dossier nobody will handle; a paid one stays paid."""
    edge = BILL_LIFE[BillTurn.DECLINED]
    await session.execute(
        update(Bill)
        .where(Bill.dossier_id == dossier_id, Bill.status.in_(edge.before))
        .values(status=edge.after, settled_at=at)
    )


async def pass_on(session: AsyncSession, dossier_id: UUID, *, owner_id: UUID | None = None, agency_code: str) -> None:
    """The dossier is another person's or another agency's now, and so are its bills."""
    changed = {"agency_code": agency_code} | ({"owner_id": owner_id} if owner_id else {})
    await session.execute(update(Bill).where(Bill.dossier_id == dossier_id).values(changed))


async def hand_over(session: AsyncSession, former_id: UUID, *, to: UUID, at: datetime) -> None:
    """Two records were of one person: the bills of the former are the present one's, paid or not."""
    present_id = await succeed(session, Merge, former_id, by=to, at=at)
    if present_id is not None:
        await session.execute(update(Bill).where(Bill.owner_id == former_id).values(owner_id=present_id))
