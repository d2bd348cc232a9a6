"""The agencies of the province, for everybody."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from contracts.terms import AgencyKind
from kit.clock import LOCAL, Now
from kit.db import Session
from kit.pages import Cursor, Limit, Page, decode, encode
from kit.people import anyone
from kit.problems import NotFound, problems
from services.identity import queries
from services.identity.provider import Here
from services.identity.schemas.agencies import AgencyOut

router = APIRouter(prefix="/v1/agencies", tags=["Agencies"], dependencies=[Depends(anyone)])


@router.get(
    "",
    summary="Danh sách cơ quan / List agencies",
    description="Agencies that exist today, by code. `ward` finds those serving a ward, those of the whole province "
    "included.",
    responses=problems(),
)
async def list_agencies(
    *,
    session: Session,
    here: Here,
    now: Now,
    kind: Annotated[AgencyKind | None, Query(description="Loại cơ quan / kind of agency")] = None,
    ward: Annotated[
        str | None, Query(pattern=r"^[0-9]{5}$", description="Mã phường, xã / ward code", examples=["10891"])
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AgencyOut]:
    """A page of agencies."""
    key = here.settings.cursor_key
    after = str(decode(key, cursor, fields=1)[0]) if cursor else None
    wanted = queries.agencies.AgencyFilter(on=now.astimezone(LOCAL).date(), kind=kind, ward=ward)
    found = await queries.agencies.list_agencies(session, wanted, after=after, limit=limit + 1)
    onward = encode(key, found[limit - 1].code) if len(found) > limit else None
    return Page[AgencyOut](items=[AgencyOut.of(agency) for agency in found[:limit]], next=onward)


@router.get(
    "/{code}",
    summary="Một cơ quan / One agency",
    description="An agency by its code, also one that no longer exists (see `valid_to`).",
    responses=problems(NotFound),
)
async def show_agency(
    session: Session,
    code: Annotated[str, Path(pattern=r"^[A-Z0-9.]{1,30}$", examples=["G01.24.91"], description="Mã cơ quan / code")],
) -> AgencyOut:
    """One agency."""
    agency = await queries.agencies.find_agency(session, code)
    if agency is None:
        raise NotFound
    return AgencyOut.of(agency)
