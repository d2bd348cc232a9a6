"""What a client may know of the person who signed in (OpenID Connect Core 5.3): the claims of its scopes, no more."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity import identifiers, queries, scopes
from services.identity.models import Attribute, Person
from services.identity.oauth2 import words
from services.identity.oauth2.errors import InsufficientScope, InvalidToken, OAuthError, documented, refusal
from services.identity.provider import Here
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
async def show_userinfo(request: Request, session: Session, here: Here, now: Now) -> JSONResponse:
    """The claims."""
    try:
        token = await bearer(request, session, here, at=now)
        if scopes.OPENID not in scopes.words(token["scope"]):
            raise InsufficientScope("The scope openid is required.")
        person = await queries.people.find_person(session, UUID(token["sub"]))
        if person is None:
            raise InvalidToken("The access token is not valid.")
    except OAuthError as error:
        return refusal(error)
    return JSONResponse({"sub": token["sub"], **claims(person, token["scope"])}, headers=words.NO_STORE)


def claims(person: Person, scope: str) -> dict[str, Any]:
    """The person's attributes as OpenID claims, those the scope shows."""
    record = person.record()
    shown: dict[str, Any] = {}
    for claim, name in scopes.claims(scope).items():
        if name in record:
            shown[claim] = _value(claim, record[name])
            if claim in _CAN_BE_VERIFIED:
                shown[f"{claim}_verified"] = record[name].verified_at is not None
    return shown


def _value(claim: str, attribute: Attribute) -> Any:  # noqa: ANN401 - text or an address object
    if claim == "phone_number":
        return identifiers.read(attribute.value).value
    if claim == "address":
        place = attribute.value
        return {
            "street_address": place["line"],
            "locality": place["ward_name"],
            "formatted": f"{place['line']}, {place['ward_name']}",
            "country": "VN",
        }
    return attribute.value
