"""A person's own record: what the province knows of them, and from where."""

from fastapi import APIRouter, Response

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.people import Partner
from kit.problems import Forbidden, NotFound, problems
from services.identity import queries, scopes
from services.identity.routes.bearers import LivePerson
from services.identity.schemas.people import PersonOut

router = APIRouter(prefix="/v1/me", tags=["Me"])


@router.get(
    "",
    summary="Hồ sơ của tôi / My record",
    description="Every attribute with its source and when it was verified. Needs the scope `openid`. After "
    "sign-out or revocation the token is refused at once.",
    responses=problems(Forbidden, NotFound),
)
async def show_me(who: LivePerson, session: Session, now: Now, response: Response) -> PersonOut:
    """The caller's record."""
    if isinstance(who, Partner) or scopes.OPENID not in who.scopes:
        raise Forbidden
    person = await queries.people.find_person(session, who.id)
    if person is None:
        raise NotFound
    response.headers["Cache-Control"] = "no-store"
    held = await queries.agencies.positions(session, person.id, on=now.astimezone(LOCAL).date())
    return PersonOut.of(person, list(held))
