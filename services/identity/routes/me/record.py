"""A person's own record: what the province knows of them, from where; what they declare and put right themselves."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.people import Partner
from kit.people import Person as Caller
from kit.problems import ChangedMeanwhile, Conflict, Forbidden, NotFound, VersionMissing, language_of, problems
from services.identity import actions, queries
from services.identity.actions.people import Scribe
from services.identity.actions.records import Elsewhere, Vouched
from services.identity.models import Person
from services.identity.oauth2 import scopes
from services.identity.provider import Here
from services.identity.records.attributes import KNOWN
from services.identity.routes.bearers import LivePerson, recent_person
from services.identity.routes.whereabouts import where_of
from services.identity.schemas.people import PersonOut, ValueIn

router = APIRouter(prefix="/v1/me", tags=["Me"])

AttributeName = Annotated[
    str, Path(pattern=r"^[a-z_]{1,40}$", description="Tên trường / attribute", examples=["ethnicity"])
]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", max_length=40, description="`ETag` đã đọc / as read", examples=['"1"'])
]


async def owner(who: LivePerson) -> Caller:
    """The caller, to whom their own record belongs; a system has none."""
    if isinstance(who, Partner) or scopes.OPENID not in who.scopes:
        raise Forbidden
    return who


Owner = Annotated[Caller, Depends(owner)]


def tag_of(person: Person) -> str:
    """The version of a record."""
    return f'"{int(person.changed_at.timestamp() * 1_000_000)}"'


@router.get(
    "",
    summary="Hồ sơ của tôi / My record",
    description="Every attribute with its source, when it was verified, until when it may be relied on, and how a "
    "wrong value is put right. Needs the scope `openid`. After sign-out or revocation the token is refused at once.",
    responses=problems(Forbidden, NotFound),
)
async def show_me(who: Owner, request: Request, session: Session, now: Now, response: Response) -> PersonOut:
    """The caller's record."""
    person = await queries.people.find_person(session, who.id)
    if person is None:
        raise NotFound
    return await _shown(person, request, session, now, response)


@router.put(
    "/attributes/{name}",
    summary="Khai hoặc sửa một thông tin / Declare an attribute",
    description="Writes a value nobody vouches for. 409 for one an authority verified (`vouched`: ask for a "
    "correction) or that is changed elsewhere (`elsewhere`: contacts, electronic identity). What says who somebody is "
    "wants a sign-in of the last 20 minutes.",
    responses=problems(Forbidden, NotFound, Vouched, Elsewhere, Conflict, ChangedMeanwhile, VersionMissing),
)
async def declare_attribute(
    name: AttributeName,
    body: ValueIn,
    who: Owner,
    request: Request,
    *,
    session: Session,
    here: Here,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> PersonOut:
    """The record with the value in it."""
    await _check_recent(name, who, now)
    person = await _own(session, who, if_match)
    scribe, where = Scribe(here.sealer, who.id), await where_of(session, who)
    await actions.records.declare(session, person, name, value=body.value, at=now, scribe=scribe, where=where)
    return await _shown(person, request, session, now, response)


@router.delete(
    "/attributes/{name}",
    status_code=204,
    summary="Xóa một thông tin tự khai / Take back a declared attribute",
    description="Removes what the owner declared; 404 when they declared nothing.",
    responses=problems(Forbidden, NotFound, Vouched, Elsewhere, Conflict, ChangedMeanwhile, VersionMissing),
)
async def take_back_attribute(
    name: AttributeName, who: Owner, *, session: Session, here: Here, now: Now, if_match: IfMatch = None
) -> None:
    """Nothing is left of the declared value but the line of its change."""
    await _check_recent(name, who, now)
    person = await _own(session, who, if_match)
    scribe = Scribe(here.sealer, who.id)
    await actions.records.take_back(session, person, name, at=now, scribe=scribe, where=await where_of(session, who))


async def _check_recent(name: str, who: Caller, now: Now) -> None:
    if name in KNOWN and KNOWN[name].is_critical:
        await recent_person(who, now)


async def _own(session: AsyncSession, who: Caller, if_match: str | None) -> Person:
    """The caller's record, to be written; VersionMissing, ChangedMeanwhile unless it is the one they read."""
    if if_match is None:
        raise VersionMissing
    person = await queries.records.lock_person(session, who.id)
    if person is None:
        raise NotFound
    if if_match != tag_of(person):
        raise ChangedMeanwhile
    return person


async def _shown(person: Person, request: Request, session: AsyncSession, now: Now, response: Response) -> PersonOut:
    today = now.astimezone(LOCAL).date()
    held = await queries.agencies.positions(session, person.id, on=today)
    response.headers["Cache-Control"] = "no-store"
    response.headers["ETag"] = tag_of(person)
    return PersonOut.of(person, list(held), language=language_of(request), on=today)
