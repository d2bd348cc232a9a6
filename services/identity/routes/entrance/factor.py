"""The page for one more proof: the second factor of a sign-in, a code or passkey instead of a password, and stepping up
a live session to what an application demands.

A plain form that works without a script; only passkeys need one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.people import anyone
from services.identity import actions, confirming, queries, returning, seconding, unpassworded
from services.identity.confirming import Guess, Proof
from services.identity.credentials import onetime, opaque
from services.identity.credentials.factors import CHANNELS, Means
from services.identity.models import Interaction
from services.identity.oauth2 import words
from services.identity.oauth2.errors import InvalidRequest
from services.identity.oauth2.parameters import Parameters
from services.identity.oauth2.redirects import origin
from services.identity.pages import Said, locale_of, page, refused
from services.identity.provider import FORM, SESSION, Here, Provider
from services.identity.routes.bodies import FOREIGN, is_own_form, read_form
from services.identity.routes.documents import HTML, form, see_other
from services.identity.routes.entrance import alarms
from services.identity.routes.entrance.alarms import Alert
from services.identity.routes.entrance.entering import let_in, on_to_factor, place_of, see, turn
from services.identity.routes.entrance.raising import begin_step_up
from services.identity.routes.forms import FormKey, form_key, is_form_of, keep_form_key
from services.identity.routes.protocol.asking import Asking, Unaskable, read_asking
from services.identity.seconding import SIGN_IN, STEP_UP
from services.identity.signing_in import Entered, Place, Refused

router = APIRouter(tags=["Sign-in"], dependencies=[Depends(anyone)])

PURPOSE = "factor"


@dataclass(frozen=True)
class Visit:
    """One request of a browser for this page, in its transaction."""

    session: AsyncSession
    browser: Request
    here: Provider
    at: datetime

    @property
    def key(self) -> FormKey:
        """The key of the page's forms."""
        return form_key(self.browser, self.here, purpose=PURPOSE)


@dataclass(frozen=True)
class View:
    """The page's state: what the browser may show, which of these is chosen, and where a code goes, or went."""

    asking: Asking | None
    allowed: tuple[Means, ...]
    chosen: Means
    is_first: bool
    is_sent: bool
    to: str | None

    @property
    def ui_locales(self) -> str | None:
        """The languages the application wishes for."""
        return self.asking.parameters.get("ui_locales") if self.asking else None


@router.get(
    words.FACTOR,
    response_class=HTMLResponse,
    summary="Trang xác thực thêm / Further factor page",
    description="Asks for one more proof: after the password, instead of it, or (with `request`, an authorization "
    "request or a page of the account) to raise a live session.",
    responses=HTML | see_other("To the sign-in page, when nobody is in the middle of signing in"),
)
async def show_factor(
    browser: Request,
    here: Here,
    now: Now,
    request: Annotated[str, Query(max_length=8000, examples=["/account/security"])] = "",
    means: Annotated[str, Query(max_length=20, examples=["authenticator"])] = "",
) -> Response:
    """The form for one of the factors the person may show."""
    try:
        async with turn(browser, here) as session:
            visit = Visit(session, browser, here, now)
            key = visit.key
            begun: Interaction | Response | None
            if request:
                begun = await begin_step_up(session, browser, here, request, key.value, at=now)
            else:
                begun = await _find(visit)
            if begun is None:
                return see(words.SIGN_IN)
            answer = begun if isinstance(begun, Response) else await _show(visit, begun, key, wanted=means)
            keep_form_key(answer, here, key)
            return answer
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=browser)


@router.post(
    words.FACTOR,
    status_code=303,
    response_class=RedirectResponse,
    summary="Xác thực thêm / Show a further factor",
    description="Checks a code, a passkey or a recovery code, or sends a one-time code (`act=send`). 403 when it is "
    "not right (and for a form sent by another site), 429 with Retry-After after too many tries.",
    responses=HTML
    | see_other("On with what the sign-in was for")
    | {403: {"description": "Not right"}, 429: {"description": "Too many tries"}},
    openapi_extra=form(
        means="*passkey, authenticator, sms, email or recovery_code",
        code="the code",
        answer="the passkey's answer, from the script",
        trust="`yes`: do not ask on this device for 30 days",
        act="`send`: send a one-time code",
        csrf="*from the form",
    ),
)
async def prove_factor(browser: Request, here: Here, now: Now) -> Response:
    """Check what was shown and go on."""
    if not is_own_form(browser, here):
        return refused(*FOREIGN, status=403, browser=browser)
    try:
        typed = await read_form(browser)
        async with turn(browser, here) as session:
            visit = Visit(session, browser, here, now)
            pending = await _find(visit, is_locked=True)
            return see(words.SIGN_IN) if pending is None else await _answer(visit, pending, typed)
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=browser)
    except InvalidRequest:
        return refused("Biểu mẫu không đọc được.", "The form cannot be read.", browser=browser)


async def _answer(visit: Visit, pending: Interaction, typed: Parameters) -> Response:
    key, wanted = visit.key, typed.get("means", "")
    means = Means(wanted) if wanted in frozenset(Means) else None
    if means is None or not is_form_of(visit.browser, visit.here, typed, purpose=PURPOSE):
        return await _show(visit, pending, key, wanted=wanted, alert=alarms.STALE)
    if typed.get("act") == "send":
        return await _send(visit, pending, key, means)
    place = place_of(visit.browser, visit.here, answers=pending.state.get("answers"))
    guess = Guess(means, typed.get("answer" if means is Means.PASSKEY else "code", ""))
    proof = await confirming.prove(visit.session, visit.here, pending, guess=guess, place=place, at=visit.at)
    if isinstance(proof, Proof):
        return await _finish(visit, pending, proof, place, is_trusted=typed.get("trust") == "yes")
    wrong = alarms.WRONG_PASSKEY if means is Means.PASSKEY else alarms.WRONG_CODE
    alert = alarms.too_many(proof.retry_after) if isinstance(proof, Refused) else wrong
    return await _show(visit, pending, key, wanted=wanted, alert=alert)


async def _finish(visit: Visit, pending: Interaction, proof: Proof, place: Place, *, is_trusted: bool) -> Response:
    cookie = opaque.new()
    entered = await confirming.finish(
        visit.session, pending, proof, place=place, form=cookie, is_trusted=is_trusted, at=visit.at
    )
    if entered is None:
        return refused(*_PASSWORD_NEEDED, status=403, browser=visit.browser)
    if isinstance(entered, Entered):
        return let_in(visit.here, entered, pending.request)
    return on_to_factor(visit.here, cookie)


_PASSWORD_NEEDED: Final = (
    "Tài khoản này có lớp bảo vệ thứ hai. Hãy đăng nhập lại bằng mật khẩu hoặc khóa truy cập.",
    "A second factor guards this account. Sign in again with the password or a passkey.",
)


async def _find(visit: Visit, *, is_locked: bool = False) -> Interaction | None:
    """What the browser is in the middle of: a sign-in, or a step-up of the session it still has."""
    session, here = visit.session, visit.here
    cookie = visit.browser.cookies.get(here.cookie(FORM))
    for purpose in (SIGN_IN, STEP_UP):
        found = await actions.interactions.find(session, cookie, purpose=purpose, at=visit.at, is_locked=is_locked)
        if found is None:
            continue
        own = visit.browser.cookies.get(here.cookie(SESSION))
        if purpose == SIGN_IN or await confirming.sitting_of(session, found, own, at=visit.at) is not None:
            return found
    return None


async def _send(visit: Visit, pending: Interaction, key: FormKey, means: Means) -> Response:
    """Send a code and show where to type it."""
    session, here = visit.session, visit.here
    view = await _view(visit, pending, means)
    to = await confirming.address(session, here, pending, channel=means) if means in CHANNELS else None
    retry_after = None
    if view is not None and to is not None and means in view.allowed:
        language = locale_of(visit.browser, view.ui_locales)
        channel = pending.state.get("channel", means)
        retry_after = await unpassworded.send(
            session, here, pending, channel=channel, address=to, language=language, at=visit.at
        )
    # not told where nothing was proven: how many codes an address got would tell whose it is
    if retry_after is not None and view is not None and not view.is_first:
        return await _show(visit, pending, key, wanted=means, alert=alarms.code_too_soon(retry_after))
    return see(f"{words.FACTOR}?means={means}")


async def _view(visit: Visit, pending: Interaction, wanted: str) -> View | None:
    session = visit.session
    allowed = await confirming.allowed(session, pending, await seconding.owner(session, pending))
    if not allowed:
        return None
    is_asked = pending.request and not returning.is_page(pending.request)
    asking = await read_asking(session, pending.request) if is_asked else None
    sent = await actions.codes.last_sent(session, pending, purpose=pending.purpose, at=visit.at)
    chosen = Means(next((one for one in (wanted, sent) if one in allowed), allowed[0]))
    is_first = "first" in pending.state
    to = (
        await confirming.address(session, visit.here, pending, channel=chosen)
        if chosen in CHANNELS and not is_first
        else None
    )
    return View(asking, allowed, chosen, is_first=is_first, is_sent=is_first or sent == chosen, to=to)


async def _show(
    visit: Visit, pending: Interaction, key: FormKey, *, wanted: str = "", alert: Alert | None = None
) -> Response:
    view = await _view(visit, pending, wanted)
    if view is None:
        return see(words.SIGN_IN)
    is_passkey = view.chosen is Means.PASSKEY
    return page(
        "factor",
        browser=visit.browser,
        ui_locales=view.ui_locales,
        status=alert.status if alert else 200,
        targets=[origin(view.asking.redirect_uri)] if view.asking else [],
        has_script=is_passkey,
        headers={"Retry-After": str(alert.retry_after)} if alert and alert.retry_after is not None else {},
        csrf=key.csrf,
        request=pending.request,
        chosen=view.chosen,
        others=[one for one in view.allowed if one is not view.chosen],
        is_sent=view.is_sent,
        to=onetime.masked(view.to) if view.to else None,
        is_first=view.is_first,
        can_trust=not view.is_first and await _is_guarded(visit.session, pending),
        options=await confirming.challenge(visit.session, visit.here, pending) if is_passkey else None,
        alert=Said(alert.vi, alert.en) if alert else None,
    )


async def _is_guarded(session: AsyncSession, pending: Interaction) -> bool:
    return pending.account_id is not None and (await queries.factors.held(session, pending.account_id)).is_guarded
