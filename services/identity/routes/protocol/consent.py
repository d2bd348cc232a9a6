"""The page that asks a person whether a third-party application may see what it asks for.

The form is bound to this browser, this sign-in and this very request, so an answer to one cannot be used for another,
and no other site can answer for the person. Whatever the request needs besides consent (a fresh sign-in, a further
factor) is decided anew when the form arrives.
"""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity import actions, queries
from services.identity.models import BrowserSession
from services.identity.oauth2 import scopes, words
from services.identity.oauth2.authorization import AuthorizationRequest
from services.identity.oauth2.errors import InvalidRequest, OAuthError
from services.identity.oauth2.parameters import Parameters
from services.identity.oauth2.redirects import origin
from services.identity.pages import Said, page, refused
from services.identity.provider import Here, Provider
from services.identity.routes.bodies import FOREIGN, is_own_form, read_form
from services.identity.routes.documents import HTML, form, see_other
from services.identity.routes.forms import form_key, is_form_of, keep_form_key
from services.identity.routes.protocol.answers import deny, grant, onward
from services.identity.routes.protocol.asking import Asking, Unaskable, read_asking
from services.identity.routes.protocol.deciding import Sitting, decide
from services.identity.sittings import Step

router = APIRouter(tags=["Sign-in"], dependencies=[Depends(anyone)])

_STALE: Final = Said("Biểu mẫu đã hết hạn. Hãy thử lại.", "The form has expired. Try again.")


@router.get(
    words.CONSENT,
    response_class=HTMLResponse,
    summary="Trang đồng ý chia sẻ dữ liệu / Consent page",
    description="Which data an application asks for, and who answers for it. `request` is the query of the "
    "authorization request to go on with.",
    responses=HTML | see_other("Back to the authorization request, which needs something else first"),
)
async def show_consent(
    *,
    browser: Request,
    session: Session,
    here: Here,
    now: Now,
    sitting: Sitting,
    request: Annotated[str, Query(max_length=8000, examples=[""])] = "",
) -> Response:
    """The form."""
    try:
        asking = await read_asking(session, request)
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=browser)
    asked = await _due(session, here, asking, sitting=sitting, at=now)
    if asked is None or sitting is None:
        return onward(f"{words.AUTHORIZE}?{request}")
    return await _show(browser, session, here, asking, asked=asked, sitting=sitting, request=request)


@router.post(
    words.CONSENT,
    status_code=303,
    response_class=RedirectResponse,
    summary="Đồng ý hoặc từ chối chia sẻ dữ liệu / Agree or refuse",
    description="`decision=agree` answers the client with a code and is remembered for a year; anything else with "
    "`access_denied`. 403 for a form that is stale or was sent by another site.",
    responses=HTML | see_other("To the client") | {403: {"description": "Not this browser's form"}},
    openapi_extra=form(decision="*agree or refuse", csrf="*from the form", request="*from the form"),
)
async def decide_consent(browser: Request, session: Session, here: Here, now: Now, sitting: Sitting) -> Response:
    """Remember the answer and give it to the client."""
    if not is_own_form(browser, here):
        return refused(*FOREIGN, status=403, browser=browser)
    try:
        typed = await read_form(browser)
        asking = await read_asking(session, typed.get("request", ""))
        return await _answer(browser, session, here, asking, typed=typed, sitting=sitting, at=now)
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=browser)
    except InvalidRequest:
        return refused("Biểu mẫu không đọc được.", "The form cannot be read.", browser=browser)


async def _answer(
    browser: Request,
    session: AsyncSession,
    here: Provider,
    asking: Asking,
    *,
    typed: Parameters,
    sitting: BrowserSession | None,
    at: datetime,
) -> Response:
    request = typed["request"]
    asked = await _due(session, here, asking, sitting=sitting, at=at)
    if asked is None or sitting is None:
        return onward(f"{words.AUTHORIZE}?{request}")
    if not is_form_of(browser, here, typed, purpose=_purpose(sitting, asking)):
        return await _show(browser, session, here, asking, asked=asked, sitting=sitting, request=request, alert=_STALE)
    if typed.get("decision") != "agree":
        return await deny(session, here, asking, at=at)
    answer = await grant(session, here, asking, asked=asked, sitting=sitting, at=at)
    await actions.consents.give(session, sitting, asking.client, scope=asked.scope, at=at)
    return answer


async def _due(
    session: AsyncSession, here: Provider, asking: Asking, *, sitting: BrowserSession | None, at: datetime
) -> AuthorizationRequest | None:
    """The request, when the person's consent is what it waits for; None: the authorization endpoint says what is."""
    try:
        decision = await decide(session, here, asking, sitting=sitting, at=at)
    except OAuthError:
        return None
    return decision.asked if decision.step is Step.ASK else None


async def _show(
    browser: Request,
    session: AsyncSession,
    here: Provider,
    asking: Asking,
    *,
    asked: AuthorizationRequest,
    sitting: BrowserSession,
    request: str,
    alert: Said | None = None,
) -> Response:
    agency = (
        await queries.agencies.find_agency(session, asking.client.agency_code) if asking.client.agency_code else None
    )
    key = form_key(browser, here, purpose=_purpose(sitting, asking))
    answer = page(
        "consent",
        browser=browser,
        ui_locales=asking.parameters.get("ui_locales"),
        status=403 if alert else 200,
        targets=[origin(asking.redirect_uri)],
        alert=alert,
        csrf=key.csrf,
        request=request,
        client_name=asking.client.name,
        agency_name=agency.name if agency else None,
        shown=[scopes.WORDS[word] for word in scopes.words(asked.scope) if word in scopes.WORDS],
    )
    keep_form_key(answer, here, key)
    return answer


def _purpose(sitting: BrowserSession, asking: Asking) -> str:
    return f"consent {sitting.id} {asking.fingerprint}"
