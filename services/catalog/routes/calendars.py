"""Working calendars: everybody may look them up."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from kit.db import Session
from kit.faults import Fault
from kit.people import anyone
from kit.problems import Invalid, NotFound, problems
from services.catalog import calendars, showing
from services.catalog.models import WorkCalendar
from services.catalog.queries.calendars import at_version, every, newest
from services.catalog.routes.arguments import SAME
from services.catalog.routes.caching import answered
from services.catalog.schemas import calendars as schemas

router = APIRouter(dependencies=[Depends(anyone)])

CalendarCode = Annotated[str, Path(pattern=r"^[A-Z0-9\-]{2,20}$", examples=["VN-31"])]


async def calendar_in_force(code: CalendarCode, session: Session) -> WorkCalendar:
    """The newest version of a calendar; NotFound for an unknown code."""
    stored = await newest(session, code)
    if stored is None:
        raise NotFound
    return stored


Stored = Annotated[WorkCalendar, Depends(calendar_in_force)]


@router.get(
    "/v1/calendars/{code}",
    summary="Lịch làm việc / A working calendar",
    response_model=schemas.CalendarOut,
    responses=problems(NotFound) | SAME,
)
async def show_calendar(request: Request, stored: Stored) -> Response:
    """Giờ làm việc, ngày nghỉ, ngày làm bù."""
    return answered(request, showing.calendar(stored).model_dump_json().encode())


@router.get(
    "/v1/calendars/{code}/days",
    summary="Ngày làm việc hay ngày nghỉ / Working days and days off",
    response_model=schemas.DaysOut,
    responses=problems(NotFound) | SAME,
)
async def list_days(request: Request, stored: Stored, asked: Annotated[schemas.DaysAsked, Query()]) -> Response:
    """Từng ngày từ `from` đến `to`, nhiều nhất 400 ngày."""
    if not 0 <= (asked.last - asked.first).days < calendars.MAX_DAYS:
        vi, en = "Từ 1 đến 400 ngày, `to` không trước `from`.", "1 to 400 days, `to` not before `from`."
        raise Invalid(errors=[Fault("/query/to", "out-of-range", vi, en)])
    content = calendars.read(stored.content)
    items = [
        schemas.DayOut(day=one.day, is_working=one.is_working, kind=one.kind, name=one.name)
        for one in calendars.days(content, first=asked.first, last=asked.last)
    ]
    return answered(
        request, schemas.DaysOut(code=stored.code, version=stored.version, items=items).model_dump_json().encode()
    )


@router.get("/v1/calendars", summary="Các lịch làm việc / The working calendars", responses=problems() | SAME)
async def list_calendars(request: Request, session: Session) -> Response:
    """Lịch chung của tỉnh và lịch riêng của từng cơ quan."""
    items = [
        schemas.CalendarBrief(
            code=one.code, name=one.name, version=one.version, agency_codes=one.content.get("agency_codes", [])
        )
        for one in await every(session)
    ]
    return answered(request, schemas.CalendarsOut(items=items).model_dump_json().encode())


@router.get(
    "/v1/calendars/{code}/versions/{version}",
    summary="Một phiên bản của lịch làm việc / A version of a working calendar",
    response_model=schemas.CalendarOut,
    responses=problems(NotFound) | SAME,
)
async def show_version(
    request: Request,
    code: CalendarCode,
    version: Annotated[int, Path(ge=1, le=1_000_000, examples=[1])],
    session: Session,
) -> Response:
    """Lịch như nó đã được công bố lúc đó; phiên bản cũ không bao giờ thay đổi."""
    stored = await at_version(session, code, version)
    if stored is None:
        raise NotFound
    return answered(request, showing.calendar(stored).model_dump_json().encode())
