"""client_credentials: a partner system acts for itself, in the name of the agency that answers for it."""

from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import tokens
from services.identity.grants import issuing
from services.identity.grants.request import TokenRequest
from services.identity.models import Authentication
from services.identity.oauth2 import scopes
from services.identity.oauth2.errors import InvalidScope, UnauthorizedClient
from services.identity.tokens import Limits


async def grant(session: AsyncSession, asked: TokenRequest) -> dict[str, Any]:
    """An access token for a confidential client; no refresh token, it can always ask again."""
    client = asked.client
    if client.authentication is Authentication.NONE:
        raise UnauthorizedClient("Only a client that can prove to be itself may act for itself.")
    wanted = asked.parameters.get("scope", " ".join(client.scopes))
    scope = scopes.granted(wanted, client.scopes)
    if scopes.words(wanted) and not scope:
        raise InvalidScope("None of the scopes asked for is open to the client.")
    opened = await asked.provider.ring.open(session, at=asked.at)
    access = tokens.access_token(
        issuer=asked.provider.issuer,
        subject=client.id,
        client_id=client.id,
        scope=scope,
        standing=tokens.Standing(kind="partner", agency=client.agency_code),
        authentication=None,
        family_id=uuid4(),
        at=asked.at,
        by=opened.current,
        limits=Limits(proof_key=asked.proof_key),
    )
    return issuing.wire_of(access, asked, scope=scope)
