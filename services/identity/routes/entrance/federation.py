"""Signing in with an account elsewhere: to the provider, back from it, and on (OpenID Connect Core 3.1, as a client).

What a provider must give back (state, nonce, verifier) is bound to the browser by its form cookie and used up by the
first answer that knows it; an answer for another provider, browser or sign-in finds nothing. No connection to the
database is held while a provider is asked.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import transaction
from kit.logs import log
from kit.people import anyone
from services.identity import actions, returning
from services.identity.models import Interaction
from services.identity.oauth2 import words
from services.identity.oauth2.errors import InvalidRequest
from services.identity.oauth2.parameters import Parameters, parse
from services.identity.pages import locale_of, page, refused
from services.identity.provider import FORM, SESSION, Here, Provider
from services.identity.providers.upstream import Assertion, Denied, Down, Unbelievable, Upstream
from services.identity.routes.documents import HTML, query, see_other
from services.identity.routes.entrance import arriving
from services.identity.routes.entrance.arriving import asking_of
from services.identity.routes.entrance.entering import see, wish_of
from services.identity.routes.forms import FormKey, form_key, keep_form_key
from services.identity.routes.protocol.asking import Asking, Unaskable
from services.identity.sittings import SELECT_ACCOUNT

router = APIRouter(tags=["Sign-in"], dependencies=[Depends(anyone)])

PURPOSE = "federation"
"""Of the interaction of a browser that is at a provider."""

ProviderName = Annotated[str, Path(max_length=40, examples=["vneid"])]


@dataclass(frozen=True)
class Trouble:
    """What kept somebody from coming in, and the status that says so."""

    status: int
    vi: str
    en: str


UNKNOWN = Trouble(404, "Không có cách đăng nhập này.", "There is no such way to sign in.")
DENIED = Trouble(403, "Bạn đã từ chối, hoặc chưa được xác thực ở đó.", "You said no, or were not let in there.")
DOWN = Trouble(
    503,
    "Hệ thống này tạm thời không trả lời. Hãy thử lại sau, hoặc đăng nhập bằng cách khác.",
    "It does not answer at the moment. Try again later, or sign in another way.",
)
STALE = Trouble(
    400,
    "Lần đăng nhập này đã hết hạn, đã dùng rồi, hoặc không bắt đầu từ trình duyệt này. Hãy đăng nhập lại.",
    "This sign-in has expired, was used, or did not begin in this browser. Sign in again.",
)
UNBELIEVABLE = Trouble(
    403,
    "Câu trả lời nhận được không xác minh được, nên không được chấp nhận. Hãy thử lại.",
    "The answer could not be verified and was not accepted. Try again.",
)


def callback_of(here: Provider, name: str) -> str:
    """Where a provider sends browsers back to; registered there, the same for every sign-in."""
    return f"{here.settings.public_url.rstrip('/')}{words.SIGN_IN}/{name}/callback"


@router.get(
    f"{words.SIGN_IN}/{{provider}}",
    status_code=303,
    response_class=RedirectResponse,
    summary="Đăng nhập bằng tài khoản khác / Sign in with another provider",
    description="To the provider's own page. `request` is the authorization request to go on with, or a page of the "
    "account.",
    responses=HTML
    | see_other("To the provider")
    | {404: {"description": "No such provider"}, 503: {"description": "The provider does not answer"}},
)
async def leave_for_provider(
    provider: ProviderName,
    browser: Request,
    here: Here,
    now: Now,
    request: Annotated[str, Query(max_length=8000, examples=["/account"])] = "",
) -> Response:
    """Send the browser to the provider."""
    upstream = here.providers.get(provider)
    if upstream is None:
        return refused(UNKNOWN.vi, UNKNOWN.en, status=UNKNOWN.status, browser=browser)
    try:
        async with transaction(browser.app) as session:
            is_fresh = _is_anew(browser, here, request, await asking_of(session, request))
        begun = await upstream.begin(callback=callback_of(here, provider), locale=locale_of(browser), is_fresh=is_fresh)
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=browser)
    except (Down, Unbelievable) as error:
        log.warning("a provider cannot be asked", provider=provider, error=str(error))
        return trouble(browser, upstream, DOWN, request)
    key = form_key(browser, here, purpose=PURPOSE)
    sealed = here.sealer.seal(json.dumps(begun.kept).encode())
    async with transaction(browser.app) as session:
        await actions.interactions.begin(
            session,
            key.value,
            purpose=PURPOSE,
            at=now,
            request=request,
            state={"provider": provider, "sealed": sealed},
        )
    return _with(here, see(begun.address), key)


def _is_anew(browser: Request, here: Provider, request: str, asking: Asking | None) -> bool:
    """Whether the person must show there who they are even if they just did: the request says so, or wants another
    account chosen; or somebody signed in here was sent away by a page that wants a recent proof.
    """
    prompts = asking.parameters.get("prompt", "").split() if asking else ()
    is_sent_away = returning.is_page(request) and here.cookie(SESSION) in browser.cookies
    return wish_of(request, asking).is_fresh or SELECT_ACCOUNT in prompts or is_sent_away


@router.get(
    f"{words.SIGN_IN}/{{provider}}/callback",
    status_code=303,
    response_class=RedirectResponse,
    summary="Trở về từ nơi đăng nhập khác / Back from another provider",
    description="Where a provider sends the browser back to. Goes on with the request that was asked for, or to a "
    "question about the account this browser is signed in to.",
    responses=HTML
    | see_other("On with the authorization request, or to the account")
    | {
        403: {"description": "Not signed in"},
        404: {"description": "No such provider"},
        503: {"description": "The provider does not answer"},
    },
    openapi_extra=query(code="from the provider", state="*from the sign-in", iss="the provider", error="why not"),
)
async def come_back_from_provider(provider: ProviderName, browser: Request, here: Here, now: Now) -> Response:
    """Who came back, and what becomes of it."""
    upstream = here.providers.get(provider)
    if upstream is None:
        return refused(UNKNOWN.vi, UNKNOWN.en, status=UNKNOWN.status, browser=browser)
    try:
        answer = parse(browser.url.query)
    except InvalidRequest:
        return trouble(browser, upstream, STALE, "")
    async with transaction(browser.app) as session:
        taken = await _take(session, here, browser, provider=provider, answer=answer, at=now)
    if taken is None:
        return trouble(browser, upstream, STALE, "")
    pending, kept = taken
    told = await _asked(upstream, answer, kept, callback=callback_of(here, provider), at=now)
    if isinstance(told, Trouble):
        return trouble(browser, upstream, told, pending.request)
    async with transaction(browser.app) as session:
        try:
            arrived = arriving.Arrived(told, pending.request, await asking_of(session, pending.request))
        except Unaskable as problem:
            return refused(problem.vi, problem.en, browser=browser)
        return await arriving.arrive(session, browser, here, arrived=arrived, at=now)


async def _take(
    session: AsyncSession, here: Provider, browser: Request, *, provider: str, answer: Parameters, at: datetime
) -> tuple[Interaction, dict[str, Any]] | None:
    """The sign-in this answer belongs to, used up by it; None when there is none. A wrong guess leaves it alone."""
    cookie = browser.cookies.get(here.cookie(FORM))
    pending = await actions.interactions.find(session, cookie, purpose=PURPOSE, at=at, is_locked=True)
    if pending is None or pending.state["provider"] != provider:
        return None
    kept: dict[str, Any] = json.loads(here.sealer.unseal(pending.state["sealed"]))
    if answer.get("state") != kept["state"] or not await actions.interactions.end(session, pending, at=at):
        return None
    return pending, kept


async def _asked(
    upstream: Upstream, answer: Parameters, kept: dict[str, Any], *, callback: str, at: datetime
) -> Assertion | Trouble:
    try:
        return await upstream.finish(answer, kept, callback=callback, at=at)
    except Denied:
        return DENIED
    except Down as error:
        log.warning("a provider is away", provider=upstream.settings.name, error=str(error))
        return DOWN
    except Unbelievable as error:
        log.warning("a provider's answer was not accepted", provider=upstream.settings.name, error=str(error))
        return UNBELIEVABLE


def trouble(browser: Request, upstream: Upstream, what: Trouble, request: str) -> HTMLResponse:
    """The page that says why nobody was signed in, and the ways on."""
    back = f"?{urlencode({'request': request})}" if request else ""
    return page(
        "federation",
        browser=browser,
        status=what.status,
        headers={"Retry-After": "30"} if what.status == 503 else {},
        alert=what,
        provider=upstream.settings,
        again=upstream.settings.address(request),
        otherwise=f"{words.SIGN_IN}{back}",
    )


def _with(here: Provider, answer: RedirectResponse, key: FormKey) -> Response:
    keep_form_key(answer, here, key)
    return answer
