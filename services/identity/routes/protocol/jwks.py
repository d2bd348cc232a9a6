"""The public keys tokens are verified with (RFC 7517): the current one, the next, and those just retired."""

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from services.identity.oauth2 import words
from services.identity.provider import Here

router = APIRouter(tags=["OpenID"], dependencies=[Depends(anyone)])


@router.get(
    words.JWKS,
    summary="Khóa công khai / Public keys",
    description="The JSON Web Key Set; a key appears here long before it signs and stays a day after it stopped.",
)
async def publish_keys(session: Session, here: Here, now: Now) -> JSONResponse:
    """The key set."""
    opened = await here.ring.open(session, at=now)
    return JSONResponse({"keys": opened.published}, headers={"Cache-Control": "public, max-age=300"})
