"""Whether a token is still good, for those who may know (RFC 7662).

A confidential client may ask about its own tokens; one with `introspection` among its grants also about every access
token made for the platform. To everybody else each token is as unknown as a made-up one: `{"active": false}`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL, now
from kit.db import statements
from kit.people import anyone
from services.identity import queries
from services.identity.credentials import opaque
from services.identity.models import Authentication, Client
from services.identity.oauth2 import words
from services.identity.oauth2.errors import InvalidToken, OAuthError, UnauthorizedClient, documented, refusal
from services.identity.oauth2.presented import claims_of
from services.identity.provider import Provider
from services.identity.queries.families import Held
from services.identity.routes.bodies import read_form
from services.identity.routes.documents import CLIENT, form
from services.identity.routes.protocol.clients import authenticate
from services.identity.schemas.tokens import IntrospectionOut
from services.identity.tokens import family_of

router = APIRouter(tags=["OpenID"], dependencies=[Depends(anyone)])

_TOLD = (
    *("iss", "sub", "aud", "client_id", "scope", "exp", "iat", "jti"),
    *("acr", "auth_time", "cnf", "act", "delegation", "kind", "agency"),
)
"""Claims of an access token that are told."""

_INACTIVE = {"active": False}


@router.post(
    words.INTROSPECT,
    summary="Kiểm tra mã / Introspect a token",
    description="Whether an access or refresh token is live now, and what it says. For confidential clients.",
    response_model=IntrospectionOut,
    responses=documented(400, 401),
    openapi_extra=form(token="*an access or refresh token", **CLIENT),  # noqa: S106 - a description
)
async def introspect_token(request: Request) -> JSONResponse:
    """What a token says, while it is live."""
    here: Provider = request.app.state.provider
    at = await now()
    async with statements(request.app) as session:
        try:
            parameters = await read_form(request)
            client = await authenticate(session, request, parameters, here=here, at=at)
            if client.authentication is Authentication.NONE:
                raise UnauthorizedClient("Only a client that can prove to be itself may ask.")
            told = await _tell(session, here, client, parameters.require("token"), at=at)
        except OAuthError as error:
            return refusal(error)
    return JSONResponse(told or _INACTIVE, headers=words.NO_STORE)


async def _tell(
    session: AsyncSession, here: Provider, client: Client, token: str, *, at: datetime
) -> dict[str, Any] | None:
    """What the client may know of the token; None when it is not live, or not for the client to know."""
    if "." not in token:
        held = await queries.families.find_of_refresh_token(session, opaque.digest(token), at=at)
        return _of_refresh_token(held, here) if held is not None and held.client_id == client.id else None
    try:
        audiences = (words.AUDIENCE, here.issuer + words.USERINFO)
        claims = await claims_of(session, here, token, at=at, audiences=audiences)
    except InvalidToken:
        return None
    is_own = claims["client_id"] == client.id
    is_for_platform = words.INTROSPECTION in client.grants and claims["aud"] == words.AUDIENCE
    if not (is_own or is_for_platform) or not await _is_live(session, claims, at=at):
        return None
    kind = {"token_type": "DPoP" if "cnf" in claims else "Bearer"}
    return {"active": True, **{name: claims[name] for name in _TOLD if name in claims}, **kind}


def _of_refresh_token(held: Held, here: Provider) -> dict[str, Any]:
    told: dict[str, Any] = {
        "active": True,
        "iss": here.issuer,
        "sub": held.subject,
        "client_id": held.client_id,
        "scope": held.scope,
        "exp": int(held.expires_at.timestamp()),
        "acr": held.acr,
        "auth_time": int(held.authenticated_at.timestamp()),
    }
    return told if held.proof_key is None else {**told, "cnf": {"jkt": held.proof_key}}


async def _is_live(session: AsyncSession, claims: dict[str, Any], *, at: datetime) -> bool:
    """Whether nothing has taken back what the token was made from: family, system, delegation."""
    if claims["kind"] == "partner":
        return await queries.clients.find_client(session, claims["client_id"]) is not None
    family_id = family_of(claims)
    held = await queries.families.find_live(session, family_id, at=at) if family_id else None
    if held is None or not await _is_holder_live(session, claims, held):
        return False
    if "delegation" not in claims:
        return True
    today = at.astimezone(LOCAL).date()
    delegation = await queries.delegations.find_usable(
        session, UUID(claims["delegation"]), delegate_id=held.person_id, on=today
    )
    return delegation is not None


async def _is_holder_live(session: AsyncSession, claims: dict[str, Any], held: Held) -> bool:
    """Whether the client the token was made for is enabled; of an exchanged token it is not the family's."""
    holder = claims["client_id"]
    return holder == held.client_id or await queries.clients.find_client(session, holder) is not None
