"""Administrative units as they were on a day: everybody may look them up."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from kit.clock import Now
from kit.db import Session
from kit.pages import Page
from kit.people import anyone
from kit.problems import NotFound, problems
from services.catalog import searching
from services.catalog.queries import areas
from services.catalog.routes.arguments import SAME, Given, after, page, today
from services.catalog.routes.caching import answered
from services.catalog.schemas import areas as schemas

router = APIRouter(dependencies=[Depends(anyone)])

AreaCode = Annotated[str, Path(pattern=r"^[0-9]{2,5}$", examples=["10891"])]


@router.get(
    "/v1/areas",
    summary="Tìm đơn vị hành chính / Search administrative units",
    response_model=Page[schemas.AreaOut],
    responses=problems() | SAME,
)
async def list_areas(
    request: Request, session: Session, settings: Given, now: Now, asked: Annotated[schemas.AreasAsked, Query()]
) -> Response:
    """Đơn vị có hiệu lực vào ngày `on` (mặc định hôm nay), kèm đơn vị trước và sau khi sắp xếp."""
    wanted = searching.wanted(asked.q or "")
    if asked.q and wanted is None:
        return answered(request, page([], asked, settings.cursor_key))
    found = await areas.search(
        session,
        wanted,
        on=asked.on or today(now),
        filters=areas.Filters(asked.level, asked.parent),
        after=after(asked, settings.cursor_key),
        limit=asked.limit + 1,
        candidates=settings.search_candidates,
    )
    return answered(request, page(found, asked, settings.cursor_key))


@router.get(
    "/v1/areas/{code}",
    summary="Một đơn vị hành chính vào một ngày / An administrative unit on a day",
    response_model=schemas.AreaOut,
    responses=problems(NotFound) | SAME,
)
async def show_area(
    request: Request, code: AreaCode, session: Session, now: Now, asked: Annotated[schemas.OnAsked, Query()]
) -> Response:
    """Cùng một mã có thể chỉ hai đơn vị khác nhau trước và sau ngày 01/7/2025."""
    found = await areas.one(session, code, on=asked.on or today(now))
    if found is None:
        raise NotFound
    return answered(request, found.encode())
