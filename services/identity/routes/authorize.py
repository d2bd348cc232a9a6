"""Where a client sends a person to get a code (OpenID Connect Core 3.1.2, RFC 9207).

Until client and redirect are known to be right, a refusal is a page for the person: nothing is ever redirected to an
address nobody registered. After that every answer, good or bad, goes to the client with `state` and `iss`.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity import actions, queries, signing_in, sittings
from services.identity.models import BrowserSession
from services.identity.oauth2 import authorization, words
from services.identity.oauth2.errors import LoginRequired, OAuthError
from services.identity.pages import refused
from services.identity.provider import SESSION, Here
from services.identity.redirects import with_answer
from services.identity.routes.asking import Asking, Unaskable, read_asking
from services.identity.routes.documents import HTML, query, see_other

router = APIRouter(tags=["OpenID"], dependencies=[Depends(anyone)])


async def sitting(request: Request, session: Session, here: Here, now: Now) -> BrowserSession | None:
    """The browser's live sign-in."""
    return await queries.sittings.find_session(session, request.cookies.get(here.cookie(SESSION)), at=now)


Sitting = Annotated[BrowserSession | None, Depends(sitting)]


def _redirect(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


@router.get(
    words.AUTHORIZE,
    status_code=303,
    response_class=RedirectResponse,
    summary="Yêu cầu đăng nhập / Authorize",
    description="Authorization code with PKCE S256, for every client. Answers to the client's redirect, or asks the "
    "person to sign in.",
    responses=HTML | see_other("To the client with `code`, `state`, `iss`; or to the sign-in page"),
    openapi_extra=query(
        client_id="*the client",
        redirect_uri="*one of the client's registered redirects",
        response_type="*code",
        scope="openid profile email phone address identity",
        state="given back unchanged",
        nonce="put into the ID token",
        code_challenge="*base64url(SHA-256(code_verifier))",
        code_challenge_method="*S256",
        prompt="none or login",
        max_age="seconds since the password was asked for",
    ),
)
async def authorize(request: Request, session: Session, here: Here, now: Now, sitting: Sitting) -> Response:
    """Give a code to the client, or ask the person to sign in first."""
    asked_text = request.url.query
    try:
        asking = await read_asking(session, asked_text)
    except Unaskable as problem:
        return refused(problem.vi, problem.en)
    try:
        asked = authorization.read(asking.parameters, asking.client)
        known = _known(sitting, asking, at=now)
        step = sittings.step(known, prompts=asked.prompts, max_age=asked.max_age, at=now)
        if step is sittings.Step.REFUSE:
            raise LoginRequired("The person has to sign in.")
    except OAuthError as error:
        return _answer(asking, here.issuer, error=error.code, error_description=error.description)
    if step is sittings.Step.SIGN_IN or sitting is None:
        return _redirect(with_answer(words.SIGN_IN, {"request": asked_text}))
    await signing_in.touch(session, sitting, at=now)
    code = await actions.grants.grant_code(session, sitting, asking.client, asked=asked, at=now)
    return _answer(asking, here.issuer, code=code)


def _known(sitting: BrowserSession | None, asking: Asking, *, at: datetime) -> sittings.Sitting | None:
    if sitting is None:
        return None
    is_recent = at - sitting.authenticated_at < sittings.ANSWER_WINDOW
    is_answer = is_recent and sitting.answers_request == asking.fingerprint
    return sittings.Sitting(authenticated_at=sitting.authenticated_at, is_answer=is_answer)


def _answer(asking: Asking, issuer: str, **answer: str) -> Response:
    state = asking.parameters.get("state")
    return _redirect(with_answer(asking.redirect_uri, {**answer, "state": state, "iss": issuer}))
