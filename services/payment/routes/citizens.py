"""Paying: the owner of a bill starts an attempt."""

from fastapi import APIRouter, Request, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.problems import KeyReused, NotFound, language_of, problems
from services.payment import actions
from services.payment.lifecycle import AlreadyPaid, BillSuspended, BillWithdrawn
from services.payment.routes.arguments import Gateways, Given, OwnBill, PayerAddress
from services.payment.schemas import PaymentIn, PaymentOut, payment_out

router = APIRouter(prefix="/v1", tags=["payment"])


@router.post(
    "/bills/{bill_id}/payments",
    status_code=201,
    response_model=PaymentOut,
    summary="Bắt đầu thanh toán trực tuyến / Start an online payment",
    responses=problems(NotFound, AlreadyPaid, BillSuspended, BillWithdrawn, InFlight, KeyReused),
)
async def start_payment(
    request: Request,
    wish: PaymentIn,
    *,
    bill: OwnBill,
    once: Once,
    session: Session,
    gateways: Gateways,
    settings: Given,
    address: PayerAddress,
    at: Now,
) -> Response:
    """Send the payer's browser to `redirect_url`; the amount is the bill's. Needs `Idempotency-Key`."""
    attempt, redirect_url = await actions.start_attempt(
        session,
        bill,
        gateway=gateways[wish.gateway],
        return_url=settings.return_url,
        payer_address=address,
        language=language_of(request),
        at=at,
    )
    return await once.keep(session, 201, payment_out(attempt, redirect_url=redirect_url))
