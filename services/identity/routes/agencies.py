"""The agencies of the province and where they work, for everybody, on any day."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from contracts.terms import AgencyKind
from kit.clock import LOCAL, Now
from kit.db import Session
from kit.pages import Cursor, Limit, Page, decode, encode
from kit.people import anyone
from kit.problems import Invalid, NotFound, problems
from services.identity import queries
from services.identity.models import Agency
from services.identity.provider import Here
from services.identity.schemas.agencies import AgencyOut, AgencyWholeOut, OfficeOut

router = APIRouter(prefix="/v1/agencies", tags=["Agencies"], dependencies=[Depends(anyone)])

CODE = r"^[A-Z0-9.]{1,30}$"
AgencyCode = Annotated[str, Path(pattern=CODE, examples=["G01.24.91"], description="Mã cơ quan / code")]
OfficeId = Annotated[
    UUID,
    Path(description="`id` trong danh sách trụ sở / from the list", examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"]),
]
OnDay = Annotated[
    date | None, Query(description="Ngày, mặc định hôm nay / day, today unless told", examples=["2026-11-23"])
]


def marks(agency: Agency) -> dict[str, str]:
    """The header that says which version of an agency was shown."""
    return {"ETag": f'"{agency.version}"'}


@router.get(
    "",
    summary="Danh sách cơ quan / List agencies",
    description="Agencies that exist on a day, by code. `ward` finds those serving a ward, those of the whole province "
    "included; `parent` those right below an agency.",
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
    parent: Annotated[
        str | None, Query(pattern=CODE, description="Cơ quan cấp trên / agency above", examples=["H24"])
    ] = None,
    on: OnDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AgencyOut]:
    """A page of agencies."""
    key = here.settings.cursor_key
    after = str(decode(key, cursor, fields=1)[0]) if cursor else None
    wanted = queries.agencies.AgencyFilter(on=on or now.astimezone(LOCAL).date(), kind=kind, ward=ward, parent=parent)
    found = await queries.agencies.list_agencies(session, wanted, after=after, limit=limit + 1)
    onward = encode(key, found[limit - 1].code) if len(found) > limit else None
    return Page[AgencyOut](items=[AgencyOut.of(agency) for agency in found[:limit]], next=onward)


@router.get(
    "/{code}",
    summary="Một cơ quan / One agency",
    description="An agency by its code, also one that no longer exists (see `valid_to`), with what it came from and "
    "what became of it.",
    responses=problems(NotFound),
)
async def show_agency(code: AgencyCode, session: Session, response: Response) -> AgencyWholeOut:
    """One agency."""
    agency = await queries.agencies.find_agency(session, code)
    if agency is None:
        raise NotFound
    response.headers.update(marks(agency))
    return AgencyWholeOut.whole(agency, await queries.agencies.successions(session, code))


@router.get(
    "/{code}/offices",
    summary="Trụ sở của cơ quan / An agency's offices",
    description="Where it works on a day.",
    responses=problems(NotFound),
)
async def list_offices(
    code: AgencyCode,
    *,
    session: Session,
    here: Here,
    now: Now,
    on: OnDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[OfficeOut]:
    """A page of offices."""
    if await queries.agencies.find_agency(session, code) is None:
        raise NotFound
    key = here.settings.cursor_key
    after = _place(decode(key, cursor, fields=1)[0]) if cursor else None
    day = on or now.astimezone(LOCAL).date()
    found = await queries.agencies.list_offices(session, code, on=day, after=after, limit=limit + 1)
    onward = encode(key, str(found[limit - 1].id)) if len(found) > limit else None
    return Page[OfficeOut](items=[OfficeOut.of(one) for one in found[:limit]], next=onward)


def _place(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise Invalid from None


@router.get(
    "/{code}/offices/{office_id}",
    summary="Một trụ sở / One office",
    description="An office by its id, also one that is closed.",
    responses=problems(NotFound),
)
async def show_office(
    code: AgencyCode,
    office_id: OfficeId,
    session: Session,
    response: Response,
) -> OfficeOut:
    """One office; its `ETag` is what a change names."""
    office = await queries.agencies.find_office(session, code, office_id)
    if office is None:
        raise NotFound
    response.headers["ETag"] = f'"{office.version}"'
    return OfficeOut.of(office)
