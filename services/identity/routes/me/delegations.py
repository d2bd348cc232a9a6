"""Letting somebody act for oneself, and acting for others: offered, accepted, declined, revoked through the API."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.pages import Cursor, Limit, Page, decode_place, encode_place
from kit.people import Citizen, Person
from kit.problems import Forbidden, KeyReused, NotFound, problems
from services.identity import actions, delegations, queries
from services.identity.actions.delegations import Addressee, Terms
from services.identity.delegations import Act, Side
from services.identity.problems import NotNow, TooManyOffers
from services.identity.provider import Here
from services.identity.routes.bearers import LivePerson, RecentPerson
from services.identity.routes.whereabouts import where_of
from services.identity.schemas.delegations import DelegationOut, Given, NewDelegation

router = APIRouter(prefix="/v1/me/delegations", tags=["Me"])

SIDES = {Given.GIVEN: Side.PRINCIPAL, Given.RECEIVED: Side.DELEGATE}
ACT = problems(Forbidden, NotFound, NotNow, InFlight, KeyReused)
DelegationId = Annotated[
    UUID,
    Path(
        description="`id` từ GET /v1/me/delegations / from the list", examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"]
    ),
]


def _citizen(who: Person) -> Citizen:
    """Citizens, businesses and foreigners; never staff, and never somebody who acts for another."""
    if not isinstance(who, Citizen) or who.actor_id is not None:
        raise Forbidden
    return who


async def owner(who: LivePerson) -> Citizen:
    """The caller, for themselves."""
    return _citizen(who)


async def recent_owner(who: RecentPerson) -> Citizen:
    """The caller, for themselves, who proved to be themselves a moment ago."""
    return _citizen(who)


Owner = Annotated[Citizen, Depends(owner)]
RecentOwner = Annotated[Citizen, Depends(recent_owner)]


@router.get(
    "",
    summary="Ủy quyền của tôi / My delegations",
    description="Those I gave, or those I was offered (`side`); the latest first.",
    responses=problems(Forbidden),
)
async def list_delegations(
    who: Owner,
    response: Response,
    *,
    session: Session,
    here: Here,
    now: Now,
    side: Annotated[Given, Query(description="Đã lập hoặc được mời / given or received")] = Given.GIVEN,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DelegationOut]:
    """A page of delegations."""
    response.headers["Cache-Control"] = "no-store"
    key, on, own = here.settings.cursor_key, now.astimezone(LOCAL).date(), SIDES[side]
    after = decode_place(key, cursor) if cursor else None
    found = await queries.delegations.list_own(session, who.id, side=own, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    shown = await queries.delegations.named(session, found[:limit], on=on)
    return Page[DelegationOut](
        items=[DelegationOut.of(one, side=own, on=on) for one in shown],
        next=encode_place(key, (last.offered_at, last.id)) if last else None,
    )


@router.post(
    "",
    status_code=201,
    summary="Ủy quyền cho người khác / Let somebody act for me",
    description="For the procedures named, at most a year, once the other accepts. The answer is the same whether or "
    "not anybody has this name and number.",
    response_model=DelegationOut,
    responses=problems(Forbidden, TooManyOffers, InFlight, KeyReused),
)
async def offer_delegation(
    body: NewDelegation, who: RecentOwner, *, session: Session, once: Once, now: Now
) -> Response:
    """It waits for the other side."""
    principal = await queries.people.find_person(session, who.id)
    if principal is None:
        raise Forbidden
    given = await actions.delegations.offer(
        session,
        principal,
        to=Addressee(body.delegate.full_name, body.delegate.personal_number),
        terms=Terms(body.procedures, body.valid_from, body.valid_to, body.note),
        at=now,
        where=await where_of(session, who),
    )
    headers = {"Location": f"/v1/me/delegations/{given.id}"}
    shown = await _shown(session, given.id, who, now)
    return await once.keep(session, 201, shown, headers=headers)


@router.get(
    "/{delegation_id}",
    summary="Một ủy quyền / One delegation",
    description="404 for everybody but its two sides.",
    responses=problems(Forbidden, NotFound),
)
async def show_delegation(
    delegation_id: DelegationId, who: Owner, session: Session, now: Now, response: Response
) -> DelegationOut:
    """One delegation."""
    response.headers["Cache-Control"] = "no-store"
    return await _shown(session, delegation_id, who, now)


@router.post(
    "/{delegation_id}/acceptance",
    status_code=201,
    summary="Chấp nhận ủy quyền / Accept a delegation",
    description="The delegate agrees to act; from now on they may, on its days.",
    response_model=DelegationOut,
    responses=ACT,
)
async def accept_delegation(
    delegation_id: DelegationId, who: RecentOwner, *, session: Session, once: Once, now: Now
) -> Response:
    """It holds."""
    return await _undergo(session, delegation_id, Act.ACCEPT, who=who, once=once, now=now)


@router.post(
    "/{delegation_id}/refusal",
    status_code=201,
    summary="Từ chối ủy quyền / Decline a delegation",
    description="The delegate does not want to act.",
    response_model=DelegationOut,
    responses=ACT,
)
async def decline_delegation(
    delegation_id: DelegationId, who: RecentOwner, *, session: Session, once: Once, now: Now
) -> Response:
    """It never holds."""
    return await _undergo(session, delegation_id, Act.DECLINE, who=who, once=once, now=now)


@router.post(
    "/{delegation_id}/revocation",
    status_code=201,
    summary="Chấm dứt ủy quyền / Revoke a delegation",
    description="By either side, at any time (Bộ luật Dân sự, art. 569); the next act under it is refused.",
    response_model=DelegationOut,
    responses=ACT,
)
async def revoke_delegation(
    delegation_id: DelegationId, who: RecentOwner, *, session: Session, once: Once, now: Now
) -> Response:
    """It is over."""
    return await _undergo(session, delegation_id, Act.REVOKE, who=who, once=once, now=now)


async def _undergo(
    session: AsyncSession, delegation_id: UUID, act: Act, *, who: Citizen, once: Once, now: Now
) -> Response:
    given = await queries.delegations.find_own(session, delegation_id, person_id=who.id, is_locked=True)
    if given is None:
        raise NotFound
    where = await where_of(session, who)
    await actions.delegations.undergo(session, given, act, by=who.id, at=now, where=where)
    return await once.keep(session, 201, await _shown(session, delegation_id, who, now))


async def _shown(session: AsyncSession, delegation_id: UUID, who: Citizen, now: Now) -> DelegationOut:
    given = await queries.delegations.find_own(session, delegation_id, person_id=who.id)
    if given is None or (side := delegations.side(given, who.id)) is None:
        raise NotFound
    on = now.astimezone(LOCAL).date()
    [named] = await queries.delegations.named(session, [given], on=on)
    return DelegationOut.of(named, side=side, on=on)
