"""Who is asking: the person in an access token, and what a route requires of them.

Deny by default: every route depends on `require(...)` or, to be public, on `anyone`; a test holds every service to it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from fastapi import Depends, Request, Security
from fastapi.security import OAuth2AuthorizationCodeBearer

from kit.problems import Forbidden, Unauthorized
from kit.tokens import Verifier


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody signed in. `id` is the subject; `session_id` the single sign-on session."""

    id: UUID
    client_id: str
    scopes: frozenset[str]
    session_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Citizen(Person):
    """A citizen, business or foreigner acting for themselves."""


@dataclass(frozen=True, kw_only=True)
class Officer(Person):
    """A member of an agency's staff in the position they signed in with."""

    agency: str
    roles: frozenset[str]


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
    }
    try:
        match claims["kind"]:
            case "citizen":
                return Citizen(id=UUID(claims["sub"]), **shared)
            case "officer":
                return Officer(
                    id=UUID(claims["sub"]), agency=_text(claims["agency"]), roles=_roles(claims["roles"]), **shared
                )
            case "partner":
                return Partner(
                    id=uuid5(NAMESPACE_URL, claims["sub"]), name=claims["sub"], agency=_text(claims["agency"]), **shared
                )
    except (KeyError, ValueError, TypeError) as error:
        raise refused from error
    raise refused


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _roles(value: object) -> frozenset[str]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return frozenset(_text(one) for one in value)


bearer = OAuth2AuthorizationCodeBearer(
    authorizationUrl="/oauth2/authorize", tokenUrl="/oauth2/token", auto_error=False, scheme_name="motcua"
)


async def current(request: Request, _: str | None = Security(bearer)) -> Person:
    """The person of the request's bearer token; Unauthorized when there is none."""
    scheme, _space, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(request.headers.getlist("authorization")) > 1:
        raise Unauthorized(headers={"WWW-Authenticate": "Bearer"})
    verifier: Verifier = request.app.state.verifier
    return from_claims(await verifier.access(token))


P = TypeVar("P", bound=Person)
_required: dict[tuple[type[Person], tuple[str, ...]], Callable[..., Awaitable[Any]]] = {}


def require(kind: type[P], *roles: str) -> Callable[..., Awaitable[P]]:
    """A dependency giving the caller as `kind`, an officer in any of `roles` when named; Forbidden otherwise."""

    async def person(someone: Annotated[Person, Depends(current)]) -> P:
        if not isinstance(someone, kind):
            raise Forbidden
        if roles and not (isinstance(someone, Officer) and someone.roles.intersection(roles)):
            raise Forbidden
        return someone

    person.__dict__["requires"] = (kind.__name__, roles)
    return _required.setdefault((kind, roles), person)


async def anyone() -> None:
    """Marks a route as public."""
