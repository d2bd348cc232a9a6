"""The activity log of a person's account, in words."""

from fastapi import APIRouter

from kit.db import Session
from kit.pages import Page
from kit.problems import Forbidden, problems
from services.identity import queries
from services.identity.routes.me.leafing import OwnLeaf
from services.identity.schemas.sittings import ActivityOut

router = APIRouter(prefix="/v1/me/activity", tags=["Me"])


@router.get(
    "",
    summary="Nhật ký tài khoản / Activity of my account",
    description="What happened to the account, in sentences by Accept-Language, with device, network area and "
    "application; the latest first.",
    responses=problems(Forbidden),
)
async def list_activity(asked: OwnLeaf, session: Session) -> Page[ActivityOut]:
    """A page of activities."""
    found = await queries.activities.list_activities(session, asked.owner_id, after=asked.after, limit=asked.wanted)
    items = [ActivityOut.of(one, name, language=asked.language) for one, name in found[: asked.limit]]
    return Page[ActivityOut](items=items, next=asked.onward([(one.happened_at, one.id) for one, _ in found]))
