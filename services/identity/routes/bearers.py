"""An access token shown to identity itself: checked as every service does, and against what was revoked since."""

from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.people import Person, possession, require
from kit.problems import Forbidden, Unauthorized
from services.identity import actions, queries
from services.identity.credentials import assurance
from services.identity.credentials.assurance import Level
from services.identity.oauth2.errors import InvalidToken
from services.identity.oauth2.presented import REFUSED, claims_of
from services.identity.oauth2.words import AUDIENCE
from services.identity.provider import Here, Provider
from services.identity.queries.families import Held
from services.identity.tokens import family_of


@dataclass(frozen=True)
class Shown:
    """A live access token shown with the request; `held` is its family, None for a system's own token."""

    claims: dict[str, Any]
    held: Held | None


async def bearer(
    request: Request, session: AsyncSession, here: Provider, *, at: datetime, audiences: Container[str] = (AUDIENCE,)
) -> Shown:
    """The request's access token, shown as it is bound and not revoked; InvalidToken otherwise."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() not in ("bearer", "dpop") or not token:
        raise InvalidToken("An access token is required.")
    claims = await claims_of(session, here, token, at=at, audiences=audiences)
    try:
        proof = possession(request, claims, scheme=scheme, token=token, at=at.timestamp())
    except ValueError:
        raise InvalidToken("The access token is not shown with a good proof of its key.") from None
    if proof is not None and not await actions.proofs.use(session, proof.digest, expires_at=proof.expires_at):
        raise InvalidToken("The proof was shown before.")
    if claims["kind"] == "partner":
        return Shown(claims, None)
    family_id = family_of(claims)
    held = await queries.families.find_live(session, family_id, at=at) if family_id else None
    if held is None:
        raise InvalidToken(REFUSED)
    return Shown(claims, held)


async def live_person(
    who: Annotated[Person, Depends(require(Person))], request: Request, session: Session, here: Here, now: Now
) -> Person:
    """The caller, whose token nothing has revoked; Unauthorized otherwise.

    Forbidden for whoever acts for another: nobody else's hand is in a person's own account.
    """
    try:
        shown = await bearer(request, session, here, at=now)
    except InvalidToken:
        raise Unauthorized(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}) from None
    if "act" in shown.claims:
        raise Forbidden
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
