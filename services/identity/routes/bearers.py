"""An access token shown to identity itself: checked as every service does, and against what was revoked since."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.people import Person, require
from kit.problems import Unauthorized
from kit.tokens import check_access, verify
from services.identity import assurance, queries
from services.identity.assurance import Level
from services.identity.oauth2.errors import InvalidToken
from services.identity.oauth2.words import ACCESS_TYPE
from services.identity.provider import Here, Provider
from services.identity.tokens import family_of

_REFUSED = "The access token is not valid."


async def claims_of(session: AsyncSession, here: Provider, token: str, *, at: datetime) -> dict[str, Any]:
    """The claims of a live access token of ours; InvalidToken otherwise."""
    opened = await here.ring.open(session, at=at)
    try:
        claims = verify(token, keys=opened.known, typ=ACCESS_TYPE)
        check_access(claims, issuer=here.issuer, at=at.timestamp())
    except (ValueError, RecursionError):
        raise InvalidToken(_REFUSED) from None
    return claims


async def bearer(request: Request, session: AsyncSession, here: Provider, *, at: datetime) -> dict[str, Any]:
    """The claims of the request's bearer token, given to a person and not revoked; InvalidToken otherwise."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise InvalidToken("An access token is required.")
    claims = await claims_of(session, here, token, at=at)
    family_id = family_of(claims)
    if claims["kind"] != "partner" and (
        family_id is None or not await queries.sittings.is_family_live(session, family_id, at=at)
    ):
        raise InvalidToken(_REFUSED)
    return claims


async def live_person(
    who: Annotated[Person, Depends(require(Person))], request: Request, session: Session, here: Here, now: Now
) -> Person:
    """The caller, whose token nothing has revoked; Unauthorized otherwise."""
    try:
        await bearer(request, session, here, at=now)
    except InvalidToken:
        raise Unauthorized(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}) from None
    return who


LivePerson = Annotated[Person, Depends(live_person)]

REAUTHENTICATE_AFTER = 20 * 60
"""Seconds since the person proved to be themselves, after which they must again before they change anything that
guards their account (RFC 9470)."""


def _step_up(**wanted: str | int) -> Unauthorized:
    told = "".join(f', {name}="{value}"' for name, value in wanted.items())
    header = f'Bearer realm="motcua", error="insufficient_user_authentication"{told}'
    return Unauthorized(headers={"WWW-Authenticate": header})


async def recent_person(who: LivePerson, now: Now) -> Person:
    """The caller, who proved to be themselves in the last 20 minutes; Unauthorized with a challenge otherwise."""
    if who.authenticated_at is None or now.timestamp() - who.authenticated_at > REAUTHENTICATE_AFTER:
        raise _step_up(max_age=REAUTHENTICATE_AFTER)
    return who


RecentPerson = Annotated[Person, Depends(recent_person)]


def at_least(level: Level) -> Callable[..., Awaitable[Person]]:
    """A dependency giving the recent caller signed in at `level` or higher; Unauthorized with a challenge otherwise."""

    async def person(who: RecentPerson) -> Person:
        if who.acr is None or not assurance.is_enough(who.acr, level):
            raise _step_up(acr_values=level.value, max_age=REAUTHENTICATE_AFTER)
        return who

    return person
