"""Forgotten password, on pages: who are you, the code, a second factor or the wait, the new password.

The answers are the same for every login, whether or not it has an account; nobody is signed in by it (ADR 0023).
"""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity import actions
from services.identity.actions.recoveries import PURPOSE, Standing
from services.identity.credentials.rations import RECOVERIES
from services.identity.credentials.recovery import Next
from services.identity.models import Interaction
from services.identity.oauth2 import words
from services.identity.oauth2.errors import InvalidRequest
from services.identity.oauth2.parameters import Parameters
from services.identity.pages import locale_of, refused
from services.identity.provider import DEVICE, FORM, Here, Provider
from services.identity.records.identifiers import LONGEST
from services.identity.routes.bodies import FOREIGN, is_own_form, read_form
from services.identity.routes.documents import HTML, form, see_other
from services.identity.routes.entrance import alarms
from services.identity.routes.entrance.alarms import Alert
from services.identity.routes.entrance.entering import see
from services.identity.routes.entrance.opening import Carried, Onward, carried, finished, show, whereabouts
from services.identity.routes.forms import is_form_of, network_of
from services.identity.routes.protocol.asking import Unaskable

router = APIRouter(tags=["Sign-in"], dependencies=[Depends(anyone)])

CODE = f"{words.RECOVER}/code"
FACTOR = f"{words.RECOVER}/factor"
PASSWORD = f"{words.RECOVER}/password"
DONE = f"{words.RECOVER}/done"
PLACES = {Next.CODE: CODE, Next.FACTOR_OR_WAIT: FACTOR, Next.PASSWORD: PASSWORD}
"""The page of each step."""

UNREADABLE = ("Biểu mẫu không đọc được.", "The form cannot be read.")
REFUSALS: dict[int | str, dict[str, Any]] = {
    403: {"description": "Not right, expired, or sent by another site"},
    429: {"description": "Too many tries"},
}


@router.get(
    words.RECOVER,
    response_class=HTMLResponse,
    summary="Trang quên mật khẩu / Recovery page",
    description="Asks for the login. `request` is the authorization request to go on with afterwards.",
    responses=HTML,
)
async def show_recovery(
    browser: Request,
    session: Session,
    here: Here,
    request: Annotated[
        str, Query(max_length=8000, examples=["/account"], description="Đi tiếp tới đâu / where to go on")
    ] = "",
) -> Response:
    """The form."""
    try:
        return show("recover", browser, here, purpose=PURPOSE, carrying=await carried(session, request), login="")
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=browser)


@router.post(
    words.RECOVER,
    status_code=303,
    response_class=RedirectResponse,
    summary="Xin mã đặt lại mật khẩu / Ask for a recovery code",
    description="Sends a code to a confirmed address of the account, if there is one; the answer is the same if not. "
    "429 with Retry-After after too many from one network.",
    responses=HTML | see_other("To the page that asks for the code") | REFUSALS,
    openapi_extra=form(
        login="*personal number, phone, e-mail or staff user name", csrf="*from the form", request="from the form"
    ),
)
async def ask_for_recovery(browser: Request, session: Session, here: Here, now: Now) -> Response:
    """Send the code, if there is somebody to send it to."""
    if not is_own_form(browser, here):
        return refused(*FOREIGN, status=403, browser=browser)
    try:
        typed = await read_form(browser)
        carrying = await carried(session, typed.get("request", ""))
    except (Unaskable, InvalidRequest) as problem:
        vi, en = (problem.vi, problem.en) if isinstance(problem, Unaskable) else UNREADABLE
        return refused(vi, en, browser=browser)
    login = typed.get("login", "")[:LONGEST]
    if not login or not is_form_of(browser, here, typed, purpose=PURPOSE):
        return _ask(browser, here, carrying, login, alert=alarms.STALE if login else alarms.NAMELESS)
    wait = await actions.rations.take(session, here.sealer, RECOVERIES, network=network_of(browser), at=now)
    if wait is not None:
        return _ask(browser, here, carrying, login, alert=alarms.too_many(wait))
    language = locale_of(browser, carrying.ui_locales)
    cookie = browser.cookies[here.cookie(FORM)]
    await actions.recoveries.begin(
        session,
        here,
        cookie,
        login=login,
        device=browser.cookies.get(here.cookie(DEVICE)),
        request=carrying.request,
        language=language,
        at=now,
    )
    return see(CODE)


def _ask(browser: Request, here: Provider, carrying: Carried, login: str, *, alert: Alert) -> Response:
    return show("recover", browser, here, purpose=PURPOSE, carrying=carrying, login=login, alert=alert)


async def under_way(
    browser: Request, session: AsyncSession, here: Provider, now: Now, *, is_locked: bool = False
) -> Interaction | None:
    """The browser's recovery."""
    cookie = browser.cookies.get(here.cookie(FORM))
    return await actions.interactions.find(session, cookie, purpose=PURPOSE, at=now, is_locked=is_locked)


async def stands_at(browser: Request, session: AsyncSession, here: Provider, now: Now) -> Standing | None:
    """Where the browser's recovery stands; None when none is under way."""
    interaction = await under_way(browser, session, here, now)
    return await actions.recoveries.standing(session, interaction, at=now) if interaction else None


async def sent(
    browser: Request, session: AsyncSession, here: Provider, now: Now
) -> tuple[Interaction, Parameters] | Response:
    """The browser's recovery, held, and the form it sent; or why it is not read."""
    if not is_own_form(browser, here):
        return refused(*FOREIGN, status=403, browser=browser)
    try:
        typed = await read_form(browser)
    except InvalidRequest:
        return refused(*UNREADABLE, browser=browser)
    interaction = await under_way(browser, session, here, now, is_locked=True)
    if interaction is None:
        return see(words.RECOVER)
    if not is_form_of(browser, here, typed, purpose=PURPOSE):
        return refused(alarms.STALE.vi, alarms.STALE.en, status=403, browser=browser)
    return interaction, typed


@router.get(
    CODE,
    response_class=HTMLResponse,
    summary="Trang nhập mã đặt lại mật khẩu / Recovery's code page",
    description="Asks for the code; without a recovery under way, back to its beginning (303).",
    responses=HTML | see_other("To the beginning"),
)
async def show_recovery_code(browser: Request, session: Session, here: Here, now: Now) -> Response:
    """The form."""
    interaction = await under_way(browser, session, here, now)
    return show("recover_code", browser, here, purpose=PURPOSE) if interaction else see(words.RECOVER)


@router.post(
    CODE,
    status_code=303,
    response_class=RedirectResponse,
    summary="Nhập mã đặt lại mật khẩu / Type the recovery code",
    description="Checks the code and goes on to what is needed next. `act=again` sends another. 403 for a wrong code.",
    responses=HTML | see_other("To the next step") | REFUSALS,
    openapi_extra=form(code="six digits", act="`again`: send another code", csrf="*from the form"),
)
async def prove_address(browser: Request, session: Session, here: Here, now: Now) -> Response:
    """Check the code."""
    read = await sent(browser, session, here, now)
    if isinstance(read, Response):
        return read
    interaction, typed = read
    if typed.get("act") == "again":
        await actions.recoveries.send_again(session, here, interaction, at=now)
        return see(CODE)
    code = typed.get("code", "")
    if not await actions.recoveries.prove_contact(session, here, interaction, typed=code, at=now):
        return show("recover_code", browser, here, purpose=PURPOSE, alert=alarms.WRONG_CODE)
    stands = await actions.recoveries.standing(session, interaction, at=now)
    return see(PLACES[stands.step.next] if stands else words.RECOVER)


def _factor(
    browser: Request, here: Provider, stands: Standing, *, alert: Alert | None = None, status: int = 200
) -> Response:
    return show(
        "recover_factor",
        browser,
        here,
        purpose=PURPOSE,
        alert=alert,
        status=status,
        other=stands.other.value if stands.other else None,
        effective_at=stands.waiting.effective_at if stands.waiting else None,
        hours=here.settings.recovery_wait_hours,
    )


@router.get(
    FACTOR,
    response_class=HTMLResponse,
    summary="Trang xác thực thêm khi quên mật khẩu / Recovery's second factor",
    description="Asks for a second factor, a recovery code, or offers the waiting period.",
    responses=HTML | see_other("To the step that is needed"),
)
async def show_recovery_factor(browser: Request, session: Session, here: Here, now: Now) -> Response:
    """The form."""
    stands = await stands_at(browser, session, here, now)
    if stands is None:
        return see(words.RECOVER)
    return _factor(browser, here, stands) if stands.step.next is Next.FACTOR_OR_WAIT else see(PLACES[stands.step.next])


@router.post(
    FACTOR,
    status_code=303,
    response_class=RedirectResponse,
    summary="Xác thực thêm khi quên mật khẩu / Show a second factor",
    description="Checks a code of an authenticator, one sent on another channel (`act=send`), or a recovery code. "
    "`act=wait` asks for the waiting period, told to the owner at once; `act=cancel` objects to it.",
    responses=HTML | see_other("To the next step") | REFUSALS,
    openapi_extra=form(code="six digits, or a recovery code", act="`send`, `wait` or `cancel`", csrf="*from the form"),
)
async def prove_more(browser: Request, session: Session, here: Here, now: Now) -> Response:
    """Check the factor, or wait."""
    read = await sent(browser, session, here, now)
    if isinstance(read, Response):
        return read
    interaction, typed = read
    stands = await actions.recoveries.standing(session, interaction, at=now)
    if stands is None or (stands.step.next is not Next.FACTOR_OR_WAIT and typed.get("act") != "cancel"):
        return see(PLACES[stands.step.next] if stands else words.RECOVER)
    where = whereabouts(browser)
    match typed.get("act"):
        case "send":
            await actions.recoveries.send_factor(session, here, interaction, stands=stands, at=now)
        case "wait":
            wait = timedelta(hours=here.settings.recovery_wait_hours)
            await actions.recoveries.ask_to_wait(session, stands.account, wait=wait, where=where, at=now)
        case "cancel":
            await actions.recoveries.cancel(session, stands.account, where=where, at=now)
        case _:
            code = typed.get("code", "")
            proven = await actions.recoveries.prove_factor(
                session, here, interaction, stands=stands, typed=code, where=where, at=now
            )
            if proven is not True:
                alert = alarms.WRONG_CODE if proven is False else alarms.too_many(proven)
                return _factor(browser, here, stands, alert=alert)
            return see(PASSWORD)
    return see(FACTOR)


@router.get(
    DONE,
    response_class=HTMLResponse,
    summary="Đã đặt lại mật khẩu / Recovered",
    description="Leads to the sign-in.",
    responses=HTML,
)
async def show_recovered(browser: Request, session: Session, request: Onward = "") -> Response:
    """Where to go on."""
    return await finished("recover_done", browser, session, request=request)
