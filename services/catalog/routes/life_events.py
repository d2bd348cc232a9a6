"""Life events: everybody reads them, editors write them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from kit.problems import ChangedMeanwhile, Invalid, NotFound, VersionMissing, problems
from kit.versions import KnownVersion, etag
from services.catalog.actions.life_events import Told, put_life_event
from services.catalog.models import LifeEvent
from services.catalog.queries import life_events as queries
from services.catalog.routes.arguments import SAME
from services.catalog.routes.caching import answered, shown, unchanged
from services.catalog.routes.editors import REFUSALS, Editing
from services.catalog.schemas import life_events as schemas

router = APIRouter()

EventCode = Annotated[str, Path(pattern=r"^[a-z][a-z0-9\-]{1,39}$", examples=["birth"])]


@router.get(
    "/v1/life-events",
    summary="Sự kiện trong đời / Life events",
    response_model=schemas.LifeEventsOut,
    responses=problems() | SAME,
    dependencies=[Depends(anyone)],
)
async def list_life_events(request: Request, session: Session) -> Response:
    """Sinh con, kết hôn, mở quán: mỗi sự kiện kéo theo những thủ tục nào. / What each of them brings."""
    items = [
        schemas.LifeEventSummary(
            code=event.code, name=event.name, name_en=event.name_en, aliases=event.aliases, count=len(event.procedures)
        )
        for event in await queries.life_events(session)
    ]
    return answered(request, schemas.LifeEventsOut(items=items).model_dump_json().encode())


@router.get(
    "/v1/life-events/{code}",
    summary="Một sự kiện và các thủ tục / A life event and its procedures",
    response_model=schemas.LifeEventOut,
    responses=problems(NotFound) | SAME,
    dependencies=[Depends(anyone)],
)
async def show_life_event(request: Request, code: EventCode, session: Session) -> Response:
    """Các thủ tục theo thứ tự nên làm. ETag là phiên bản để sửa. / In the order of doing them."""
    event = await session.get(LifeEvent, code)
    if event is None:
        raise NotFound
    tag = etag(event.version)
    if same := unchanged(request, tag):
        return same
    return shown((await _out(session, event)).model_dump_json().encode(), tag)


@router.put(
    "/v1/life-events/{code}",
    summary="Sửa một sự kiện / Write a life event",
    responses=problems(Invalid, ChangedMeanwhile, VersionMissing, *REFUSALS),
)
async def put_event(
    code: EventCode,
    body: schemas.LifeEventIn,
    *,
    who: Editing,
    version: KnownVersion,
    session: Session,
    now: Now,
    answer: Response,
) -> schemas.LifeEventOut:
    """`If-Match` để sửa, `If-None-Match: *` để thêm mới; có hiệu lực ngay. / In force at once."""
    told = Told(**body.model_dump())
    event = await put_life_event(session, code, told, seen=version, at=now)
    answer.headers["ETag"] = etag(event.version)
    return await _out(session, event)


async def _out(session: Session, event: LifeEvent) -> schemas.LifeEventOut:
    names = await queries.names(session, [step["code"] for step in event.procedures])
    return schemas.LifeEventOut(
        code=event.code,
        name=event.name,
        name_en=event.name_en,
        aliases=event.aliases,
        position=event.position,
        version=event.version,
        procedures=[
            schemas.StepOut(name=names[step["code"]], **step) for step in event.procedures if step["code"] in names
        ],
    )
