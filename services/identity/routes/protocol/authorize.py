"""Where a client sends a person to get a code (OpenID Connect Core 3.1.2, RFC 9207, RFC 9126 section 4).

Until client and redirect are known to be right, a refusal is a page for the person: nothing is ever redirected to an
address nobody registered. After that every answer, good or bad, goes to the client with `state` and `iss`.
"""

from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity import actions
from services.identity.oauth2 import words
from services.identity.oauth2.errors import (
    ConsentRequired,
    InvalidRequest,
    LoginRequired,
    OAuthError,
    UnmetAuthentication,
)
from services.identity.oauth2.redirects import with_answer
from services.identity.pages import refused
from services.identity.provider import Here
from services.identity.routes.bodies import read_form
from services.identity.routes.documents import HTML, form, query, see_other
from services.identity.routes.protocol.answers import grant, onward, refuse
from services.identity.routes.protocol.asking import Unaskable, read_asking
from services.identity.routes.protocol.deciding import Decision, Sitting, decide
from services.identity.sittings import NONE, Step

router = APIRouter(tags=["OpenID"], dependencies=[Depends(anyone)])

_FIELDS: Final = {
    "client_id": "*the client",
    "request_uri": "of a pushed request; then nothing else but client_id counts",
    "redirect_uri": "one of the client's registered redirects",
    "response_type": "code",
    "scope": "openid profile email phone address identity",
    "state": "given back unchanged",
    "nonce": "put into the ID token",
    "code_challenge": "base64url(SHA-256(code_verifier))",
    "code_challenge_method": "S256",
    "prompt": "none; or any of login, consent, select_account",
    "max_age": "seconds since the person proved to be themselves",
    "acr_values": "levels of assurance that will do: low, substantial, high",
    "id_token_hint": "an ID token the client was given: only that person will do",
    "login_hint": "what to fill in at the sign-in",
    "ui_locales": "vi en, the preferred one first",
    "dpop_jkt": "thumbprint of the key the code is to be bound to (RFC 9449)",
}
_ANSWERS: Final = HTML | see_other("To the client with `code` or `error`, `state`, `iss`; or to a page of ours")

_PAGES: Final = {Step.SIGN_IN: words.SIGN_IN, Step.STEP_UP: words.FACTOR, Step.ASK: words.CONSENT}
_ALWAYS: Final[dict[Step, OAuthError]] = {
    Step.OTHER_PERSON: LoginRequired("Somebody else signed in than the id_token_hint names."),
    Step.UNMET: UnmetAuthentication("The person cannot reach the level of assurance asked for."),
}
# a missing factor is a matter of authentication, for which Core 3.1.2.6 has login_required, not interaction_required
_SILENT: Final[dict[Step, OAuthError]] = {
    Step.SIGN_IN: LoginRequired("The person has to sign in."),
    Step.STEP_UP: LoginRequired("The person has to sign in with a further factor."),
    Step.ASK: ConsentRequired("The person has to be asked first."),
}


@router.get(
    words.AUTHORIZE,
    status_code=303,
    response_class=RedirectResponse,
    summary="Yêu cầu đăng nhập / Authorize",
    description="Authorization code with PKCE S256, for every client. Answers to the client's redirect, or sends the "
    "person to sign in, to confirm with a further factor, or to agree.",
    responses=_ANSWERS,
    openapi_extra=query(**_FIELDS),
)
async def authorize(request: Request, session: Session, here: Here, now: Now, sitting: Sitting) -> Response:
    """Give a code to the client, or send the person to the page where what is missing is done."""
    asked_text = request.url.query
    try:
        asking = await read_asking(session, asked_text)
        if asking.pushed is not None:
            await actions.pushed.welcome(session, asking.pushed, at=now)
        decision = await decide(session, here, asking, sitting=sitting, at=now)
        if (error := _error(decision)) is not None:
            return refuse(asking, here.issuer, error)
        if decision.step is Step.GRANT and sitting is not None:
            return await grant(session, here, asking, asked=decision.asked, sitting=sitting, at=now)
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=request)
    except OAuthError as error:
        return refuse(asking, here.issuer, error)
    return onward(with_answer(_PAGES[decision.step], {"request": asked_text}))


@router.post(
    words.AUTHORIZE,
    name="post_authorize",
    status_code=303,
    response_class=RedirectResponse,
    summary="Yêu cầu đăng nhập / Authorize",
    description="As GET, with the parameters in the body (OpenID Connect Core 3.1.2.1). Sends the browser on to GET: "
    "a form of another site does not bring the sign-in's cookie.",
    responses=_ANSWERS,
    openapi_extra=form(**_FIELDS),
)
async def post_authorize(request: Request) -> Response:
    """The same request by GET."""
    try:
        parameters = await read_form(request)
    except InvalidRequest as error:
        return refused("Yêu cầu đăng nhập không đọc được.", error.description, browser=request)
    return onward(f"{words.AUTHORIZE}?{urlencode(parameters)}")


def _error(decision: Decision) -> OAuthError | None:
    """The error the decision comes down to, if it does: what needs a page is one under prompt=none."""
    always = _ALWAYS.get(decision.step)
    return always or (_SILENT.get(decision.step) if NONE in decision.asked.prompts else None)
