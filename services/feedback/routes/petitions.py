"""Petitions: those a person raised, and those an agency has to answer. Raising one begins at the look it objects to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from kit.db import Session
from kit.pages import Cursor, Limit, Page
from kit.people import Citizen, Officer, require
from kit.problems import Forbidden, problems
from services.feedback import queries
from services.feedback.schemas import PetitionOut

router = APIRouter(prefix="/v1/petitions", tags=["petitions"])

Petitioner = Annotated[Citizen, Depends(require(Citizen))]
Leader = Annotated[Officer, Depends(require(Officer, "leader"))]


@router.get("", summary="Phản ánh, kiến nghị của tôi / My petitions", responses=problems(Forbidden))
async def list_petitions(
    request: Request,
    session: Session,
    person: Petitioner,
    response: Response,
    *,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[PetitionOut]:
    """Mới nhất trước. / Newest first."""
    response.headers["Cache-Control"] = "no-store"
    key = request.app.state.settings.cursor_key
    rows, following = await queries.petitions(session, person_id=person.id, limit=limit, cursor=cursor, key=key)
    return Page(items=[PetitionOut.model_validate(row, from_attributes=True) for row in rows], next=following)


@router.get(
    "/received",
    summary="Phản ánh, kiến nghị gửi đến cơ quan tôi / Petitions to my agency",
    responses=problems(Forbidden),
)
async def list_received_petitions(
    request: Request,
    session: Session,
    leader: Leader,
    response: Response,
    *,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[PetitionOut]:
    """Cho lãnh đạo cơ quan bị phản ánh, mới nhất trước. / For leaders of the agency, newest first."""
    response.headers["Cache-Control"] = "no-store"
    key = request.app.state.settings.cursor_key
    rows, following = await queries.petitions(session, agency_code=leader.agency, limit=limit, cursor=cursor, key=key)
    return Page(items=[PetitionOut.model_validate(row, from_attributes=True) for row in rows], next=following)
