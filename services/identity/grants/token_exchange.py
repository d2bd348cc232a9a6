"""token-exchange (RFC 8693): a token for acting on somebody's behalf, never for more or longer than what is shown.

Two kinds. A confidential client registered for it carries a person's request on: it shows the access token it was
called with (subject_token) and gets a narrower one that names it as the actor. A person to whom another has given a
delegation shows its id (subject_token) and their own access token (actor_token) and gets one in the other's name.

The new token belongs to the family of the token shown: what revokes that one revokes this one. An exchanged token
cannot be exchanged again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from services.identity import queries, tokens
from services.identity.grants import issuing
from services.identity.grants.request import TokenRequest
from services.identity.models import Authentication
from services.identity.oauth2 import scopes, words
from services.identity.oauth2.errors import InvalidGrant, InvalidRequest, InvalidScope, InvalidTarget, InvalidToken
from services.identity.oauth2.presented import claims_of
from services.identity.oauth2.words import ACCESS_TOKEN, AUDIENCE
from services.identity.queries.families import Held
from services.identity.tokens import Limits, Standing

_REFUSED = "The token shown is not valid for this exchange."


@dataclass(frozen=True)
class Outcome:
    """In whose name the new token speaks, for what, as what, who acts, and until when."""

    subject: str
    scope: str
    standing: Standing
    acting: dict[str, Any]
    expires_at: datetime


async def exchange(session: AsyncSession, asked: TokenRequest) -> dict[str, Any]:
    """The exchanged token; InvalidRequest, InvalidGrant, InvalidScope or InvalidTarget otherwise."""
    if asked.parameters.get("requested_token_type", ACCESS_TOKEN) != ACCESS_TOKEN:
        raise InvalidRequest("Only access tokens are given.")
    if asked.parameters.get("audience", AUDIENCE) != AUDIENCE or "resource" in asked.parameters:
        raise InvalidTarget("Tokens are made for the platform alone.")
    subject = asked.parameters.require("subject_token")
    match asked.parameters.require("subject_token_type"):
        case words.ACCESS_TOKEN:
            return await _carry_on(session, asked, subject)
        case words.DELEGATION:
            return await _act_for(session, asked, subject)
    raise InvalidRequest("The subject_token_type is not supported.")


async def _carry_on(session: AsyncSession, asked: TokenRequest, shown: str) -> dict[str, Any]:
    """A system goes on with what a person asked of it."""
    if asked.client.authentication is Authentication.NONE or "actor_token" in asked.parameters:
        raise InvalidGrant("Only a client that can prove to be itself acts so, and for itself.")
    claims, held = await _live(session, asked, shown)
    giver = await queries.clients.find_client(session, held.client_id)
    if giver is None or giver.is_third_party:
        raise InvalidGrant(_REFUSED)
    outcome = Outcome(
        subject=claims["sub"],
        scope=_narrowed(asked, claims["scope"]),
        standing=Standing(
            kind=claims["kind"],
            agency=claims.get("agency"),
            roles=tuple(claims["roles"]),
            fields=tuple(claims.get("fields", ())),
        ),
        acting={"act": {"client_id": asked.client.id}},
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
    )
    return await _answer(session, asked, held, outcome)


async def _act_for(session: AsyncSession, asked: TokenRequest, shown: str) -> dict[str, Any]:
    """A person acts for another who has let them."""
    if asked.parameters.require("actor_token_type") != ACCESS_TOKEN:
        raise InvalidRequest("The actor_token_type is not supported.")
    claims, held = await _live(session, asked, asked.parameters.require("actor_token"))
    if claims["kind"] != "citizen" or held.client_id != asked.client.id:
        raise InvalidGrant(_REFUSED)
    # otherwise a copy of a bound token could be made into one that is bound to nothing
    if claims.get("cnf", {}).get("jkt") not in (None, asked.proof_key):
        raise InvalidGrant(_REFUSED)
    if "scope" in asked.parameters:
        raise InvalidScope("What a delegation opens is said in the delegation.")
    delegation_id = _id(shown)
    today = asked.at.astimezone(LOCAL).date()
    found = await queries.delegations.find_usable(session, delegation_id, delegate_id=held.person_id, on=today)
    if found is None:
        raise InvalidGrant("The delegation does not hold.")
    outcome = Outcome(
        subject=str(found.principal_id),
        scope="",  # what the delegate's token shows is the delegate's
        standing=Standing(kind="citizen"),
        acting={"act": {"sub": str(held.person_id)}, "delegation": str(delegation_id)},
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
    )
    return await _answer(session, asked, held, outcome)


async def _live(session: AsyncSession, asked: TokenRequest, shown: str) -> tuple[dict[str, Any], Held]:
    """A person's own live access token for the platform, and its family."""
    try:
        claims = await claims_of(session, asked.provider, shown, at=asked.at)
    except InvalidToken:
        raise InvalidGrant(_REFUSED) from None
    family_id = tokens.family_of(claims)
    held = await queries.families.find_live(session, family_id, at=asked.at) if family_id else None
    if held is None or "act" in claims:
        raise InvalidGrant(_REFUSED)
    return claims, held


def _narrowed(asked: TokenRequest, held: str) -> str:
    """What is asked of the scope held, at most what the client is registered for."""
    scope = scopes.narrowed(asked.parameters.get("scope", held), held)
    if scope is None and scopes.words(held):
        raise InvalidScope("The scope goes beyond the token shown.")
    return scopes.granted(scope or "", asked.client.scopes)


def _id(shown: str) -> UUID:
    try:
        return UUID(shown)
    except ValueError:
        raise InvalidGrant("The delegation does not hold.") from None


async def _answer(session: AsyncSession, asked: TokenRequest, held: Held, outcome: Outcome) -> dict[str, Any]:
    opened = await asked.provider.ring.open(session, at=asked.at)
    access = tokens.access_token(
        issuer=asked.provider.issuer,
        subject=outcome.subject,
        client_id=asked.client.id,
        scope=outcome.scope,
        standing=outcome.standing,
        authentication=held.authentication(opened.pairwise),
        family_id=held.family_id,
        at=asked.at,
        by=opened.current,
        limits=Limits(proof_key=asked.proof_key, acting=outcome.acting, expires_at=outcome.expires_at),
    )
    left = int((outcome.expires_at - asked.at).total_seconds())
    wire = issuing.wire_of(access, asked, scope=outcome.scope)
    return {**wire, "issued_token_type": ACCESS_TOKEN, "expires_in": min(left, wire["expires_in"])}
