"""The page on which people see and change what guards their account: second factors, recovery codes, known devices.

The same acts as /v1/me/factors, by forms. Whoever changes anything signed in a short time ago, with the second factor
the account has.
"""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity import actions, confirming, queries
from services.identity.credentials import factors
from services.identity.credentials.factors import CHANNELS, Means
from services.identity.oauth2 import words
from services.identity.oauth2.parameters import Parameters
from services.identity.oauth2.redirects import with_answer
from services.identity.pages import Said, page
from services.identity.provider import Here, Provider
from services.identity.routes.account.overview import STALE, TO_SIGN_IN, missing, sent
from services.identity.routes.account.returning import AnyVisitor, RecentVisitor, Visitor
from services.identity.routes.documents import HTML, form, see_other
from services.identity.routes.entrance.entering import see
from services.identity.routes.forms import form_key, is_form_of, keep_form_key
from services.identity.routes.whereabouts import where_in

router = APIRouter(tags=["Account"], dependencies=[Depends(anyone)], default_response_class=HTMLResponse)

SECURITY: Final = f"{words.ACCOUNT}/security"
AUTHENTICATOR: Final = f"{SECURITY}/authenticator"
NEW_PASSKEY: Final = f"{SECURITY}/passkey"

FORM_PURPOSE: Final = "account security"
FULL: Final = Said("Tài khoản đã có đủ số lượng cách xác thực.", "The account has as many factors as it may have.")
_ANSWERS: Final = HTML | TO_SIGN_IN | {403: {"description": "Not our form, or not right"}}


@router.get(
    SECURITY,
    summary="Trang bảo mật / Security page",
    description="Second factors, recovery codes and known devices, with forms to change them.",
    responses=TO_SIGN_IN,
)
async def show_security(
    who: AnyVisitor,
    request: Request,
    *,
    session: Session,
    here: Here,
    now: Now,
    done: Annotated[bool, Query(examples=[False])] = False,
) -> Response:
    """What guards the account."""
    return await show(who, request, session, here, is_done=done)


@router.post(
    SECURITY,
    status_code=303,
    response_class=RedirectResponse,
    summary="Thay đổi bảo mật / Change what guards the account",
    description="`act`: `authenticator` (with `name`), `codes` (with `channel`), `recovery`, `remove` (with `factor`) "
    "or `forget` (with `device`). Recovery codes are shown in the answer, this once.",
    responses=_ANSWERS | see_other("Back, or on to the next step") | {404: {"description": "Not theirs"}},
    openapi_extra=form(
        act="*what to do",
        name="of the authenticator",
        channel="sms or email",
        factor="its id",
        device="its id",
        csrf="*from the form",
    ),
)
async def changeshow(who: RecentVisitor, request: Request, session: Session, here: Here, now: Now) -> Response:
    """It is changed."""
    typed = await typed_by(who, request, session, here, now)
    if isinstance(typed, Response):
        return typed
    act, account, where = typed.get("act", ""), who.account, where_in(who.sitting)
    held = await queries.factors.held(session, account.id)
    if act == "authenticator":
        if held.authenticators >= actions.factors.MOST:
            return await show(who, request, session, here, alert=FULL)
        name = typed.get("name", "").strip()[:60] or "Ứng dụng xác thực"
        await actions.factors.begin_authenticator(session, here, account, name=name, at=now)
        return see(AUTHENTICATOR)
    if act == "recovery" and held.is_guarded:
        codes = await actions.factors.make_recovery_codes(session, here, account, at=now, where=where)
        return page("recovery_codes", browser=request, tab=SECURITY, codes=codes)
    return await _change_one(session, who, typed, now, act=act, held=held) or missing(request)


async def _change_one(
    session: AsyncSession, who: Visitor, typed: Parameters, now: Now, *, act: str, held: factors.Held
) -> Response | None:
    """Codes switched on, a factor removed, a device forgotten; None when there is no such thing."""
    account, where = who.account, where_in(who.sitting)
    channel, named = typed.get("channel", ""), _id(typed.get("factor") or typed.get("device") or "")
    is_done = False
    if act == "codes" and channel in CHANNELS and Means(channel) in held.contacts:
        await actions.factors.switch_codes_on(session, account, channel=channel, at=now, where=where)
        is_done = True
    elif act == "remove" and named is not None:
        is_done = await actions.factors.remove(session, account, named, at=now, where=where)
    elif act == "forget" and named is not None:
        is_done = await actions.devices.forget(session, account, named, at=now, where=where)
    return see(f"{SECURITY}?done=true") if is_done else None


async def guard(who: Visitor, session: AsyncSession, now: Now) -> Response | None:
    """To a further factor first, when this sign-in was made with less than the account has."""
    may_keep = await confirming.may_keep(session, who.account, who.sitting, at=now)
    return None if may_keep else see(with_answer(words.FACTOR, {"request": SECURITY}))


async def typed_by(
    who: Visitor, request: Request, session: AsyncSession, here: Provider, now: Now
) -> Parameters | Response:
    """The fields of our own form, sent by somebody who may change things; the answer to anything else."""
    typed = await sent(request, here)
    if isinstance(typed, Response):
        return typed
    if not is_form_of(request, here, typed, purpose=FORM_PURPOSE):
        return await show(who, request, session, here, alert=STALE)
    return await guard(who, session, now) or typed


async def show(
    who: Visitor,
    request: Request,
    session: AsyncSession,
    here: Provider,
    *,
    is_done: bool = False,
    alert: Said | None = None,
) -> Response:
    key, account_id = form_key(request, here, purpose=FORM_PURPOSE), who.account.id
    answer = page(
        "security",
        browser=request,
        tab=SECURITY,
        status=403 if alert else 200,
        csrf=key.csrf,
        held=await queries.factors.held(session, account_id),
        passkeys=await queries.factors.passkeys(session, account_id),
        authenticators=await queries.factors.authenticators(session, account_id),
        code_factors=await queries.factors.code_factors(session, account_id),
        devices=await queries.factors.devices(session, account_id),
        is_done=is_done,
        alert=alert,
    )
    keep_form_key(answer, here, key)
    return answer


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
