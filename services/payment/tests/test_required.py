"""What an agency requires after submission: a further bill, and what becomes of bills when a dossier ends or moves."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierMoved, DossierStopped, DossierTransferred, PaymentRequired, StopReason
from contracts.payment import BillIssued
from contracts.terms import FeeKind, FeeLine
from kit.testing import hear, said
from services.payment.lifecycle import BillStatus
from services.payment.models import Bill

AT = datetime(2026, 11, 25, 3, tzinfo=UTC)
DOSSIER, LAN, MINH = UUID(int=1), UUID(int=2), UUID(int=3)
ABOUT: dict[str, Any] = {
    "dossier_id": DOSSIER,
    "tracking_code": "MC-7QK2-M9XA-4DTB",
    "owner_id": LAN,
    "procedure_code": "1.004194",
    "procedure_name": "Đăng ký tạm trú",
    "agency_code": "G01.24.91",
}


def required(*amounts: int) -> PaymentRequired:
    lines = [FeeLine(code=f"f{n}", name="Phí", kind=FeeKind.FEE, amount=amount) for n, amount in enumerate(amounts)]
    return PaymentRequired(**ABOUT, fees=lines, pay_by=AT)


async def bills(session: AsyncSession) -> list[tuple[int, int, BillStatus]]:
    found = await session.scalars(select(Bill).order_by(Bill.sequence))
    return [(one.sequence, one.amount, one.status) for one in found]


async def paid(session: AsyncSession) -> None:
    session.add(
        Bill(
            id=uuid4(),
            dossier_id=DOSSIER,
            owner_id=LAN,
            agency_code="G01.24.91",
            tracking_code="MC-7QK2-M9XA-4DTB",
            amount=7000,
            lines=[],
            status=BillStatus.PAID,
            issued_at=AT,
        )
    )
    await session.flush()


async def test_without_a_bill_before_the_first_is_issued(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, required(50_000, 20_000))
    assert await bills(session) == [(1, 70_000, BillStatus.OPEN)]
    [told] = [one for one in await said(session) if isinstance(one, BillIssued)]
    assert (told.amount, told.owner_id) == (70_000, LAN)


async def test_what_is_paid_stays_paid_and_the_rest_is_billed(app: FastAPI, session: AsyncSession) -> None:
    await paid(session)
    await hear(app, required(50_000))
    assert await bills(session) == [(1, 7000, BillStatus.PAID), (2, 50_000, BillStatus.OPEN)]


async def test_an_unpaid_one_gives_way(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, required(50_000))
    await hear(app, required(60_000))
    assert await bills(session) == [(1, 50_000, BillStatus.CANCELLED), (2, 60_000, BillStatus.OPEN)]


async def test_nothing_is_due_for_a_dossier_that_was_stopped(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, required(50_000))
    await hear(app, DossierStopped(**ABOUT, cause=StopReason.NOT_PAID, stopped_at=AT))
    assert await bills(session) == [(1, 50_000, BillStatus.CANCELLED)]


async def test_bills_follow_the_dossiers_owner_and_agency(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, required(50_000))
    await hear(app, DossierTransferred(**ABOUT | {"owner_id": MINH}, former_owner_id=LAN, transferred_at=AT))
    moved = ABOUT | {"owner_id": MINH, "agency_code": "G01.24.93"}
    await hear(app, DossierMoved(**moved, former_agency_code="G01.24.91", moved_at=AT))
    [bill] = await session.scalars(select(Bill).execution_options(populate_existing=True))
    assert (bill.owner_id, bill.agency_code) == (MINH, "G01.24.93")
