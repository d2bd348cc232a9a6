"""Where clients get tokens (RFC 6749 section 3.2)."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.db import statements, transaction
from kit.people import anyone
from services.identity import actions
from services.identity.grants import GRANTS
from services.identity.grants.request import TokenRequest
from services.identity.models import Client
from services.identity.oauth2 import dpop, words
from services.identity.oauth2.errors import (
    InvalidProof,
    OAuthError,
    UnauthorizedClient,
    UnsupportedGrantType,
    documented,
    refusal,
)
from services.identity.oauth2.parameters import Parameters
from services.identity.provider import Provider
from services.identity.routes.bodies import read_form
from services.identity.routes.documents import CLIENT, form
from services.identity.routes.protocol.clients import authenticate
from services.identity.schemas.tokens import TokensOut

router = APIRouter(tags=["OpenID"], dependencies=[Depends(anyone)])


@router.post(
    words.TOKEN,
    summary="Lấy mã truy cập / Get tokens",
    description="Grants: authorization_code (with PKCE), refresh_token (rotated at every use), client_credentials, "
    "token-exchange (RFC 8693). Public clients send `client_id`, confidential ones HTTP Basic or a client assertion. "
    "With the header `DPoP` (RFC 9449) the tokens are bound to the key of the proof.",
    response_model=TokensOut,
    responses=documented(400, 401),
    openapi_extra=form(
        grant_type="*authorization_code, refresh_token, client_credentials, "
        "urn:ietf:params:oauth:grant-type:token-exchange",
        code="authorization_code: the code",
        redirect_uri="authorization_code: the redirect the code was sent to",
        code_verifier="authorization_code: the PKCE verifier",
        refresh_token="refresh_token: the token",  # noqa: S106 - a description
        scope="refresh_token, client_credentials, token-exchange: a part of the scope",
        subject_token="token-exchange: an access token, or the id of a delegation",  # noqa: S106 - a description
        subject_token_type=f"token-exchange: {words.ACCESS_TOKEN} or {words.DELEGATION}",
        actor_token="token-exchange by delegation: the own access token",  # noqa: S106 - a description
        actor_token_type=f"token-exchange by delegation: {words.ACCESS_TOKEN}",
        **CLIENT,
    ),
)
async def give_tokens(request: Request) -> JSONResponse:
    """Tokens for a grant. A refusal is answered, not raised: what it revoked stays revoked.

    Asked for more than anything else: what is at hand is taken, not injected, which costs a third of the whole.
    """
    try:
        parameters = await read_form(request)
    except OAuthError as error:
        return refusal(error)
    async with _unit(request, parameters) as session:
        try:
            given = await _grant(request, session, parameters, at=await now())
            return JSONResponse(given, headers=words.NO_STORE)
        except OAuthError as error:
            return refusal(error)


def _unit(request: Request, parameters: Parameters) -> AbstractAsyncContextManager[AsyncSession]:
    """A refresh that proves nothing beside it is one statement; everything else is one transaction."""
    is_one = parameters.get("grant_type") == words.GrantType.REFRESH_TOKEN and "client_assertion" not in parameters
    return statements(request.app) if is_one and "dpop" not in request.headers else transaction(request.app)


async def _grant(request: Request, session: AsyncSession, parameters: Parameters, *, at: datetime) -> dict[str, Any]:
    here: Provider = request.app.state.provider
    client = await authenticate(session, request, parameters, here=here, at=at)
    try:
        grant_type = words.GrantType(parameters.require("grant_type"))
    except ValueError:
        raise UnsupportedGrantType("This grant is not supported.") from None
    if grant_type not in client.grants:
        raise UnauthorizedClient("The client may not use this grant.")
    proof_key = await _proof_key(request, session, here, client, at)
    return await GRANTS[grant_type](session, TokenRequest(here, client, parameters, at, proof_key))


async def _proof_key(
    request: Request, session: AsyncSession, here: Provider, client: Client, at: datetime
) -> str | None:
    """The key the client proves to hold, to which its tokens are bound; None when it shows none and need not."""
    proof = dpop.read(request.headers.getlist("dpop"), url=here.issuer + words.TOKEN, at=at.timestamp())
    if proof is None:
        if client.is_dpop_bound:
            raise InvalidProof("The client must prove the key its tokens are bound to (DPoP).")
        return None
    if not await actions.proofs.use(session, proof.digest, expires_at=proof.expires_at):
        raise InvalidProof("The DPoP proof was used before.")
    return proof.key
