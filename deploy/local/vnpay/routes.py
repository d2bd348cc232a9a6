"""The gateway's doors: the payer's browser and the merchant's server."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Cookie, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deploy.local.vnpay import orders, querydr
from deploy.local.vnpay.notices import Notifier
from deploy.local.vnpay.orders import BadOrder, Choice, Order, Orders
from deploy.local.vnpay.settings import SandboxSettings
from deploy.local.vnpay.signature import is_genuine, signed_query
from deploy.local.vnpay.visits import COOKIE, Visits

ROOT = "/sandbox/vnpay"
PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=True, undefined=StrictUndefined
)
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    # form-action also governs where the answer to the form redirects, and that is the merchant: it stays open.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

router = APIRouter(prefix=ROOT)


def _page(name: str, status: int, **words: object) -> HTMLResponse:
    return HTMLResponse(PAGES.get_template(name).render(**words), status, PAGE_HEADERS)


def _asked(query: str, *, secret: str) -> dict[str, str]:
    """The order's parameters; `BadOrder` unless each came once and the signature holds."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=64)
    except ValueError as unreadable:
        raise BadOrder("Dữ liệu gửi sang không đúng định dạng.") from unreadable
    fields = {name: value for name, value in pairs if name.startswith("vnp_")}
    if len(fields) != len(pairs) or not is_genuine(fields, secret):
        raise BadOrder("Sai chữ ký.")
    return fields


@router.get("/paymentv2/vpcpay.html")
async def show_order(request: Request, vnpay_sandbox: Annotated[str, Cookie(max_length=100)] = "") -> HTMLResponse:
    """The hosted page of a signed order, or what is wrong with it (400)."""
    settings: SandboxSettings = request.app.state.settings
    visits: Visits = request.app.state.visits
    known: Orders = request.app.state.orders
    query = request.scope["query_string"].decode("ascii", "replace")
    try:
        fields = _asked(query, secret=settings.hash_secret.get_secret_value())
        orders.check(fields, tmn_code=settings.tmn_code, at=datetime.now(UTC))
        order = known.open(fields)
    except BadOrder as bad:
        return _page("refused.html", 400, reason=str(bad))
    session = vnpay_sandbox or secrets.token_urlsafe(24)
    page = _page(
        "order.html",
        200,
        action=f"{ROOT}/paymentv2/outcome",
        amount=f"{order.amount // 100:,}".replace(",", "."),
        info=order.fields["vnp_OrderInfo"],
        reference=order.reference,
        token=visits.token(session, order.reference),
    )
    page.set_cookie(COOKIE, session, path=ROOT, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return page


@router.post("/paymentv2/outcome")
async def choose_outcome(
    request: Request,
    reference: Annotated[str, Form(max_length=100)],
    *,
    token: Annotated[str, Form(max_length=200)],
    outcome: Annotated[Choice, Form()],
    vnpay_sandbox: Annotated[str, Cookie(max_length=100)] = "",
) -> Response:
    """What the payer pressed: tell the merchant's server, then send the browser back with the signed result (303)."""
    settings: SandboxSettings = request.app.state.settings
    visits: Visits = request.app.state.visits
    known: Orders = request.app.state.orders
    order = known.find(reference)
    if order is None or not visits.is_own(vnpay_sandbox, reference, token=token):
        return _page("refused.html", 403, reason="Phiên thanh toán không hợp lệ hoặc đã kết thúc.")
    if not order.response:
        order.conclude(outcome, at=datetime.now(UTC))
        await _notify(request.app.state.notifier, order, is_slow=outcome is Choice.SLOW)
    target = order.fields["vnp_ReturnUrl"]
    joint = "&" if "?" in target else "?"
    secret = settings.hash_secret.get_secret_value()
    return RedirectResponse(f"{target}{joint}{signed_query(order.told(), secret)}", 303, PAGE_HEADERS)


async def _notify(notifier: Notifier, order: Order, *, is_slow: bool) -> None:
    if is_slow:
        notifier.later(notifier.tell_late(order))
    elif not await notifier.tell(order):
        notifier.later(notifier.insist(order))


@router.post("/merchant_webapi/api/transaction")
async def query_order(request: Request) -> JSONResponse:
    """querydr: the merchant asks what became of an order."""
    settings: SandboxSettings = request.app.state.settings
    try:
        asked = await request.json()
    except ValueError:
        asked = None
    fields = asked if isinstance(asked, dict) else {}
    secret = settings.hash_secret.get_secret_value()
    return JSONResponse(querydr.answer(fields, request.app.state.orders, tmn_code=settings.tmn_code, secret=secret))
