"""Working calendars as editors write them: administrators of the province all of them, of an agency its own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from kit.clock import Now
from kit.db import Session
from kit.people import Officer, require
from kit.problems import ChangedMeanwhile, Invalid, NotFound, VersionMissing, problems
from kit.versions import KnownVersion, etag
from services.catalog import calendars, proposing, showing
from services.catalog.actions.calendars import agency_faults, revise_calendar
from services.catalog.models import WorkCalendar
from services.catalog.problems import OutsideJurisdiction
from services.catalog.queries.calendars import newest
from services.catalog.routes.arguments import today
from services.catalog.routes.calendars import CalendarCode, Stored
from services.catalog.routes.editors import REFUSALS, assured, is_of_province
from services.catalog.schemas import calendars as schemas

router = APIRouter()

Administrator = Annotated[Officer, Depends(require(Officer, "administrator"))]


@router.get(
    "/v1/calendars/{code}/proposal",
    summary="Đề xuất ngày nghỉ của một năm / Proposed holidays of a year",
    responses=problems(NotFound, *REFUSALS),
)
async def propose_year(
    stored: Stored, asked: Annotated[schemas.YearAsked, Query()], who: Administrator
) -> schemas.CalendarIn:
    """Lịch hiện tại cộng ngày nghỉ dự kiến, để đối chiếu quyết định của Chính phủ rồi công bố."""
    proposal = proposing.proposed(calendars.read(stored.content), asked.year)
    return schemas.CalendarIn.model_validate(proposal.model_dump() | {"name": stored.name})


@router.put(
    "/v1/calendars/{code}",
    summary="Công bố lịch làm việc / Publish a working calendar",
    responses=problems(Invalid, ChangedMeanwhile, VersionMissing, *REFUSALS),
)
async def publish_calendar(
    code: CalendarCode,
    body: schemas.CalendarIn,
    *,
    who: Administrator,
    version: KnownVersion,
    session: Session,
    now: Now,
    answer: Response,
) -> schemas.CalendarOut:
    """Phiên bản mới có hiệu lực ngay và mọi dịch vụ được báo; `If-None-Match: *` để tạo lịch mới.

    Quản trị viên của một cơ quan chỉ sửa lịch của riêng cơ quan mình. / An agency's own administrator edits the
    calendar of that agency alone.
    """
    present = await newest(session, code)
    if not await is_of_province(session, who, on=today(now)):
        _must_be_own(who, present, then=body.agency_codes)
    content = calendars.CalendarContent.model_validate(body.model_dump(exclude={"name"}), strict=False)
    if wrong := [*calendars.faults(content), *await agency_faults(session, code, body.agency_codes)]:
        raise Invalid(errors=wrong)
    published = await revise_calendar(session, code, content, name=body.name, seen=version, by=assured(who).id, at=now)
    answer.headers["ETag"] = etag(published.version)
    return showing.calendar(published)


def _must_be_own(who: Officer, present: WorkCalendar | None, *, then: list[str]) -> None:
    """Raise OutsideJurisdiction unless the calendar is, and stays, that of the caller's agency alone."""
    before = calendars.read(present.content).agency_codes if present is not None else [who.agency]
    if before != [who.agency] or then != [who.agency]:
        raise OutsideJurisdiction
