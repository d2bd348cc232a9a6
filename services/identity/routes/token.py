"""Where clients get tokens (RFC 6749 section 3.2)."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity.grants import GRANTS
from services.identity.grants.request import TokenRequest
from services.identity.oauth2 import words
from services.identity.oauth2.errors import (
    OAuthError,
    UnauthorizedClient,
    UnsupportedGrantType,
    documented,
    refusal,
)
from services.identity.provider import Here
from services.identity.routes.bodies import read_form
from services.identity.routes.clients import authenticate
from services.identity.routes.documents import form
from services.identity.schemas.tokens import TokensOut

router = APIRouter(tags=["OpenID"], dependencies=[Depends(anyone)])


@router.post(
    words.TOKEN,
    summary="Lấy mã truy cập / Get tokens",
    description="Grants: authorization_code (with PKCE), refresh_token (rotated at every use), client_credentials. "
    "Public clients send `client_id`, confidential ones HTTP Basic.",
    response_model=TokensOut,
    responses=documented(400, 401),
    openapi_extra=form(
        grant_type="*authorization_code, refresh_token or client_credentials",
        client_id="of a public client",
        code="authorization_code: the code",
        redirect_uri="authorization_code: the redirect the code was sent to",
        code_verifier="authorization_code: the PKCE verifier",
        refresh_token="refresh_token: the token",  # noqa: S106 - a description
        scope="refresh_token, client_credentials: a part of the scope",
    ),
)
async def give_tokens(request: Request, session: Session, here: Here, now: Now) -> JSONResponse:
    """Tokens for a grant. A refusal is answered, not raised: what it revoked stays revoked."""
    try:
        return JSONResponse(await _grant(request, session, here, now), headers=words.NO_STORE)
    except OAuthError as error:
        return refusal(error)


async def _grant(request: Request, session: AsyncSession, here: Here, now: Now) -> dict[str, Any]:
    parameters = await read_form(request)
    client = await authenticate(session, request, parameters)
    try:
        grant_type = words.GrantType(parameters.require("grant_type"))
    except ValueError:
        raise UnsupportedGrantType("This grant is not supported.") from None
    if grant_type not in client.grants:
        raise UnauthorizedClient("The client may not use this grant.")
    return await GRANTS[grant_type](session, TokenRequest(here, client, parameters, now))
