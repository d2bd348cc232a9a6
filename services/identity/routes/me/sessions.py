"""A person's own sign-ins: where they are signed in, and ending it from elsewhere."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from kit.clock import Now
from kit.db import Session
from kit.problems import Forbidden, NotFound, problems
from services.identity import actions, queries
from services.identity.routes.me.record import Owner
from services.identity.routes.whereabouts import where_of
from services.identity.schemas.sittings import EndedOut, SittingOut, SittingsOut

router = APIRouter(prefix="/v1/me/sessions", tags=["Me"])

SessionId = Annotated[
    UUID,
    Path(description="`id` từ GET /v1/me/sessions / from the list", examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"]),
]


@router.get(
    "",
    summary="Các phiên đăng nhập của tôi / My sign-ins",
    description="Every sign-in somebody could still act with: device, network area, times, and the applications in it.",
    responses=problems(Forbidden),
)
async def list_sessions(who: Owner, session: Session, now: Now, response: Response) -> SittingsOut:
    """Every sign-in that still serves."""
    response.headers["Cache-Control"] = "no-store"
    current = (await where_of(session, who)).session_id
    found = await queries.sittings.list_open(session, who.id, at=now)
    return SittingsOut(items=[SittingOut.of(one, current=current) for one in found])


@router.delete(
    "/{session_id}",
    status_code=204,
    summary="Kết thúc một phiên đăng nhập / End a sign-in",
    description="Every application signed in through it is out. Also the caller's own sign-in: their token ends with "
    "it. 404 for anything that is not theirs.",
    responses=problems(Forbidden, NotFound),
)
async def end_session(session_id: SessionId, who: Owner, session: Session, now: Now) -> None:
    """Nothing more can be done with it."""
    sitting = await queries.sittings.find_own(session, session_id, person_id=who.id)
    if sitting is None:
        raise NotFound
    await actions.sittings.end(session, sitting, at=now, where=await where_of(session, who))


@router.delete(
    "",
    summary="Kết thúc mọi phiên khác / End every other sign-in",
    description="All but the one the caller asks from.",
    responses=problems(Forbidden),
)
async def end_other_sessions(who: Owner, session: Session, now: Now) -> EndedOut:
    """How many were ended."""
    return EndedOut(
        ended=await actions.sittings.end_others(session, who.id, at=now, where=await where_of(session, who))
    )
