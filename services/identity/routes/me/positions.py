"""A member of staff with positions in several agencies says in which of them they act."""

from fastapi import APIRouter

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.people import Officer
from kit.problems import Forbidden, NotFound, problems
from services.identity import actions, queries
from services.identity.actions.staff import Hand
from services.identity.routes.bearers import LivePerson
from services.identity.routes.whereabouts import where_of
from services.identity.schemas.staff import PlaceIn, PlaceOut

router = APIRouter(prefix="/v1/me", tags=["Me"])


@router.put(
    "/position",
    summary="Chọn cơ quan làm việc / Choose the agency to act in",
    description="For staff with positions in several agencies; it counts from the next token (refresh) on and until "
    "another is chosen. 404 for an agency the caller holds no position in today.",
    responses=problems(Forbidden, NotFound),
)
async def choose_position(body: PlaceIn, who: LivePerson, session: Session, now: Now) -> PlaceOut:
    """The place the next token is for."""
    person = await queries.people.find_person(session, who.id)
    if not isinstance(who, Officer) or person is None:
        raise Forbidden
    on = now.astimezone(LOCAL).date()
    held = [one for one in await queries.agencies.positions(session, who.id, on=on) if one.agency_code == body.agency]
    if not held:
        raise NotFound
    hand = Hand(by=who.id, at=now, where=await where_of(session, who))
    await actions.staff.choose(session, held, hand=hand)
    place = await queries.agencies.standing(session, person, on=on)
    return PlaceOut(agency=body.agency, roles=list(place.roles), fields=list(place.fields))
