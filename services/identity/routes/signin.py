"""The sign-in page: a plain form that works without a script.

The form carries a token bound to a cookie of this browser, and a form that says it comes from another site is refused,
so no other site can sign somebody in (login CSRF). A wrong password and an unknown account get the same page in the
same time.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session, transaction
from kit.people import anyone
from services.identity import failures, lockouts, opaque, signing_in
from services.identity.oauth2 import words
from services.identity.oauth2.errors import InvalidRequest
from services.identity.oauth2.parameters import Parameters
from services.identity.pages import page, refused
from services.identity.passwords import Crowded
from services.identity.provider import DEVICE, FORM, SESSION, Here, Provider
from services.identity.redirects import origin
from services.identity.routes.asking import Asking, Unaskable, read_asking
from services.identity.routes.bodies import FOREIGN, is_own_form, read_form
from services.identity.routes.documents import HTML, form, see_other

router = APIRouter(tags=["Sign-in"], dependencies=[Depends(anyone)])


@dataclass(frozen=True)
class Alert:
    """Why the form is shown again, and with which status."""

    status: int
    vi: str
    en: str


WRONG: Final = Alert(
    403, "Thông tin đăng nhập hoặc mật khẩu không đúng.", "The sign-in name or the password is not right."
)
TOO_MANY: Final = Alert(
    429, "Bạn đã thử quá nhiều lần. Hãy đợi rồi thử lại.", "Too many tries. Wait a while, then try again."
)
CROWDED: Final = Alert(
    503,
    "Đang có quá nhiều người đăng nhập. Hãy thử lại sau giây lát.",
    "Too many people are signing in at the moment. Try again shortly.",
)
STALE: Final = Alert(403, "Biểu mẫu đã hết hạn. Hãy thử lại.", "The form has expired. Try again.")


@dataclass(frozen=True)
class Shown:
    """What the form holds: the authorization request it answers (a query string, may be empty) and what was typed."""

    request: str
    asking: Asking | None
    login: str = ""


def _show(
    here: Provider, shown: Shown, cookie: str | None, *, alert: Alert | None = None, retry_after: int | None = None
) -> Response:
    bound = cookie or opaque.new()
    answer = page(
        "signin",
        status=alert.status if alert else 200,
        targets=[origin(shown.asking.redirect_uri)] if shown.asking else [],
        headers={"Retry-After": str(retry_after)} if retry_after is not None else {},
        csrf=here.sealer.mac("sign-in form", bound),
        request=shown.request,
        client_name=shown.asking.client.name if shown.asking else None,
        login=shown.login,
        alert=alert,
    )
    if cookie is None:
        here.set_cookie(answer, FORM, value=bound)
    return answer


async def _shown(session: Session, request: str, login: str = "") -> Shown:
    return Shown(request, await read_asking(session, request) if request else None, login)


@router.get(
    words.SIGN_IN,
    response_class=HTMLResponse,
    summary="Trang đăng nhập / Sign-in page",
    description="An HTML form with the inputs `login` and `password`. `request` is the query of the authorization "
    "request to go on with.",
    responses=HTML,
)
async def show_sign_in(
    browser: Request, session: Session, here: Here, request: Annotated[str, Query(max_length=8000)] = ""
) -> Response:
    """The form."""
    try:
        shown = await _shown(session, request)
    except Unaskable as problem:
        return refused(problem.vi, problem.en)
    return _show(here, shown, browser.cookies.get(here.cookie(FORM)))


@router.post(
    words.SIGN_IN,
    status_code=303,
    response_class=RedirectResponse,
    summary="Đăng nhập / Sign in",
    description="Checks login and password. On success goes on with the authorization request; otherwise the same "
    "page again: 403 for a wrong password or unknown account alike (and for a form sent by another site), 429 with "
    "Retry-After after too many tries, 503 with Retry-After when too many people sign in at once.",
    responses=HTML
    | see_other("Back to the authorization request, or to the start page")
    | {
        403: {"description": "Not signed in"},
        429: {"description": "Too many tries"},
        503: {"description": "Too many people at once"},
    },
    openapi_extra=form(
        login="*personal number, phone, e-mail or staff user name",
        password="*the password",  # noqa: S106 - a description
        csrf="*from the form",
        request="from the form",
    ),
)
async def sign_in(browser: Request, here: Here, now: Now) -> Response:
    """Check the password and go on."""
    if not is_own_form(browser, here):
        return refused(*FOREIGN, status=403)
    try:
        return await _try(browser, here, now, await read_form(browser))
    except Unaskable as problem:
        return refused(problem.vi, problem.en)
    except InvalidRequest:
        return refused("Biểu mẫu không đọc được.", "The form cannot be read.")


@asynccontextmanager
async def _turn(browser: Request, here: Provider) -> AsyncIterator[AsyncSession]:
    """A short transaction of a sign-in, one of a few at a time."""
    async with here.turnstile, transaction(browser.app) as session:
        yield session


async def _try(browser: Request, here: Provider, now: Now, typed: Parameters) -> Response:
    """One short transaction before the hash, one after it; no connection is held meanwhile."""
    cookie = browser.cookies.get(here.cookie(FORM))
    async with _turn(browser, here) as session:
        shown = await _shown(session, typed.get("request", ""), typed.get("login", ""))
        if cookie is None or not here.sealer.is_mac(typed.get("csrf", ""), "sign-in form", cookie):
            return _show(here, shown, None, alert=STALE)
        attempt = _attempt(browser, here, typed, shown)
        begun = await signing_in.begin(session, here.sealer, attempt, at=now)
    if isinstance(begun, signing_in.Refused):
        return _show(here, shown, cookie, alert=TOO_MANY, retry_after=begun.retry_after)
    try:
        entered = await _enter(browser, here, now, attempt, begun)
    except Crowded:
        return _show(here, shown, cookie, alert=CROWDED, retry_after=1)
    return _show(here, shown, cookie, alert=WRONG) if entered is None else _go_on(here, shown, entered)


async def _enter(
    browser: Request, here: Provider, now: Now, attempt: signing_in.Attempt, begun: signing_in.Heard
) -> signing_in.Entered | None:
    """The person signed in, None when the password is not right; Crowded when it was not checked, nor counted then."""
    try:
        is_right = await here.passwords.verify(attempt.password, begun.password_hash)
    except Crowded:
        async with _turn(browser, here) as session:
            await failures.take_back(session, begun.counted, at=now)
        raise
    if not is_right:
        return None
    async with _turn(browser, here) as session:
        return await signing_in.finish(session, begun, attempt, at=now)


def _go_on(here: Provider, shown: Shown, entered: signing_in.Entered) -> Response:
    onward = f"{words.AUTHORIZE}?{shown.request}" if shown.request else "/"
    answer = RedirectResponse(onward, status_code=303, headers={"Cache-Control": "no-store"})
    here.set_cookie(answer, SESSION, value=entered.session_cookie)
    here.set_cookie(answer, DEVICE, value=entered.device_cookie)
    here.forget_cookie(answer, FORM)
    return answer


def _attempt(browser: Request, here: Provider, typed: Parameters, shown: Shown) -> signing_in.Attempt:
    hops = browser.headers.getlist("x-forwarded-for")  # the gateway writes exactly one; a list is nobody's address
    return signing_in.Attempt(
        login=typed.get("login", ""),
        password=typed.get("password", ""),
        device=browser.cookies.get(here.cookie(DEVICE)),
        cookie=browser.cookies.get(here.cookie(SESSION)),
        answers=shown.asking.fingerprint if shown.asking else None,
        network=lockouts.network(hops[0] if len(hops) == 1 else ""),
    )
