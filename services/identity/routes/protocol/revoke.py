"""A client gives up a token (RFC 7009): with it goes everything of the same authorization."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity import actions
from services.identity.credentials import opaque
from services.identity.models import Client, Family, RefreshToken
from services.identity.oauth2 import words
from services.identity.oauth2.errors import InvalidToken, OAuthError, documented, refusal
from services.identity.oauth2.presented import claims_of
from services.identity.provider import Here, Provider
from services.identity.routes.bodies import read_form
from services.identity.routes.documents import CLIENT, form
from services.identity.routes.protocol.clients import authenticate
from services.identity.tokens import family_of

router = APIRouter(tags=["OpenID"], dependencies=[Depends(anyone)])


@router.post(
    words.REVOKE,
    summary="Thu hồi mã / Revoke a token",
    description="Revokes the authorization a refresh or access token belongs to. 200 also for a token unknown here.",
    responses=documented(400, 401),
    openapi_extra=form(token="*a refresh or access token", **CLIENT),  # noqa: S106 - a description
)
async def revoke_token(request: Request, session: Session, here: Here, now: Now) -> Response:
    """Revoke; silent about tokens that are not this client's."""
    try:
        parameters = await read_form(request)
        client = await authenticate(session, request, parameters, here=here, at=now)
        family_id = await _family(session, here, parameters.require("token"), now)
    except OAuthError as error:
        return refusal(error)
    if family_id is not None and await _is_of(session, family_id, client):
        await actions.grants.revoke_family(session, family_id, at=now)
    return JSONResponse({}, headers=words.NO_STORE)


async def _family(session: AsyncSession, here: Provider, token: str, now: Now) -> UUID | None:
    found = await session.scalar(select(RefreshToken.family_id).where(RefreshToken.token_hash == opaque.digest(token)))
    if found is not None:
        return found
    try:
        audiences = (words.AUDIENCE, here.issuer + words.USERINFO)
        return family_of(await claims_of(session, here, token, at=now, audiences=audiences))
    except InvalidToken:
        return None


async def _is_of(session: AsyncSession, family_id: UUID, client: Client) -> bool:
    family = await session.get(Family, family_id)
    return family is not None and family.client_id == client.id
