"""An access token presented to identity itself: ours, not expired, and made for whom it is shown to."""

from collections.abc import Container
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kit.tokens import check_access, verify
from services.identity.oauth2.errors import InvalidToken
from services.identity.oauth2.words import ACCESS_TYPE, AUDIENCE
from services.identity.provider import Provider

REFUSED = "The access token is not valid."


async def claims_of(
    session: AsyncSession, here: Provider, token: str, *, at: datetime, audiences: Container[str] = (AUDIENCE,)
) -> dict[str, Any]:
    """The claims of an access token that we signed, not expired; InvalidToken otherwise. What was revoked since is the
    caller's to ask."""
    opened = await here.ring.open(session, at=at)
    try:
        claims = verify(token, keys=opened.trusted, typ=ACCESS_TYPE)
        check_access(claims, issuer=here.issuer, at=at.timestamp(), audiences=audiences)
    except (ValueError, RecursionError):
        raise InvalidToken(REFUSED) from None
    return claims
