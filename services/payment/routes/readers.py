"""Bills and payments as their owner and the agency's officers read them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from kit.db import Session
from kit.pages import Cursor, Limit, Page
from kit.problems import NotFound, problems
from services.payment import queries
from services.payment.routes.arguments import Given, PaymentId, Reader, SeenBill
from services.payment.schemas import BillOut, PaymentOut, bill_out, payment_out

router = APIRouter(prefix="/v1", tags=["payment"])


@router.get(
    "/bills",
    summary="Danh sách khoản phí, lệ phí / Bills of the caller, or of the officer's agency",
    responses=problems(),
)
async def list_bills(
    session: Session,
    person: Reader,
    *,
    settings: Given,
    dossier: Annotated[UUID | None, Query(description="Chỉ của hồ sơ này / only of this dossier")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[BillOut]:
    """Newest first. Another person's dossier gives an empty list."""
    rows, following = await queries.bills(
        session, person, dossier_id=dossier, cursor=cursor, limit=limit, key=settings.cursor_key
    )
    return Page[BillOut](items=[bill_out(row) for row in rows], next=following)


@router.get(
    "/bills/{bill_id}",
    summary="Chi tiết khoản phí, lệ phí / One bill",
    responses=problems(NotFound),
)
async def read_bill(bill: SeenBill) -> BillOut:
    """The bill with the lines frozen when it was issued."""
    return bill_out(bill)


@router.get(
    "/payments/{payment_id}",
    summary="Trạng thái một lần thanh toán / One payment attempt",
    responses=problems(NotFound),
)
async def read_payment(payment_id: PaymentId, session: Session, *, person: Reader) -> PaymentOut:
    """`failed` and `expired` may still become `success` while the gateway can succeed."""
    attempt = await queries.attempt(session, payment_id, person=person)
    if attempt is None:
        raise NotFound
    return payment_out(attempt)
