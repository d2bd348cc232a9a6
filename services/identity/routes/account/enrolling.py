"""The pages on which people add an authenticator application or a passkey to their account."""

from typing import Final

import segno
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity import actions, confirming, queries
from services.identity.credentials import passkeys, totp
from services.identity.credentials.passkeys import NotAccepted
from services.identity.pages import Said, page
from services.identity.provider import FORM, Here, Provider
from services.identity.routes.account.overview import STALE, TO_SIGN_IN
from services.identity.routes.account.returning import RecentVisitor, Visitor
from services.identity.routes.account.security import (
    AUTHENTICATOR,
    FORM_PURPOSE,
    FULL,
    NEW_PASSKEY,
    SECURITY,
    guard,
    show,
    typed_by,
)
from services.identity.routes.documents import HTML, form, see_other
from services.identity.routes.entrance.entering import see
from services.identity.routes.forms import form_key, keep_form_key
from services.identity.routes.me.factors import PASSKEY
from services.identity.routes.me.keepers import label_of
from services.identity.routes.whereabouts import where_in

router = APIRouter(tags=["Account"], dependencies=[Depends(anyone)], default_response_class=HTMLResponse)

_WRONG: Final = Said("Mã không đúng. Hãy nhập mã đang hiện.", "The code is not right. Type the one shown now.")
_NOT_ACCEPTED: Final = Said("Khóa truy cập không được chấp nhận.", "The passkey was not accepted.")
_ANSWERS: Final = HTML | TO_SIGN_IN | {403: {"description": "Not our form, or not right"}}


@router.get(
    AUTHENTICATOR,
    summary="Trang thêm ứng dụng xác thực / New authenticator page",
    description="The QR code and the secret of the authenticator that was begun, and a form for its first code.",
    responses=TO_SIGN_IN | see_other("To the security page, when none was begun"),
)
async def show_authenticator(who: RecentVisitor, request: Request, session: Session, here: Here, now: Now) -> Response:
    """The secret, for the telephone's camera."""
    return await guard(who, session, now) or await _authenticator(who, request, session, here)


@router.post(
    AUTHENTICATOR,
    status_code=303,
    response_class=RedirectResponse,
    summary="Xác nhận ứng dụng xác thực / Confirm the new authenticator",
    description="With the first code it shows.",
    responses=_ANSWERS | see_other("To the security page"),
    openapi_extra=form(code="*the code", csrf="*from the form"),
)
async def confirm_authenticator_form(
    who: RecentVisitor, request: Request, session: Session, here: Here, now: Now
) -> Response:
    """It guards the account."""
    typed = await typed_by(who, request, session, here, now)
    if isinstance(typed, Response):
        return typed
    pending = await queries.factors.pending_authenticator(session, who.account.id)
    if pending is None:
        return see(SECURITY)
    is_right = await actions.factors.confirm_authenticator(
        session, here, who.account, pending=pending, typed=typed.get("code", ""), at=now, where=where_in(who.sitting)
    )
    if not is_right:
        return await _authenticator(who, request, session, here, fault=_WRONG)
    return see(f"{SECURITY}?done=true")


@router.get(
    NEW_PASSKEY,
    summary="Trang thêm khóa truy cập / New passkey page",
    description="Makes a passkey with the browser's help (needs JavaScript).",
    responses=TO_SIGN_IN,
)
async def show_new_passkey(who: RecentVisitor, request: Request, session: Session, here: Here, now: Now) -> Response:
    """The form with a challenge."""
    return await guard(who, session, now) or await _passkey(who, request, session, here, now)


@router.post(
    NEW_PASSKEY,
    status_code=303,
    response_class=RedirectResponse,
    summary="Thêm khóa truy cập / Add the new passkey",
    description="With what the browser answered.",
    responses=_ANSWERS | see_other("To the security page"),
    openapi_extra=form(answer="*from the script", name="what to call it", csrf="*from the form"),
)
async def add_passkey_form(who: RecentVisitor, request: Request, session: Session, here: Here, now: Now) -> Response:
    """It guards the account."""
    typed = await typed_by(who, request, session, here, now)
    if isinstance(typed, Response):
        return typed
    cookie = request.cookies.get(here.cookie(FORM))
    pending = await actions.interactions.find(session, cookie, purpose=PASSKEY, at=now, is_locked=True)
    if pending is None or not await actions.interactions.end(session, pending, at=now):
        return await _passkey(who, request, session, here, now, alert=STALE)
    held = await queries.factors.held(session, who.account.id)
    if held.passkeys >= actions.factors.MOST or pending.account_id != who.account.id:
        return await show(who, request, session, here, alert=FULL)
    name = typed.get("name", "").strip()[:60] or "Khóa truy cập"
    try:
        made = passkeys.made(confirming.site_of(here), typed.get("answer", ""), asked=pending.state["challenge"])
    except NotAccepted:
        return await _passkey(who, request, session, here, now, alert=_NOT_ACCEPTED)
    added = await actions.factors.add_passkey(
        session, who.account, made, name=name, at=now, where=where_in(who.sitting)
    )
    if added is None:
        return await _passkey(who, request, session, here, now, alert=_NOT_ACCEPTED)
    return see(f"{SECURITY}?done=true")


async def _authenticator(
    who: Visitor, request: Request, session: AsyncSession, here: Provider, *, fault: Said | None = None
) -> Response:
    pending = await queries.factors.pending_authenticator(session, who.account.id)
    if pending is None:
        return see(SECURITY)
    secret = here.sealer.unseal(pending.sealed_secret).decode()
    address = totp.address(secret, account=await label_of(session, who.account))
    key = form_key(request, here, purpose=FORM_PURPOSE)
    answer = page(
        "authenticator",
        browser=request,
        tab=SECURITY,
        status=403 if fault else 200,
        csrf=key.csrf,
        qr=segno.make(address, error="m").svg_inline(scale=4, border=4, dark="#000", light="#fff"),
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        faults={"code": fault} if fault else {},
    )
    keep_form_key(answer, here, key)
    return answer


async def _passkey(
    who: Visitor, request: Request, session: AsyncSession, here: Provider, now: Now, *, alert: Said | None = None
) -> Response:
    key, asked, account = form_key(request, here, purpose=FORM_PURPOSE), passkeys.challenge(), who.account
    await actions.interactions.begin(
        session, key.value, purpose=PASSKEY, at=now, account_id=account.id, state={"challenge": asked}
    )
    options = passkeys.options_to_make(
        confirming.site_of(here),
        asked=asked,
        account_id=account.id,
        name=await label_of(session, account),
        existing=[one.credential_id for one in await queries.factors.passkeys(session, account.id)],
    )
    answer = page(
        "passkey",
        browser=request,
        tab=SECURITY,
        status=403 if alert else 200,
        has_script=True,
        csrf=key.csrf,
        options=options,
        label=who.sitting.device_name or "",
        alert=alert,
    )
    keep_form_key(answer, here, key)
    return answer
