"""The activity log of a person's account, in words."""

from fastapi import APIRouter, Request, Response

from kit.db import Session
from kit.pages import Cursor, Limit, Page, decode_place, encode
from kit.problems import Forbidden, language_of, problems
from services.identity import queries
from services.identity.provider import Here
from services.identity.routes.me.record import Owner
from services.identity.schemas.sittings import ActivityOut

router = APIRouter(prefix="/v1/me/activity", tags=["Me"])


@router.get(
    "",
    summary="Nhật ký tài khoản / Activity of my account",
    description="What happened to the account, in sentences by Accept-Language, with device, network area and "
    "application; the latest first.",
    responses=problems(Forbidden),
)
async def list_activity(
    who: Owner,
    request: Request,
    response: Response,
    *,
    session: Session,
    here: Here,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ActivityOut]:
    """A page of activities."""
    response.headers["Cache-Control"] = "no-store"
    key = here.settings.cursor_key
    after = decode_place(key, cursor) if cursor else None
    found = await queries.activities.list_activities(session, who.id, after=after, limit=limit + 1)
    items = [ActivityOut.of(one, name, language=language_of(request)) for one, name in found[:limit]]
    last = found[limit - 1][0] if len(found) > limit else None
    onward = encode(key, last.happened_at.isoformat(), str(last.id)) if last else None
    return Page[ActivityOut](items=items, next=onward)
