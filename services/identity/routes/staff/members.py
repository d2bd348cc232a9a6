"""Administrators keep the staff: who works where as what, from when to when; auditors may look."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.pages import Cursor, Limit, Page, decode, encode
from kit.problems import ChangedMeanwhile, Forbidden, Invalid, KeyReused, NotFound, VersionMissing, problems
from kit.versions import SeenVersion
from services.identity import actions, queries
from services.identity.actions.people import Scribe
from services.identity.actions.staff import Newcomer
from services.identity.jurisdiction import BEGINS_TOO_EARLY, ENDS_TOO_EARLY, Authority
from services.identity.models import Position
from services.identity.organisations import DAY
from services.identity.problems import AlreadyOver, NameTaken, NobodyLeft, NotForYourself, OutsideJurisdiction
from services.identity.provider import Here
from services.identity.queries.staff import Member
from services.identity.routes.agencies import CODE
from services.identity.routes.staff.administrators import Administering, Administrator, Overseeing
from services.identity.schemas.agencies import Closure
from services.identity.schemas.staff import MemberOut, MemberPatch, NewMember, NewPosition

router = APIRouter(prefix="/v1/staff", tags=["Administration"])

EXAMPLE = "0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"
MemberId = Annotated[UUID, Path(description="`id` từ GET /v1/staff / from the list", examples=[EXAMPLE])]
PositionId = Annotated[UUID, Path(description="`positions[].id`", examples=[EXAMPLE])]
ACT = (Forbidden, OutsideJurisdiction, NotForYourself, NotFound, InFlight, KeyReused)


@router.get(
    "",
    summary="Danh sách cán bộ / List the staff",
    description="Who holds a position today or later, by user name, in an agency (`agency`) or in all of one's own. "
    "For administrators and auditors.",
    responses=problems(Forbidden, OutsideJurisdiction),
)
async def list_staff(
    authority: Overseeing,
    response: Response,
    *,
    session: Session,
    here: Here,
    agency: Annotated[
        str | None, Query(pattern=CODE, description="Mã cơ quan / agency", examples=["G01.24.91"])
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[MemberOut]:
    """A page of the staff."""
    if agency is not None and not authority.covers(agency):
        raise OutsideJurisdiction
    response.headers["Cache-Control"] = "no-store"
    key = here.settings.cursor_key
    after = str(decode(key, cursor, fields=1)[0]) if cursor else None
    wanted = authority.reach() if agency is None else {agency}
    found = await queries.staff.list_members(session, wanted, on=authority.on, after=after, limit=limit + 1)
    onward = encode(key, found[limit - 1].user_name) if len(found) > limit else None
    return Page[MemberOut](items=[MemberOut.of(one, on=authority.on) for one in found[:limit]], next=onward)


@router.post(
    "",
    status_code=201,
    summary="Thêm cán bộ / Add a member of staff",
    description="With their first position. Nobody is given a password: the member sets one at /recover with the "
    "official e-mail.",
    response_model=MemberOut,
    responses=problems(*ACT, NameTaken),
)
async def add_member(body: NewMember, who: Administering, *, session: Session, once: Once) -> Response:
    """A member with an account that waits for its password."""
    who.must_cover(body.position.agency)
    newcomer = Newcomer(body.user_name, body.full_name, body.email)
    person_id = await actions.staff.engage(session, newcomer, hand=who.hand)
    member = await _found(session, person_id)
    await actions.staff.give(session, member, _position(person_id, body.position), hand=who.hand)
    headers = {"Location": f"/v1/staff/{person_id}"}
    return await _kept(session, once, person_id, who, headers=headers)


@router.get(
    "/{person_id}",
    summary="Một cán bộ / One member of staff",
    description="With every position, past ones too. 404 for staff of agencies that are not one's own.",
    responses=problems(Forbidden, NotFound),
)
async def show_member(person_id: MemberId, authority: Overseeing, session: Session, response: Response) -> MemberOut:
    """One member."""
    member = await queries.staff.find_member(session, person_id)
    if member is None or not _is_seen(member, authority):
        raise NotFound
    response.headers.update(_marks(member))
    return MemberOut.of(member, on=authority.on)


@router.patch(
    "/{person_id}",
    summary="Sửa tên, thư công vụ / Change official name or e-mail",
    description="Needs If-Match. Only by who administers every agency the member works in: whoever holds the e-mail "
    "holds the account. The address before is told.",
    responses=problems(Forbidden, OutsideJurisdiction, NotFound, NameTaken, ChangedMeanwhile, VersionMissing),
)
async def correct_member(
    person_id: MemberId,
    body: MemberPatch,
    *,
    who: Administering,
    version: SeenVersion,
    session: Session,
    here: Here,
    response: Response,
) -> MemberOut:
    """The member as they are now."""
    member = await _theirs(session, person_id, who)
    if _version(member) != version:
        raise ChangedMeanwhile
    values = body.model_dump(exclude_unset=True)
    if values:
        scribe = Scribe(here.sealer, who.hand.by)
        await actions.staff.correct(session, member, values, scribe=scribe, hand=who.hand)
    response.headers.update(_marks(member))
    return MemberOut.of(member, on=who.hand.on)


@router.post(
    "/{person_id}/positions",
    status_code=201,
    summary="Giao vị trí / Give a position",
    description="In an agency of one's own, to anybody on the staff but oneself; from today on to somebody who works "
    "elsewhere too: they act where they have worked longest. An auditor holds no other role; the roles of somebody in "
    "one agency have the same `fields`.",
    response_model=MemberOut,
    responses=problems(*ACT),
)
async def give_position(
    person_id: MemberId, body: NewPosition, *, who: Administering, session: Session, once: Once
) -> Response:
    """The member with the position."""
    member = await _found(session, person_id)
    who.must_cover(body.agency)
    _not_oneself(person_id, who)
    if body.valid_from < who.hand.on and not who.authority.covers_all(member.agencies(on=who.hand.on)):
        raise Invalid(errors=[BEGINS_TOO_EARLY])
    await actions.staff.give(session, member, _position(person_id, body), hand=who.hand)
    return await _kept(session, once, person_id, who)


@router.post(
    "/{person_id}/positions/{position_id}/closure",
    status_code=201,
    summary="Kết thúc vị trí / End a position",
    description="`last_day` from yesterday (it is over at once) on. The last administrator of the province stays.",
    response_model=MemberOut,
    responses=problems(*ACT, AlreadyOver, NobodyLeft),
)
async def end_position(
    person_id: MemberId, position_id: PositionId, body: Closure, *, who: Administering, session: Session, once: Once
) -> Response:
    """The member without it, from the day after."""
    member = await _found(session, person_id)
    held = next((one for one in member.positions if one.id == position_id), None)
    if held is None or not who.authority.covers(held.agency_code):
        raise NotFound
    _not_oneself(person_id, who)
    if body.last_day < who.hand.on - DAY:
        raise Invalid(errors=[ENDS_TOO_EARLY])
    await actions.staff.end_position(session, held, last_day=body.last_day, hand=who.hand)
    return await _kept(session, once, person_id, who)


@router.post(
    "/{person_id}/suspension",
    status_code=201,
    summary="Khóa tài khoản cán bộ / Close a member's account",
    description="Every sign-in ends at once. Only by who administers every agency the member works in.",
    response_model=MemberOut,
    responses=problems(*ACT, NobodyLeft),
)
async def suspend_member(person_id: MemberId, *, who: Administering, session: Session, once: Once) -> Response:
    """The member, who cannot sign in."""
    member = await _theirs(session, person_id, who)
    _not_oneself(person_id, who)
    if member.account.disabled_at is None:
        await actions.staff.disable(session, member, hand=who.hand)
    return await _kept(session, once, person_id, who)


@router.delete(
    "/{person_id}/suspension",
    status_code=204,
    summary="Mở lại tài khoản cán bộ / Open a member's account again",
    description="With the credentials it had.",
    responses=problems(Forbidden, OutsideJurisdiction, NotForYourself, NotFound),
)
async def restore_member(person_id: MemberId, who: Administering, session: Session) -> None:
    """The member, who can sign in."""
    member = await _theirs(session, person_id, who)
    _not_oneself(person_id, who)
    if member.account.disabled_at is not None:
        await actions.staff.enable(session, member, hand=who.hand)


def _position(person_id: UUID, body: NewPosition) -> Position:
    values = body.model_dump(exclude={"agency", "fields"})
    fields = sorted(set(body.fields))
    return Position(id=uuid4(), person_id=person_id, agency_code=body.agency, fields=fields, **values)


def _not_oneself(person_id: UUID, who: Administrator) -> None:
    if person_id == who.hand.by:
        raise NotForYourself


def _is_seen(member: Member, authority: Authority) -> bool:
    return any(authority.covers(one.agency_code) for one in member.positions)


async def _found(session: AsyncSession, person_id: UUID) -> Member:
    member = await queries.staff.find_member(session, person_id, is_locked=True)
    if member is None:
        raise NotFound
    return member


async def _theirs(session: AsyncSession, person_id: UUID, who: Administrator) -> Member:
    """A member who works nowhere but in the caller's agencies; NotFound when in none of them."""
    member = await _found(session, person_id)
    if not _is_seen(member, who.authority):
        raise NotFound
    if not who.authority.covers_all(member.agencies(on=who.hand.on)):
        raise OutsideJurisdiction
    return member


def _version(member: Member) -> int:
    return int(member.person.changed_at.timestamp() * 1_000_000)


def _marks(member: Member) -> dict[str, str]:
    return {"ETag": f'"{_version(member)}"', "Cache-Control": "no-store"}


async def _kept(
    session: AsyncSession, once: Once, person_id: UUID, who: Administrator, *, headers: dict[str, str] | None = None
) -> Response:
    member = await _found(session, person_id)
    shown = MemberOut.of(member, on=who.hand.on)
    return await once.keep(session, 201, shown, headers=_marks(member) | (headers or {}))
