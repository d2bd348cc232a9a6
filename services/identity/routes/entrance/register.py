"""Registering on pages: who are you, what do you declare, the code sent to you, done.

The same pages, in the same time, whoever is known already: nothing is looked up before the code (ADR 0023).
"""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL, Now
from kit.db import Session, transaction
from kit.faults import Fault
from kit.people import anyone
from services.identity import actions
from services.identity.actions.codes import TooSoon
from services.identity.actions.registrations import PURPOSE, Pending
from services.identity.credentials.leaked_passwords import listed
from services.identity.credentials.passwords import Crowded
from services.identity.credentials.rations import REGISTRATIONS
from services.identity.models import Interaction
from services.identity.oauth2 import words
from services.identity.oauth2.errors import InvalidRequest
from services.identity.oauth2.parameters import Parameters
from services.identity.pages import locale_of, page, refused
from services.identity.provider import FORM, Here, Provider
from services.identity.records.claiming import Registering
from services.identity.records.foreigners import COUNTRIES
from services.identity.records.registrations import FIELDS, Registrant, check
from services.identity.routes.bodies import FOREIGN, is_own_form, read_form
from services.identity.routes.documents import HTML, form, see_other
from services.identity.routes.entrance import alarms
from services.identity.routes.entrance.alarms import Alert
from services.identity.routes.entrance.entering import see
from services.identity.routes.entrance.opening import Carried, Onward, carried, finished, show, whereabouts
from services.identity.routes.forms import is_form_of, network_of
from services.identity.routes.protocol.asking import Unaskable

router = APIRouter(tags=["Sign-in"], dependencies=[Depends(anyone)])

CODE = f"{words.REGISTER}/code"
DONE = f"{words.REGISTER}/done"

_NATIONS = [("", "Hãy chọn", "Choose"), *((code, *names) for code, names in sorted(COUNTRIES.items()))]
_UNREADABLE = ("Biểu mẫu không đọc được.", "The form cannot be read.")


def _form(
    browser: Request,
    here: Provider,
    carrying: Carried,
    kind: Registrant | None,
    *,
    typed: Mapping[str, str] | None = None,
    faults: list[Fault] | None = None,
    alert: Alert | None = None,
) -> Response:
    told = typed or {}
    return show(
        "register",
        browser,
        here,
        purpose=PURPOSE,
        carrying=carrying,
        alert=alert,
        status=400 if faults else 200,
        kind=kind.value if kind else None,
        onward=urlencode({"request": carrying.request}) if carrying.request else "",
        typed={name: told.get(name, "") for name in (*(FIELDS[kind] if kind else ()), "contact")},
        faults={one.pointer.removeprefix("/"): one for one in reversed(faults or [])},
        nations=_NATIONS,
    )


@router.get(
    words.REGISTER,
    response_class=HTMLResponse,
    summary="Trang đăng ký / Registration page",
    description="Without `kind` the choice between citizen, business and foreigner, with it the form. `request` is the "
    "authorization request to go on with afterwards.",
    responses=HTML,
)
async def show_registration(
    browser: Request,
    session: Session,
    here: Here,
    kind: Annotated[
        Registrant | None, Query(examples=["citizen"], description="Loại tài khoản / who registers")
    ] = None,
    request: Annotated[
        str, Query(max_length=8000, examples=["/account"], description="Đi tiếp tới đâu / where to go on")
    ] = "",
) -> Response:
    """The choice, or the form."""
    try:
        return _form(browser, here, await carried(session, request), kind)
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=browser)


@router.post(
    words.REGISTER,
    status_code=303,
    response_class=RedirectResponse,
    summary="Đăng ký / Register",
    description="Checks what was declared and sends a code to the contact. Every fault is shown at its field (400). "
    "The answer is the same whether or not the person, their number or contact is known already. 429 with Retry-After "
    "after too many registrations from one network.",
    responses=HTML
    | see_other("To the page that asks for the code")
    | {
        403: {"description": "The form expired or came from another site"},
        429: {"description": "Too many registrations"},
        503: {"description": "Too many people at once"},
    },
    openapi_extra=form(
        kind="*`citizen`, `business` or `foreigner`",
        contact="*phone or e-mail address the code goes to",
        password="*at least 10 characters",  # noqa: S106 - a description
        full_name="citizen, foreigner",
        personal_number="citizen",
        birth_date="citizen, foreigner",
        sex="citizen, foreigner: `male` or `female`",
        business_name="business",
        tax_code="business",
        representative="business: who represents it by law",
        representative_number="business: their personal number",
        passport_number="foreigner",
        nationality="foreigner: ISO 3166-1 alpha-3",
        residence_card="foreigner, optional",
        csrf="*from the form",
        request="from the form",
    ),
)
async def send_registration(browser: Request, here: Here, now: Now) -> Response:
    """Check the form and send the code."""
    if not is_own_form(browser, here):
        return refused(*FOREIGN, status=403, browser=browser)
    try:
        typed = await read_form(browser)
        kind = Registrant(typed.get("kind", ""))
        async with transaction(browser.app) as session:
            carrying = await carried(session, typed.get("request", ""))
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=browser)
    except (InvalidRequest, ValueError):
        return refused(*_UNREADABLE, browser=browser)
    if not is_form_of(browser, here, typed, purpose=PURPOSE):
        return _form(browser, here, carrying, kind, typed=typed, alert=alarms.STALE)
    return await _begin(browser, here, now, carrying, kind, typed=typed)


async def _begin(
    browser: Request, here: Provider, now: Now, carrying: Carried, kind: Registrant, *, typed: Parameters
) -> Response:
    """No connection is held while the password is hashed."""
    declared, faults = check(typed, kind=kind, on=now.astimezone(LOCAL).date(), listed=listed())
    if declared is None:
        return _form(browser, here, carrying, kind, typed=typed, faults=faults)
    async with transaction(browser.app) as session:
        wait = await actions.rations.take(session, here.sealer, REGISTRATIONS, network=network_of(browser), at=now)
    if wait is not None:
        return _form(browser, here, carrying, kind, typed=typed, alert=alarms.too_many(wait))
    try:
        password_hash = await here.passwords.hash(typed["password"])
    except Crowded:
        return _form(browser, here, carrying, kind, typed=typed, alert=alarms.CROWDED)
    pending = Pending(declared, password_hash, locale_of(browser, carrying.ui_locales))
    cookie = browser.cookies[here.cookie(FORM)]
    async with transaction(browser.app) as session:
        sent = await actions.registrations.begin(
            session, here, cookie, pending=pending, request=carrying.request, at=now
        )
    if isinstance(sent, TooSoon):
        return _form(browser, here, carrying, kind, typed=typed, alert=alarms.code_too_soon(sent.retry_after))
    return see(CODE)


def _code(browser: Request, here: Provider, interaction: Interaction, *, alert: Alert | None = None) -> Response:
    contact = actions.registrations.pending_of(here, interaction).declared.contact
    return show(
        "register_code", browser, here, purpose=PURPOSE, alert=alert, channel=contact.channel, masked=contact.masked
    )


@router.get(
    CODE,
    response_class=HTMLResponse,
    summary="Trang nhập mã đăng ký / Registration's code page",
    description="Asks for the code that was sent; without a registration under way, back to its beginning (303).",
    responses=HTML | see_other("To the beginning"),
)
async def show_registration_code(browser: Request, session: Session, here: Here, now: Now) -> Response:
    """The form."""
    cookie = browser.cookies.get(here.cookie(FORM))
    interaction = await actions.interactions.find(session, cookie, purpose=PURPOSE, at=now)
    return _code(browser, here, interaction) if interaction else see(words.REGISTER)


@router.post(
    CODE,
    status_code=303,
    response_class=RedirectResponse,
    summary="Xác nhận đăng ký / Confirm the registration",
    description="Checks the code: the account exists from now on. `act=again` sends another. 403 for a wrong code. To "
    "whoever proved an address that has an account already, a page says so (200).",
    responses=HTML
    | see_other("Done, or the same page")
    | {
        200: {"description": "The address has an account already", "content": {"text/html": {}}},
        403: {"description": "Not the code"},
        429: {"description": "A code was sent just now"},
    },
    openapi_extra=form(code="six digits", act="`again`: send another code", csrf="*from the form"),
)
async def prove_registration(browser: Request, session: Session, here: Here, now: Now) -> Response:
    """Check the code."""
    if not is_own_form(browser, here):
        return refused(*FOREIGN, status=403, browser=browser)
    try:
        typed = await read_form(browser)
    except InvalidRequest:
        return refused(*_UNREADABLE, browser=browser)
    cookie = browser.cookies.get(here.cookie(FORM))
    interaction = await actions.interactions.find(session, cookie, purpose=PURPOSE, at=now)
    if interaction is None:
        return see(words.REGISTER)
    if not is_form_of(browser, here, typed, purpose=PURPOSE):
        return _code(browser, here, interaction, alert=alarms.STALE)
    return await _confirm(browser, session, here, now, interaction=interaction, typed=typed)


async def _confirm(
    browser: Request, session: AsyncSession, here: Provider, now: Now, *, interaction: Interaction, typed: Parameters
) -> Response:
    if typed.get("act") == "again":
        sent = await actions.registrations.send_again(session, here, interaction, at=now)
        if isinstance(sent, TooSoon):
            return _code(browser, here, interaction, alert=alarms.code_too_soon(sent.retry_after))
        return see(CODE)
    done = await actions.registrations.confirm(
        session, here, interaction, typed=typed.get("code", ""), where=whereabouts(browser), at=now
    )
    if done is None:
        return _code(browser, here, interaction, alert=alarms.WRONG_CODE)
    onward = f"?{urlencode({'request': interaction.request})}" if interaction.request else ""
    if done.outcome is Registering.KNOWN:
        return page("register_known", browser=browser, onward=onward)
    return see(DONE + onward)


@router.get(
    DONE,
    response_class=HTMLResponse,
    summary="Đã đăng ký / Registered",
    description="Says what the person signs in with, and leads to the sign-in.",
    responses=HTML,
)
async def show_registered(browser: Request, session: Session, request: Onward = "") -> Response:
    """Where to go on."""
    return await finished("register_done", browser, session, request=request)
