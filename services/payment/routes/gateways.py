"""What payment gateways and returning payers call: public, protected by signatures."""

from pathlib import Path

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kit.clock import Now
from kit.db import Session, transaction
from kit.logs import log
from kit.people import anyone
from kit.problems import language_of
from kit.vietnamese import dong
from services.payment import actions, queries
from services.payment.lifecycle import AttemptStatus
from services.payment.providers import Refused, Verdict
from services.payment.routes.arguments import Gateways
from services.payment.schemas import IpnAnswer

router = APIRouter(prefix="/v1/gateways/vnpay", tags=["payment"], dependencies=[Depends(anyone)])

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "pages"), autoescape=True, undefined=StrictUndefined
)
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


@router.get("/ipn", summary="VNPAY báo kết quả thanh toán / VNPAY tells the result (IPN)")
async def hear_vnpay(request: Request, gateways: Gateways, *, at: Now) -> IpnAnswer:
    """The one message that makes a bill paid. Always 200, in VNPAY's words; repeating it changes nothing.

    The transaction is opened here and not by the route's dependency, so that a failing commit is answered 99.
    """
    gateway = gateways["vnpay"]
    query = request.scope["query_string"].decode("ascii", "backslashreplace").replace("\0", "")
    try:
        async with transaction(request.app) as session:
            verdict = await actions.hear(session, gateway, query=query, at=at)
    except Exception as error:  # whatever broke, VNPAY must be asked to call again
        log.error("vnpay_ipn_broke", exc_info=error)
        verdict = Verdict.BROKEN
    return IpnAnswer.model_validate(gateway.answer(verdict))


@router.get(
    "/return",
    response_class=HTMLResponse,
    summary="Trang người nộp tiền quay về / The page the payer comes back to",
)
async def show_return(request: Request, gateways: Gateways, *, session: Session) -> HTMLResponse:
    """Shows what we know. Never changes anything: the IPN does."""
    status, amount = None, None
    try:
        notice = gateways["vnpay"].read(request.scope["query_string"].decode("ascii", "backslashreplace"))
    except Refused:
        pass
    else:
        attempt = await queries.attempt_by_reference(session, notice.reference, gateway="vnpay")
        if attempt is not None:
            status, amount = attempt.status, dong(attempt.amount)
    page = PAGES.get_template("return.html").render(
        status=status, amount=amount, language=language_of(request), is_waiting=status is AttemptStatus.STARTED
    )
    return HTMLResponse(page, 200 if status else 400, PAGE_HEADERS)
