"""Sign-out asked for by a client (OpenID Connect RP-Initiated Logout 1.0): one sign-out leaves every client.

A browser that shows both the ID token and the cookie of that sign-in leaves at once. Anybody else is asked first, on a
form no other site can send: an ID token alone may have been found in a log. The answer goes only to an address the
client registered for it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity import queries, signing_in
from services.identity.credentials import opaque
from services.identity.models import BrowserSession, Client
from services.identity.oauth2 import hints, words
from services.identity.oauth2.errors import InvalidRequest
from services.identity.oauth2.parameters import Parameters, parse
from services.identity.oauth2.redirects import is_registered, origin, with_answer
from services.identity.oauth2.subjects import session_name
from services.identity.pages import page, refused
from services.identity.provider import FORM, SESSION, Here, Provider
from services.identity.routes.bodies import FOREIGN, is_own_form, read_form
from services.identity.routes.documents import HTML, form, query, see_other
from services.identity.tokens import session_of

router = APIRouter(tags=["Sign-in"], dependencies=[Depends(anyone)])

_CONFIRMATION = "sign-out form"
_KEPT = ("post_logout_redirect_uri", "state")
_FIELDS = {
    "id_token_hint": "the ID token of the sign-in to end",
    "post_logout_redirect_uri": "one of the client's registered addresses",
    "client_id": "the client, when there is no id_token_hint",
    "state": "given back unchanged",
    "logout_hint": "who signs out; not needed here, where a browser holds one sign-in",
    "ui_locales": "vi en, the preferred one first",
}
_ANSWERS = (
    HTML
    | see_other("Signed out: to the client, or to the page that says so")
    | {200: {"description": "The page that asks the person", "content": {"text/html": {}}}}
)
_SUMMARY = "Đăng xuất / Sign out"


@dataclass(frozen=True)
class Leaving:
    """A request to sign out: the hint's claims if it is ours, the client, and where to answer (checked)."""

    hint: dict[str, Any] | None
    client: Client | None
    target: str | None
    parameters: Parameters

    @property
    def address(self) -> str:
        """Where the person goes when signed out."""
        if self.target is None:
            return words.SIGNED_OUT
        return with_answer(self.target, {"state": self.parameters.get("state")})


@router.get(
    words.LOGOUT,
    status_code=303,
    response_class=RedirectResponse,
    summary=_SUMMARY,
    description="With the `id_token_hint` of this browser's own sign-in signs out at once; otherwise asks the person.",
    responses=_ANSWERS,
    openapi_extra=query(**_FIELDS),
)
async def sign_out(request: Request, session: Session, here: Here, now: Now) -> Response:
    """Sign out, or ask."""
    try:
        parameters = parse(request.url.query)
        parameters.pop("confirmation", None)  # only the form, sent by POST, may confirm
        return await _leave(request, session, here, now, parameters)
    except InvalidRequest as error:
        return refused("Yêu cầu đăng xuất không hợp lệ.", error.description, browser=request)


@router.post(
    words.LOGOUT,
    name="confirm_sign_out",
    status_code=303,
    response_class=RedirectResponse,
    summary=_SUMMARY,
    description="As GET, with the parameters in the body; also what the confirmation form sends "
    "(403 when another site sent it).",
    responses=_ANSWERS | {403: {"description": "The form was sent by another site"}},
    openapi_extra=form(**_FIELDS, confirmation="from the form"),
)
async def post_sign_out(request: Request, session: Session, here: Here, now: Now) -> Response:
    """Sign out, or ask."""
    try:
        parameters = await read_form(request)
        if "confirmation" in parameters and not is_own_form(request, here):
            return refused(*FOREIGN, status=403, browser=request)
        return await _leave(request, session, here, now, parameters)
    except InvalidRequest as error:
        return refused("Yêu cầu đăng xuất không hợp lệ.", error.description, browser=request)


@router.get(
    words.SIGNED_OUT,
    response_class=HTMLResponse,
    summary="Trang đã đăng xuất / Signed-out page",
    description="Says that the person is signed out.",
)
async def show_signed_out(request: Request) -> Response:
    """The page after a sign-out that no client wanted an answer to."""
    return page("signed_out", browser=request)


async def _leave(request: Request, session: AsyncSession, here: Provider, now: Now, parameters: Parameters) -> Response:
    leaving = await _read(session, here, now, parameters)
    cookie = request.cookies.get(here.cookie(SESSION), "")
    own = await queries.sittings.find_open_session(session, cookie)
    hinted = await _hinted(session, here, leaving, own, at=now)
    ending = own.id if own else hinted
    if ending is not None:
        # without a session the form is bound to the form's cookie, as the sign-in form is
        bound = cookie if own else request.cookies.get(here.cookie(FORM))
        is_at_once = own is not None and own.id == hinted
        if not is_at_once and not _is_confirmed(here, leaving, bound, ending):
            return _ask(request, here, leaving, bound, ending=ending, is_own=own is not None)
        await signing_in.end_session(session, ending, at=now)
    answer = RedirectResponse(leaving.address, status_code=303, headers={"Cache-Control": "no-store"})
    here.forget_cookie(answer, SESSION)
    return answer


async def _hinted(
    session: AsyncSession, here: Provider, leaving: Leaving, own: BrowserSession | None, *, at: datetime
) -> UUID | None:
    """The open sign-in the hint is of; a pairwise client's hint names it only to the browser that holds it."""
    if leaving.hint is None:
        return None
    opened = await here.ring.open(session, at=at)
    sid, subject = leaving.hint.get("sid"), leaving.hint["sub"]
    if own is not None and sid == session_name(opened.pairwise, own.id, subject=subject):
        return own.id
    session_id = session_of(leaving.hint)
    return session_id if session_id and await queries.sittings.is_session_open(session, session_id) else None


def _is_confirmed(here: Provider, leaving: Leaving, bound: str | None, ending: UUID) -> bool:
    given = leaving.parameters.get("confirmation", "")
    return bound is not None and here.sealer.is_mac(given, _CONFIRMATION, bound, str(ending))


def _ask(
    request: Request, here: Provider, leaving: Leaving, bound: str | None, *, ending: UUID, is_own: bool
) -> Response:
    names = _KEPT if is_own else (*_KEPT, "id_token_hint")
    kept = {name: leaving.parameters[name] for name in names if name in leaving.parameters}
    if leaving.client is not None:
        kept["client_id"] = leaving.client.id
    value = bound or opaque.new()
    answer = page(
        "signout",
        browser=request,
        ui_locales=leaving.parameters.get("ui_locales"),
        targets=[origin(leaving.target)] if leaving.target else [],
        confirmation=here.sealer.mac(_CONFIRMATION, value, str(ending)),
        kept=kept,
    )
    if bound is None:
        here.set_cookie(answer, FORM, value=value)
    return answer


async def _read(session: AsyncSession, here: Provider, now: Now, parameters: Parameters) -> Leaving:
    token = parameters.get("id_token_hint")
    hint = await hints.read(session, here, token, at=now) if token else None
    client_id = parameters.get("client_id")
    if hint is not None and client_id not in (None, hint["aud"]):
        raise InvalidRequest("The id_token_hint was made for another client.")
    client = await queries.clients.find_client(session, hint["aud"] if hint else client_id)
    target = parameters.get("post_logout_redirect_uri")
    if target is not None and (client is None or not is_registered(target, client.post_logout_redirect_uris)):
        raise InvalidRequest("The post_logout_redirect_uri is not registered.")
    return Leaving(hint, client, target, parameters)
