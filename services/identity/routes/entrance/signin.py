"""The sign-in page: a plain form that works without a script.

The form carries a token bound to a cookie of this browser, and a form that says it comes from another site is refused,
so no other site can sign somebody in (login CSRF). A wrong password and an unknown account get the same page in the
same time. A code or a passkey instead of the password, and every second factor, are asked for on the next page
(routes/factor.py).
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity import actions, returning, seconding, signing_in
from services.identity.credentials import assurance, failures, opaque
from services.identity.credentials.passwords import Crowded
from services.identity.credentials.rations import CODE_SIGN_INS
from services.identity.models import Interaction
from services.identity.oauth2 import words
from services.identity.oauth2.errors import InvalidRequest
from services.identity.oauth2.parameters import Parameters
from services.identity.oauth2.redirects import origin
from services.identity.pages import Said, locale_of, page, refused
from services.identity.provider import Here, Provider
from services.identity.records.identifiers import LONGEST
from services.identity.routes.bodies import FOREIGN, is_own_form, read_form
from services.identity.routes.documents import HTML, form, see_other
from services.identity.routes.entrance import alarms
from services.identity.routes.entrance.alarms import Alert
from services.identity.routes.entrance.entering import let_in, on_to_factor, place_of, turn, wish_of
from services.identity.routes.forms import form_key, is_form_of, keep_form_key, network_of
from services.identity.routes.protocol.asking import Asking, Unaskable, read_asking
from services.identity.signing_in import Entered, Heard, Refused
from services.identity.unpassworded import begin_with_code, begin_with_passkey

router = APIRouter(tags=["Sign-in"], dependencies=[Depends(anyone)])

PURPOSE = "sign-in"


@dataclass(frozen=True)
class Shown:
    """What the form holds: what it is for (an authorization query or a page, may be empty) and what was typed."""

    request: str
    asking: Asking | None
    login: str = ""

    @property
    def ui_locales(self) -> str | None:
        """The languages the application wishes for."""
        return self.asking.parameters.get("ui_locales") if self.asking else None


def _show(browser: Request, here: Provider, shown: Shown, *, alert: Alert | None = None) -> Response:
    key = form_key(browser, here, purpose=PURPOSE)
    answer = page(
        "signin",
        browser=browser,
        ui_locales=shown.ui_locales,
        status=alert.status if alert else 200,
        targets=[origin(shown.asking.redirect_uri)] if shown.asking else [],
        headers={"Retry-After": str(alert.retry_after)} if alert and alert.retry_after is not None else {},
        csrf=key.csrf,
        request=shown.request,
        client_name=shown.asking.client.name if shown.asking else None,
        login=shown.login,
        alert=Said(alert.vi, alert.en) if alert else None,
        is_wrong=alert is alarms.WRONG,
        providers=[one.settings for one in here.providers.values()],
    )
    keep_form_key(answer, here, key)
    return answer


async def _shown(session: AsyncSession, request: str, login: str | None = None) -> Shown:
    is_asked = request and not returning.is_page(request)
    asking = await read_asking(session, request) if is_asked else None
    hint = asking.parameters.get("login_hint", "")[:LONGEST] if asking else ""
    return Shown(request, asking, hint if login is None else login)


@router.get(
    words.SIGN_IN,
    response_class=HTMLResponse,
    summary="Trang đăng nhập / Sign-in page",
    description="The form; `request` is the authorization request it answers, or a page of the account.",
    responses=HTML,
)
async def show_sign_in(
    browser: Request,
    session: Session,
    here: Here,
    request: Annotated[str, Query(max_length=8000, examples=["/account"])] = "",
) -> Response:
    """The form."""
    try:
        return _show(browser, here, await _shown(session, request))
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=browser)


@router.post(
    words.SIGN_IN,
    status_code=303,
    response_class=RedirectResponse,
    summary="Đăng nhập / Sign in",
    description="Checks login and password. On success goes on with the authorization request, or to the second "
    "factor; otherwise the same page again: 403 for a wrong password or unknown account alike (and for a form sent by "
    "another site), 429 with Retry-After after too many tries, 503 with Retry-After when too many people sign in at "
    "once. `act` asks for another way in.",
    responses=HTML
    | see_other("On with the authorization request, to the second factor, or to the account")
    | {
        403: {"description": "Not signed in"},
        429: {"description": "Too many tries"},
        503: {"description": "Too many people at once"},
    },
    openapi_extra=form(
        login="personal number, phone, e-mail or staff user name",
        password="the password",  # noqa: S106 - a description
        act="`code`: send a one-time code; `passkey`: sign in with a passkey",
        csrf="*from the form",
        request="from the form",
    ),
)
async def sign_in(browser: Request, here: Here, now: Now) -> Response:
    """Check the password and go on, or begin another way in."""
    if not is_own_form(browser, here):
        return refused(*FOREIGN, status=403, browser=browser)
    try:
        return await _try(browser, here, now, await read_form(browser))
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=browser)
    except InvalidRequest:
        return refused("Biểu mẫu không đọc được.", "The form cannot be read.", browser=browser)


async def _try(browser: Request, here: Provider, now: Now, typed: Parameters) -> Response:
    """One short transaction before the hash, one after it; no connection is held meanwhile."""
    async with turn(browser, here) as session:
        shown = await _shown(session, typed.get("request", ""), typed.get("login", ""))
        if not is_form_of(browser, here, typed, purpose=PURPOSE):
            return _show(browser, here, shown, alert=alarms.STALE)
        if "act" in typed:
            return await _begin_otherwise(browser, here, now, session, shown, act=typed["act"])
        place = place_of(browser, here)
        begun = await signing_in.begin(session, here.sealer, shown.login, place=place, at=now)
    if isinstance(begun, Refused):
        return _show(browser, here, shown, alert=alarms.too_many(begun.retry_after))
    try:
        passed = await _enter(browser, here, now, shown, begun, password=typed.get("password", ""))
    except Crowded:
        return _show(browser, here, shown, alert=alarms.CROWDED)
    if passed is None:
        return _show(browser, here, shown, alert=alarms.WRONG)
    entered, cookie = passed
    return let_in(here, entered, shown.request) if isinstance(entered, Entered) else on_to_factor(here, cookie)


async def _enter(
    browser: Request, here: Provider, now: Now, shown: Shown, begun: Heard, *, password: str
) -> tuple[Entered | Interaction | None, str] | None:
    """Signed in, or on to the second factor with a new form cookie; None when the password is not right; Crowded when
    it was not checked, nor counted then.
    """
    try:
        is_right = await here.passwords.verify(password, begun.password_hash)
    except Crowded:
        async with turn(browser, here) as session:
            await failures.take_back(session, begun.counted, at=now)
        raise
    place = place_of(browser, here, answers=shown.asking.fingerprint if shown.asking else None)
    async with turn(browser, here) as session:
        account = await signing_in.finish(session, begun) if is_right else None
        if account is None:
            await signing_in.refuse(session, begun.account_id, place=place, at=now)
            return None
        wish = wish_of(shown.request, shown.asking)
        cookie = opaque.new()
        entered = await seconding.go_on(
            session, account, amr=[assurance.PASSWORD], place=place, wish=wish, form=cookie, at=now
        )
        return entered, cookie


async def _begin_otherwise(
    browser: Request, here: Provider, now: Now, session: AsyncSession, shown: Shown, *, act: str
) -> Response:
    """A code to the person's address, or a passkey, instead of the password: the same answer for every login."""
    answers = shown.asking.fingerprint if shown.asking else None
    wish, cookie = wish_of(shown.request, shown.asking), opaque.new()
    if act == "passkey":
        await begin_with_passkey(session, cookie, wish=wish, answers=answers, at=now)
        return on_to_factor(here, cookie)
    if act != "code" or not shown.login:
        return _show(browser, here, shown, alert=alarms.NAMELESS)
    language, network = locale_of(browser, shown.ui_locales), network_of(browser)
    wait = await actions.rations.take(session, here.sealer, CODE_SIGN_INS, network=network, at=now)
    if wait is not None:
        return _show(browser, here, shown, alert=alarms.too_many(wait))
    await begin_with_code(
        session,
        here,
        cookie,
        login=shown.login,
        wish=wish,
        place=place_of(browser, here, answers=answers),
        language=language,
        at=now,
    )
    return on_to_factor(here, cookie)
