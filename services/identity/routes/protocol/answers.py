"""How an authorization request is answered to its client: a code or an error, always with `state` and `iss` (RFC 9207).

Only the redirect of an `Asking` is ever answered to, which was checked.
"""

from datetime import datetime

from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import actions, signing_in
from services.identity.models import BrowserSession
from services.identity.oauth2.authorization import AuthorizationRequest
from services.identity.oauth2.errors import AccessDenied, OAuthError
from services.identity.oauth2.redirects import with_answer
from services.identity.provider import Provider
from services.identity.routes.protocol.asking import Asking, Unaskable


def onward(address: str) -> Response:
    """To an address, by GET, remembered by nobody."""
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


def answer(asking: Asking, issuer: str, **values: str) -> Response:
    """The answer on its way to the client."""
    state = asking.parameters.get("state")
    return onward(with_answer(asking.redirect_uri, {**values, "state": state, "iss": issuer}))


def refuse(asking: Asking, issuer: str, error: OAuthError) -> Response:
    """A refusal on its way to the client."""
    return answer(asking, issuer, error=error.code, error_description=error.description)


async def grant(
    session: AsyncSession,
    here: Provider,
    asking: Asking,
    *,
    asked: AuthorizationRequest,
    sitting: BrowserSession,
    at: datetime,
) -> Response:
    """A code for the client; Unaskable when the request was pushed and somebody was faster to use it."""
    await _use_up(session, asking, at=at)
    await signing_in.touch(session, sitting, at=at)
    opened = await here.ring.open(session, at=at)
    code = await actions.grants.grant_code(
        session,
        sitting,
        asking.client,
        asked=asked,
        subject=actions.grants.known_as(asking.client, sitting.person_id, key=opened.pairwise),
        proof_key=asking.pushed.proof_key if asking.pushed else asked.proof_key,
        at=at,
    )
    return answer(asking, here.issuer, code=code)


async def deny(session: AsyncSession, here: Provider, asking: Asking, *, at: datetime) -> Response:
    """The person said no; Unaskable as above."""
    await _use_up(session, asking, at=at)
    return refuse(asking, here.issuer, AccessDenied("The person did not agree."))


async def _use_up(session: AsyncSession, asking: Asking, *, at: datetime) -> None:
    if asking.pushed is not None and not await actions.pushed.use_up(session, asking.pushed, at=at):
        raise Unaskable("Yêu cầu đăng nhập đã được dùng.", "The sign-in request was used.")
