"""ID tokens that come back to us as hints (OpenID Connect Core 3.1.2.1, RP-Initiated Logout 1.0 section 2).

A hint may be long expired; what makes it one is our signature, our name as issuer, and one client as audience.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kit.tokens import verify
from services.identity.oauth2 import words
from services.identity.provider import Provider


async def read(session: AsyncSession, here: Provider, token: str, *, at: datetime) -> dict[str, Any] | None:
    """The claims of an ID token we made, whatever its age; None for anything else."""
    opened = await here.ring.open(session, at=at)
    try:
        claims = verify(token, keys=opened.known, typ=words.ID_TYPE)
    except (ValueError, RecursionError):
        return None
    is_ours = claims.get("iss") == here.issuer and isinstance(claims.get("aud"), str) and "sub" in claims
    return claims if is_ours else None
