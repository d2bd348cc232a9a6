"""Which client speaks at an endpoint for clients: its credentials are checked before anything else.

Each client proves itself in the one way it is registered for: not at all (public), with its secret (HTTP Basic), or
with an assertion signed by its key, good for one use.
"""

from datetime import datetime

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import actions
from services.identity.credentials import opaque
from services.identity.models import Authentication, Client
from services.identity.oauth2 import assertions
from services.identity.oauth2.errors import InvalidClient, InvalidRequest
from services.identity.oauth2.parameters import Credentials, Parameters, credentials
from services.identity.provider import Provider

_NOBODY = opaque.digest("")
_REFUSED = "The client is unknown or did not prove to be itself."


async def authenticate(
    session: AsyncSession, request: Request, parameters: Parameters, *, here: Provider, at: datetime
) -> Client:
    """The client of the request; InvalidClient when it is unknown or did not prove itself as it is registered to."""
    authorization = request.headers.get("authorization")
    if "client_assertion" in parameters or "client_assertion_type" in parameters:
        if authorization is not None or "client_secret" in parameters:
            raise InvalidRequest("The client authenticates in two ways at once.")
        return await _by_assertion(session, parameters, here=here, at=at)
    given = credentials(authorization, parameters)
    for is_anew in (False, True):
        client = await here.clients.find(session, given.client_id, at=at, is_anew=is_anew)
        if _is_proven(client, given, at=at) and client is not None:
            return client
    raise InvalidClient(_REFUSED)


def _is_proven(client: Client | None, given: Credentials, *, at: datetime) -> bool:
    """By its secret or, for a public client, by nothing. As much work for an unknown client as for a known one."""
    matches = [opaque.matches(given.secret or "", one) for one in _secrets(client, at=at)]
    if client is None:
        return False
    if client.authentication is Authentication.SECRET:
        return bool(given.secret) and any(matches)
    return client.authentication is Authentication.NONE and given.secret is None


def _secrets(client: Client | None, *, at: datetime) -> tuple[str, str]:
    """The digests of its secret and of the one before it, while that is good."""
    if client is None:
        return (_NOBODY, _NOBODY)
    is_older_good = client.older_secret_until is not None and at < client.older_secret_until
    return (client.secret_hash or _NOBODY, (client.older_secret_hash if is_older_good else None) or _NOBODY)


async def _by_assertion(session: AsyncSession, parameters: Parameters, *, here: Provider, at: datetime) -> Client:
    if parameters.get("client_assertion_type") != assertions.TYPE:
        raise InvalidClient("This type of client assertion is not supported.")
    assertion = parameters.require("client_assertion")
    client_id = assertions.client_of(assertion)
    if parameters.get("client_id", client_id) != client_id:
        raise InvalidRequest("The request names two clients.")
    for is_anew in (False, True):
        client = await here.clients.find(session, client_id, at=at, is_anew=is_anew)
        good = _checked(client, assertion, issuer=here.issuer, at=at)
        if client is not None and good is not None:
            if not await actions.proofs.use(session, good.digest, expires_at=good.expires_at):
                raise InvalidClient("The client assertion was used before.")
            return client
    raise InvalidClient(_REFUSED)


def _checked(client: Client | None, assertion: str, *, issuer: str, at: datetime) -> assertions.Assertion | None:
    if client is None or client.authentication is not Authentication.KEY or client.jwks is None:
        return None
    try:
        return assertions.check(assertion, client_id=client.id, jwks=client.jwks, issuer=issuer, at=at.timestamp())
    except ValueError:
        return None
