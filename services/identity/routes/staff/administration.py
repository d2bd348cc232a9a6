"""Administrators keep the tree of agencies: create, correct, close, merge, split, and where agencies work."""

from uuid import uuid4

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.problems import ChangedMeanwhile, Forbidden, Invalid, KeyReused, NotFound, VersionMissing, problems
from kit.versions import SeenVersion
from services.identity import actions, queries
from services.identity.actions.agencies import Change, new_agency
from services.identity.jurisdiction import AGENCY_NOT_THEN
from services.identity.models import Agency, Office
from services.identity.organisations import exists, office_refusals
from services.identity.problems import NobodyLeft, OutsideJurisdiction
from services.identity.routes.agencies import AgencyCode, OfficeId, marks
from services.identity.routes.staff.administrators import Administering
from services.identity.schemas.agencies import (
    AgencyPatch,
    AgencyWholeOut,
    Closure,
    NewAgency,
    NewOffice,
    OfficeOut,
    OfficePatch,
    ReorganisationIn,
    ReorganisedOut,
)

router = APIRouter(prefix="/v1/agencies", tags=["Administration"])

MADE = problems(Forbidden, OutsideJurisdiction, InFlight, KeyReused)
CHANGED = problems(Forbidden, OutsideJurisdiction, NotFound, ChangedMeanwhile, VersionMissing)


@router.post(
    "",
    status_code=201,
    summary="Lập cơ quan / Create an agency",
    description="Below an agency of one's own; without `parent_code`, or of the kinds `province_committee` and "
    "`service_centre`, only by administrators of the province. A code is never used twice, not even after its agency "
    "is gone.",
    response_model=AgencyWholeOut,
    responses=MADE,
)
async def create_agency(body: NewAgency, who: Administering, *, session: Session, once: Once, now: Now) -> Response:
    """An agency from its first day on."""
    who.must_found(body)
    agency = new_agency(now, **body.model_dump())
    await actions.agencies.create(session, agency)
    headers = marks(agency) | {"Location": f"/v1/agencies/{agency.code}"}
    return await once.keep(session, 201, await _whole(session, agency), headers=headers)


@router.post(
    "/reorganisations",
    status_code=201,
    summary="Hợp nhất, chia tách cơ quan / Merge or split agencies",
    description="Predecessors end the day before `on`, successors begin on it, and each knows of the other. In a "
    "merger positions go on in the successor; after a split they are given anew. All or nothing.",
    response_model=ReorganisedOut,
    responses=MADE | problems(Forbidden, OutsideJurisdiction, NobodyLeft, InFlight),
)
async def reorganise_agencies(
    body: ReorganisationIn, who: Administering, *, session: Session, once: Once, now: Now
) -> Response:
    """One transaction."""
    who.must_found(*body.successors)
    who.must_cover(*body.predecessors)
    begun = [new_agency(now, **one.model_dump(), valid_from=body.on, valid_to=None) for one in body.successors]
    change = Change(body.kind, body.predecessors, begun, body.on, body.legal_basis)
    await actions.agencies.reorganise(session, change, hand=who.hand)
    ended = [await _found(session, code) for code in body.predecessors]
    out = ReorganisedOut(
        predecessors=[await _whole(session, one) for one in ended],
        successors=[await _whole(session, one) for one in begun],
    )
    return await once.keep(session, 201, out)


@router.patch(
    "/{code}",
    summary="Sửa cơ quan / Change an agency",
    description="Name, contacts, number shape, wards, from now on; needs If-Match. What makes it another agency is a "
    "reorganisation.",
    responses=CHANGED,
)
async def change_agency(
    code: AgencyCode,
    body: AgencyPatch,
    *,
    who: Administering,
    version: SeenVersion,
    session: Session,
    response: Response,
) -> AgencyWholeOut:
    """The agency as it is now."""
    agency = await _held(session, code, who)
    if agency.version != version:
        raise ChangedMeanwhile
    await actions.agencies.change(session, agency, body.model_dump(exclude_unset=True), at=who.hand.at)
    response.headers.update(marks(agency))
    return await _whole(session, agency)


@router.post(
    "/{code}/closure",
    status_code=201,
    summary="Kết thúc hoạt động cơ quan / Close an agency",
    description="With its last day its offices and positions end too. Refused while agencies are below it.",
    response_model=AgencyWholeOut,
    responses=MADE | problems(Forbidden, OutsideJurisdiction, NotFound, NobodyLeft, InFlight),
)
async def close_agency(
    code: AgencyCode, body: Closure, *, who: Administering, session: Session, once: Once
) -> Response:
    """Nothing follows it; for that see reorganisations."""
    await actions.agencies.hold_tree(session)
    agency = await _held(session, code, who)
    await actions.agencies.close(session, agency, last_day=body.last_day, hand=who.hand)
    return await once.keep(session, 201, await _whole(session, agency), headers=marks(agency))


@router.post(
    "/{code}/offices",
    status_code=201,
    summary="Thêm trụ sở / Add an office",
    description="A place where the agency works from a day on.",
    response_model=OfficeOut,
    responses=MADE | problems(Forbidden, OutsideJurisdiction, NotFound),
)
async def add_office(
    code: AgencyCode, body: NewOffice, *, who: Administering, session: Session, once: Once
) -> Response:
    """A new office."""
    agency = await _held(session, code, who)
    if not exists(agency, on=body.valid_from):
        raise Invalid(errors=[AGENCY_NOT_THEN])
    office = Office(id=uuid4(), agency_code=code, version=1, valid_to=agency.valid_to, **body.model_dump())
    await actions.agencies.open_office(session, office)
    return await once.keep(session, 201, OfficeOut.of(office), headers={"ETag": f'"{office.version}"'})


@router.patch(
    "/{code}/offices/{office_id}",
    summary="Sửa trụ sở / Change an office",
    description="Name, address, phone, or its last day (`valid_to`); needs If-Match.",
    responses=CHANGED,
)
async def change_office(
    code: AgencyCode,
    office_id: OfficeId,
    body: OfficePatch,
    *,
    who: Administering,
    version: SeenVersion,
    session: Session,
    response: Response,
) -> OfficeOut:
    """The office as it is now."""
    agency = await _held(session, code, who)
    office = await queries.agencies.find_office(session, code, office_id, is_locked=True)
    if office is None:
        raise NotFound
    if office.version != version:
        raise ChangedMeanwhile
    values = body.model_dump(exclude_unset=True)
    if "valid_to" in values and (faults := list(office_refusals(agency, office.valid_from, last_day=body.valid_to))):
        raise Invalid(errors=faults)
    await actions.agencies.change_office(session, office, values)
    response.headers["ETag"] = f'"{office.version}"'
    return OfficeOut.of(office)


async def _held(session: AsyncSession, code: str, who: Administering) -> Agency:
    """The agency, locked, if it is the caller's; there is no secret about which agencies exist."""
    agency = await queries.agencies.find_agency(session, code, is_locked=True)
    if agency is None:
        raise NotFound
    who.must_cover(code)
    return agency


async def _found(session: AsyncSession, code: str) -> Agency:
    agency = await queries.agencies.find_agency(session, code)
    assert agency is not None
    return agency


async def _whole(session: AsyncSession, agency: Agency) -> AgencyWholeOut:
    return AgencyWholeOut.whole(agency, await queries.agencies.successions(session, agency.code))
