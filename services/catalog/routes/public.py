"""What everybody may look up without signing in: procedures, administrative units, working calendars."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import SecretStr

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.faults import Fault
from kit.pages import Page, decode, encode
from kit.people import anyone
from kit.problems import Invalid, NotFound, problems
from services.catalog import calendars, queries, schemas, searching, showing
from services.catalog.models import WorkCalendar
from services.catalog.queries import areas, procedures
from services.catalog.queries.calendars import newest
from services.catalog.routes.caching import answered
from services.catalog.settings import CatalogSettings

router = APIRouter(dependencies=[Depends(anyone)])

ProcedureCode = Annotated[str, Path(pattern=r"^[0-9A-Za-z.\-]{1,40}$", examples=["1.004194"])]
AreaCode = Annotated[str, Path(pattern=r"^[0-9]{2,5}$", examples=["10891"])]
CalendarCode = Annotated[str, Path(pattern=r"^[A-Z0-9\-]{2,20}$", examples=["VN-31"])]
_SAME: dict[int | str, dict[str, Any]] = {304: {"description": "Không đổi / not changed"}}


async def given(request: Request) -> CatalogSettings:
    """The settings this process was started with."""
    settings = request.app.state.settings
    assert isinstance(settings, CatalogSettings)
    return settings


Given = Annotated[CatalogSettings, Depends(given)]


async def calendar_in_force(code: CalendarCode, session: Session) -> WorkCalendar:
    """The newest version of a calendar; NotFound for an unknown code."""
    stored = await newest(session, code)
    if stored is None:
        raise NotFound
    return stored


Stored = Annotated[WorkCalendar, Depends(calendar_in_force)]


@router.get(
    "/v1/procedures",
    summary="Tìm thủ tục hành chính / Search procedures",
    response_model=Page[schemas.ProcedureSummary],
    responses=problems() | _SAME,
)
async def list_procedures(
    request: Request, session: Session, settings: Given, asked: Annotated[schemas.ProceduresAsked, Query()]
) -> Response:
    """Có dấu hoặc không dấu, từ chưa gõ hết, mã thủ tục; kết quả gần nhất trước."""
    wanted = searching.wanted(asked.q or "")
    if asked.q and wanted is None:
        return answered(request, _page([], asked, settings.cursor_key))
    found = await procedures.search(
        session,
        wanted,
        filters=procedures.Filters(asked.field, asked.level, asked.agency, asked.applicant),
        after=_after(asked, settings.cursor_key),
        limit=asked.limit + 1,
        candidates=settings.search_candidates,
    )
    return answered(request, _page(found, asked, settings.cursor_key))


@router.get(
    "/v1/procedures/{code}",
    summary="Một thủ tục đang có hiệu lực / A procedure in force",
    response_model=schemas.ProcedureOut,
    responses=problems(NotFound) | _SAME,
)
async def show_procedure(request: Request, code: ProcedureCode, session: Session, now: Now) -> Response:
    """Thành phần hồ sơ, thời hạn, phí và lệ phí theo từng cách nộp, căn cứ pháp lý, biểu mẫu."""
    found = await procedures.in_force(session, code, on=_today(now))
    if found is None:
        raise NotFound
    return answered(request, showing.procedure(found[0], found[1]).model_dump_json().encode())


@router.get(
    "/v1/areas",
    summary="Tìm đơn vị hành chính / Search administrative units",
    response_model=Page[schemas.AreaOut],
    responses=problems() | _SAME,
)
async def list_areas(
    request: Request, session: Session, settings: Given, now: Now, asked: Annotated[schemas.AreasAsked, Query()]
) -> Response:
    """Đơn vị có hiệu lực vào ngày `on` (mặc định hôm nay), kèm đơn vị trước và sau khi sắp xếp."""
    wanted = searching.wanted(asked.q or "")
    if asked.q and wanted is None:
        return answered(request, _page([], asked, settings.cursor_key))
    found = await areas.search(
        session,
        wanted,
        on=asked.on or _today(now),
        filters=areas.Filters(asked.level, asked.parent),
        after=_after(asked, settings.cursor_key),
        limit=asked.limit + 1,
        candidates=settings.search_candidates,
    )
    return answered(request, _page(found, asked, settings.cursor_key))


@router.get(
    "/v1/areas/{code}",
    summary="Một đơn vị hành chính vào một ngày / An administrative unit on a day",
    response_model=schemas.AreaOut,
    responses=problems(NotFound) | _SAME,
)
async def show_area(
    request: Request, code: AreaCode, session: Session, now: Now, asked: Annotated[schemas.OnAsked, Query()]
) -> Response:
    """Cùng một mã có thể chỉ hai đơn vị khác nhau trước và sau ngày 01/7/2025."""
    found = await areas.one(session, code, on=asked.on or _today(now))
    if found is None:
        raise NotFound
    return answered(request, found.encode())


@router.get(
    "/v1/calendars/{code}",
    summary="Lịch làm việc / A working calendar",
    response_model=schemas.CalendarOut,
    responses=problems(NotFound) | _SAME,
)
async def show_calendar(request: Request, stored: Stored) -> Response:
    """Giờ làm việc, ngày nghỉ, ngày làm bù."""
    return answered(request, showing.calendar(stored).model_dump_json().encode())


@router.get(
    "/v1/calendars/{code}/days",
    summary="Ngày làm việc hay ngày nghỉ / Working days and days off",
    response_model=schemas.DaysOut,
    responses=problems(NotFound) | _SAME,
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


def _today(now: datetime) -> date:
    return now.astimezone(LOCAL).date()


def _after(asked: schemas.Listed, key: SecretStr) -> queries.Place:
    if asked.cursor is None:
        return queries.START
    band, size, code = decode(key, asked.cursor, fields=3)
    assert isinstance(band, int)
    assert isinstance(size, int)
    return queries.Place(band, size, str(code))


def _page(found: Sequence[queries.Found], asked: schemas.Listed, key: SecretStr) -> bytes:
    """The page as JSON, its items as PostgreSQL made them; a row more than `limit` tells that another page follows."""
    shown = found[: asked.limit]
    following = f'"{encode(key, *shown[-1].place)}"' if len(found) > len(shown) else "null"
    return f'{{"items":[{",".join(one.item for one in shown)}],"next":{following}}}'.encode()
