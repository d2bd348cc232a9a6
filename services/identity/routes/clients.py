"""Which client speaks at an endpoint for clients: its credentials are checked before anything else."""

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import opaque, queries
from services.identity.models import Client
from services.identity.oauth2.errors import InvalidClient
from services.identity.oauth2.parameters import Parameters, credentials

_NOBODY = opaque.digest("")


async def authenticate(session: AsyncSession, request: Request, parameters: Parameters) -> Client:
    """The client of the request; InvalidClient when it is unknown, or confidential and did not prove itself."""
    given = credentials(request.headers.get("authorization"), parameters)
    client = await queries.clients.find_client(session, given.client_id)
    stored = client.secret_hash if client else None
    is_proven = opaque.matches(given.secret or "", stored or _NOBODY) and stored is not None
    is_public = client is not None and stored is None and given.secret is None
    if client is None or not (is_proven or is_public):
        raise InvalidClient("The client is unknown or did not prove to be itself.")
    return client
