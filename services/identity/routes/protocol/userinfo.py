"""What a client may know of the person who signed in (OpenID Connect Core 5.3): the claims of its scopes, no more."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL, now
from kit.db import statements, transaction
from kit.people import anyone
from services.identity import actions, queries
from services.identity.oauth2 import scopes, words
from services.identity.oauth2.errors import InsufficientScope, OAuthError, documented, refusal
from services.identity.provider import Provider
from services.identity.records import identifiers
from services.identity.records.provenance import outranking
from services.identity.routes.bearers import bearer

router = APIRouter(tags=["OpenID"], dependencies=[Depends(anyone)])

_CAN_BE_VERIFIED = frozenset({"email", "phone_number"})


@router.get(
    words.USERINFO,
    summary="Thông tin người đăng nhập / Claims about the person",
    description="The claims the access token's scopes show. Needs the scope `openid`.",
    responses=documented(401, 403),
)
@router.post(
    words.USERINFO,
    name="post_userinfo",
    summary="Thông tin người đăng nhập / Claims about the person",
    description="As GET; the access token is read from the Authorization header only.",
    responses=documented(401, 403),
)
async def show_userinfo(request: Request) -> JSONResponse:
    """The claims. Without a proof to remember, the line that says who read them is all that is written."""
    here: Provider = request.app.state.provider
    at = await now()
    unit = transaction if "dpop" in request.headers else statements
    async with unit(request.app) as session:
        try:
            return JSONResponse(await _told(request, session, here, at=at), headers=words.NO_STORE)
        except OAuthError as error:
            return refusal(error)


async def _told(request: Request, session: AsyncSession, here: Provider, *, at: datetime) -> dict[str, Any]:
    audiences = (words.AUDIENCE, here.issuer + words.USERINFO)
    shown = await bearer(request, session, here, at=at, audiences=audiences)
    token, held = shown.claims, shown.held
    if held is None or scopes.OPENID not in scopes.words(token["scope"]):
        raise InsufficientScope("The scope openid is required.")
    said = await queries.families.find_attributes(session, held.person_id)
    told = claims(said, token["scope"], on=at.astimezone(LOCAL).date())
    read = [name for claim, name in scopes.claims(token["scope"]).items() if claim in told]
    await actions.disclosures.of_client(
        session, held.person_id, client_id=token["client_id"], scope=token["scope"], attributes=read, at=at
    )
    return {"sub": token["sub"], **told}


def claims(said: Iterable[Any], scope: str, *, on: date) -> dict[str, Any]:
    """A person's attributes as OpenID claims, those the scope shows."""
    record = outranking(said, on=on)
    shown: dict[str, Any] = {}
    for claim, name in scopes.claims(scope).items():
        if name in record:
            shown[claim] = _value(claim, record[name].value)
            if claim in _CAN_BE_VERIFIED:
                shown[f"{claim}_verified"] = record[name].verified_at is not None
    return shown


def _value(claim: str, value: Any) -> Any:  # noqa: ANN401 - text or an address object
    if claim == "phone_number":
        return identifiers.read(value).value
    if claim == "address":
        place = value
        return {
            "street_address": place["line"],
            "locality": place["ward_name"],
            "formatted": f"{place['line']}, {place['ward_name']}",
            "country": "VN",
        }
    return value
