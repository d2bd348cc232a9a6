"""Who is asking: the person in an access token, and what a route requires of them.

Deny by default: every route depends on `require(...)` or, to be public, on `anyone`; a test holds every service to it.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from fastapi import Depends, Request, Security
from fastapi.security import OAuth2AuthorizationCodeBearer

from kit import dpop
from kit.problems import Forbidden, Unauthorized
from kit.tokens import Verifier


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody signed in. `id` is the subject; `session_id` the single sign-on session.

    `acr` is the assurance level of the sign-in and `authenticated_at` its time (seconds since 1970); None for systems.
    """

    id: UUID
    client_id: str
    scopes: frozenset[str]
    session_id: str | None = None
    acr: str | None = None
    authenticated_at: int | None = None


@dataclass(frozen=True, kw_only=True)
class Citizen(Person):
    """A citizen, business or foreigner; `id` is who the act is for.

    `actor_id` is who really acts when somebody lets another act for them, by the delegation `delegation_id`.
    """

    actor_id: UUID | None = None
    delegation_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Officer(Person):
    """A member of an agency's staff in the position they signed in with; `fields` empty: every field of procedures."""

    agency: str
    roles: frozenset[str]
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Partner(Person):
    """Another system, signed in with its own credentials; `id` is derived from its client id."""

    name: str
    agency: str


def from_claims(claims: dict[str, Any]) -> Person:
    """The person a verified token speaks of; Unauthorized when its claims make no person."""
    refused = Unauthorized(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    shared = {
        "client_id": claims["client_id"],
        "scopes": frozenset(claims["scope"].split()),
        "session_id": claims.get("sid"),
        "acr": claims.get("acr"),
        "authenticated_at": claims.get("auth_time"),
    }
    try:
        match claims["kind"]:
            case "citizen":
                return Citizen(id=UUID(claims["sub"]), **_acting(claims), **shared)
            case "officer":
                return Officer(
                    id=UUID(claims["sub"]),
                    agency=_text(claims["agency"]),
                    roles=_words(claims["roles"]),
                    fields=_words(claims.get("fields", [])),
                    **shared,
                )
            case "partner":
                return Partner(
                    id=uuid5(NAMESPACE_URL, claims["sub"]), name=claims["sub"], agency=_text(claims["agency"]), **shared
                )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise refused from error
    raise refused


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _acting(claims: dict[str, Any]) -> dict[str, Any]:
    """Who acts for the subject, and by which delegation (`act`, RFC 8693 section 4.1).

    A system that carries a person's request on (`act.client_id`) is the token's client, not another person.
    """
    actor = claims.get("act")
    if actor is None or actor.keys() == {"client_id"}:
        return {}
    return {"actor_id": UUID(actor["sub"]), "delegation_id": UUID(claims["delegation"])}


def _words(value: object) -> frozenset[str]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return frozenset(_text(one) for one in value)


bearer = OAuth2AuthorizationCodeBearer(
    authorizationUrl="/oauth2/authorize", tokenUrl="/oauth2/token", auto_error=False, scheme_name="motcua"
)


async def current(request: Request, _: str | None = Security(bearer)) -> Person:
    """The person of the request's access token; Unauthorized when there is none.

    A token bound to a key (`cnf`) is shown with the scheme DPoP and a proof, any other with the scheme Bearer.
    """
    given = request.headers.getlist("authorization")
    scheme, _space, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    if scheme.lower() not in ("bearer", "dpop") or not token:
        raise Unauthorized(headers={"WWW-Authenticate": f"Bearer, {dpop.challenge()}"})
    verifier: Verifier = request.app.state.verifier
    claims = await verifier.access(token)
    try:
        proof = possession(request, claims, scheme=scheme, token=token, at=time.time())
        if proof is not None and not request.app.state.proofs.is_new(proof, at=time.time()):
            raise ValueError("seen before")
    except ValueError as error:
        told = dpop.challenge("invalid_dpop_proof" if scheme.lower() == "dpop" else "invalid_token")
        raise Unauthorized(headers={"WWW-Authenticate": told}) from error
    return from_claims(claims)


def possession(request: Request, claims: dict[str, Any], *, scheme: str, token: str, at: float) -> dpop.Proof | None:
    """The proof that came with a token, None for a bearer token; ValueError when it is not shown as it is bound.

    The address in the proof is the public one: the gateway passes paths on unchanged.
    """
    return dpop.check_possession(
        claims,
        scheme.lower(),
        proofs=request.headers.getlist("dpop"),
        token=token,
        method=request.method,
        url=request.app.state.settings.issuer + request.url.path,
        at=at,
    )


P = TypeVar("P", bound=Person)
_required: dict[tuple[type[Person], tuple[str, ...], bool], Callable[..., Awaitable[Any]]] = {}


def require(kind: type[P], *roles: str) -> Callable[..., Awaitable[P]]:
    """A dependency giving the caller as `kind`, an officer in any of `roles` when named; Forbidden otherwise.

    Somebody who acts for another is refused: what is a person's own stays theirs (see `acting`).
    """
    return _requiring(kind, roles, is_for_delegates=False)


def acting(kind: type[P]) -> Callable[..., Awaitable[P]]:
    """As `require`, but somebody whom the person lets act for them (`Citizen.actor_id`) is let in too.

    The token says only that there was a delegation: the route must check that it holds, and for what.
    """
    return _requiring(kind, (), is_for_delegates=True)


def _requiring(kind: type[P], roles: tuple[str, ...], *, is_for_delegates: bool) -> Callable[..., Awaitable[P]]:
    async def person(someone: Annotated[Person, Depends(current)]) -> P:
        if not isinstance(someone, kind):
            raise Forbidden
        if roles and not (isinstance(someone, Officer) and someone.roles.intersection(roles)):
            raise Forbidden
        if not is_for_delegates and isinstance(someone, Citizen) and someone.actor_id is not None:
            raise Forbidden
        return someone

    person.__dict__.update(requires=(kind.__name__, roles), is_for_delegates=is_for_delegates)
    return _required.setdefault((kind, roles, is_for_delegates), person)


async def anyone() -> None:
    """Marks a route as public."""
