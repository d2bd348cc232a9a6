"""Import and export: administrators of the province bring procedures in, everybody may take the public ones out."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from kit.clock import Now
from kit.db import Session
from kit.faults import Fault
from kit.idempotency import InFlight, Once
from kit.pages import decode, encode
from kit.people import anyone
from kit.problems import Invalid, KeyReused, NotFound, problems
from kit.vietnamese import slug
from services.catalog import bundles
from services.catalog.actions import importing, importing_beside
from services.catalog.actions.importing import Entry, Importer
from services.catalog.content import read
from services.catalog.national import writing
from services.catalog.national.shapes import CoQuan, Envelope, LayThuTuc, LinhVuc, ThuTuc
from services.catalog.national.words import COMMUNE
from services.catalog.queries import calendars as calendar_queries
from services.catalog.queries import exporting
from services.catalog.routes.arguments import SAME, Given, today
from services.catalog.routes.caching import answered
from services.catalog.routes.editors import REFUSALS, Editing, check_fields
from services.catalog.schemas import exchange as schemas
from services.catalog.schemas.faults import FaultOut

router = APIRouter()
public = APIRouter(dependencies=[Depends(anyone)])


@router.post(
    "/v1/catalog-imports",
    summary="Nhập danh mục thủ tục / Import procedures",
    response_model=schemas.ReportOut,
    responses=problems(*REFUSALS, Invalid, InFlight, KeyReused),
)
async def import_procedures(
    body: schemas.ImportIn, who: Editing, session: Session, *, once: Once, now: Now
) -> Response:
    """Bản tin LayThuTuc của Cổng Dịch vụ công quốc gia, hoặc gói từ một hệ thống Một Cửa khác; báo cáo từng mục."""
    importer = Importer(by=who.id, at=now, check_fields=lambda *fields: check_fields(who, *fields))
    trial = await session.begin_nested()
    entries = await _entries(session, body, importer=importer)
    is_refused = any(entry.outcome is schemas.Outcome.REFUSED for entry in entries)
    is_written = not body.is_dry_run and (body.is_partial or not is_refused)
    await (trial.commit() if is_written else trial.rollback())
    report = schemas.ReportOut(is_written=is_written, entries=[_told(entry) for entry in entries])
    return await once.keep(session, 200, report)


@public.get(
    "/v1/catalog-exports/bundle",
    summary="Gói danh mục để chuyển sang hệ thống khác / A bundle for another installation",
    response_model=bundles.Bundle,
    responses=problems() | SAME,
)
async def export_bundle(
    request: Request, session: Session, settings: Given, now: Now, asked: Annotated[schemas.BundleAsked, Query()]
) -> Response:
    """Từng trang là một gói nhập được ngay; trang đầu có sự kiện cuộc đời, từ đồng nghĩa và lịch làm việc."""
    after = str(decode(settings.cursor_key, asked.cursor, fields=1)[0]) if asked.cursor else ""
    codes = asked.codes.split(",") if asked.codes else []
    rows = await exporting.in_force(session, on=today(now), codes=codes, after=after, limit=asked.limit + 1)
    shown = rows[: asked.limit]
    beside = {} if after or codes else await _beside(session)
    bundle = bundles.Bundle(
        procedures=[
            bundles.bundled(procedure.code, revision.content, effective_from=revision.effective_from)
            for procedure, revision in shown
            if revision.effective_from is not None
        ],
        next=encode(settings.cursor_key, shown[-1][0].code) if len(rows) > len(shown) else None,
        **beside,
    )
    return answered(request, bundle.model_dump_json().encode())


@public.get(
    "/v1/catalog-exports/national/LayThuTuc",
    summary="Một thủ tục theo cấu trúc Cổng quốc gia / A procedure in the national shape",
    response_model=Envelope[LayThuTuc],
    responses=problems(NotFound) | SAME,
)
async def export_procedure(
    request: Request, session: Session, now: Now, asked: Annotated[schemas.ThuTucAsked, Query()]
) -> Response:
    """Nội dung đang có hiệu lực hôm nay, dưới các tên trường của LayThuTuc."""
    rows = await exporting.in_force(session, on=today(now), codes=[asked.code], limit=1)
    if not rows:
        raise NotFound
    procedure, revision = rows[0]
    payload = writing.payload(procedure.code, read(revision.content))
    return answered(request, Envelope[LayThuTuc](result=payload).model_dump_json().encode())


@public.get(
    "/v1/catalog-exports/national/LayDanhSachTTHC",
    summary="Danh sách thủ tục theo cấu trúc Cổng quốc gia / The list of procedures in the national shape",
    response_model=Envelope[list[ThuTuc]],
    responses=problems() | SAME,
)
async def export_procedures(request: Request, session: Session) -> Response:
    """Mọi thủ tục đang được công bố."""
    listed = [
        ThuTuc(MATTHC=code, TENTTHC=name, LINHVUCTHUCHIEN=field)
        for code, name, field in await exporting.listed(session)
    ]
    return answered(request, Envelope[list[ThuTuc]](result=listed).model_dump_json().encode())


@public.get(
    "/v1/catalog-exports/national/LayDanhMucLinhVuc",
    summary="Danh mục lĩnh vực / The fields of procedures",
    response_model=Envelope[list[LinhVuc]],
    responses=problems() | SAME,
)
async def export_fields(request: Request, session: Session) -> Response:
    """Các lĩnh vực chính của thủ tục đang được công bố."""
    names = sorted({field for _, _, field in await exporting.listed(session)})
    fields = [LinhVuc(MALINHVUC=slug(name), TENLINHVUC=name) for name in names]
    return answered(request, Envelope[list[LinhVuc]](result=fields).model_dump_json().encode())


@public.get(
    "/v1/catalog-exports/national/LayDanhMucCoQuan",
    summary="Danh mục cơ quan / The agencies",
    response_model=Envelope[list[CoQuan]],
    responses=problems() | SAME,
)
async def export_agencies(request: Request, session: Session, now: Now) -> Response:
    """Các cơ quan đang hoạt động hôm nay."""
    agencies = [
        CoQuan(MADONVI=one.code, TENDONVI=one.name, CAPDONVI="Cấp xã" if one.kind in COMMUNE else "Cấp tỉnh")
        for one in await exporting.agencies(session, on=today(now))
    ]
    return answered(request, Envelope[list[CoQuan]](result=agencies).model_dump_json().encode())


async def _entries(session: Session, body: schemas.ImportIn, *, importer: Importer) -> list[Entry]:
    if body.format is schemas.Shape.NATIONAL:
        answers = body.content if isinstance(body.content, list) else [body.content]
        if len(answers) > bundles.MOST:
            raise Invalid(errors=[Fault("/content", "too-many", "Quá nhiều mục.", "There are too many items.")])
        return await importing.national(session, answers, importer=importer)
    bundle = bundles.opened(body.content)
    entries = await importing.bundled(session, bundle.procedures, importer=importer)
    for place, one in enumerate(bundle.calendars):
        entries.append(await importing_beside.calendar(session, one, importer=importer, at=f"/calendars/{place}"))
    for event in bundle.life_events:
        entries.append(await importing_beside.life_event(session, event, importer=importer))
    for synonym in bundle.synonyms:
        entries.append(await importing_beside.synonym(session, synonym, importer=importer))
    return entries


async def _beside(session: Session) -> dict[str, Any]:
    events = await exporting.life_events(session)
    synonyms = await exporting.synonyms(session)
    calendars = await calendar_queries.every(session)
    named = bundles.BundledLifeEvent.model_fields
    return {
        "life_events": [{name: getattr(one, name) for name in named} for one in events],
        "synonyms": [{"said": one.said, "meant": one.meant} for one in synonyms],
        "calendars": [{"code": one.code, "name": one.name, "content": one.content} for one in calendars],
    }


def _told(entry: Entry) -> schemas.EntryOut:
    faults = [FaultOut.of(fault, within="/content") for fault in entry.faults]
    return schemas.EntryOut(
        kind=entry.kind, code=entry.code, outcome=entry.outcome, is_draft=entry.is_draft, faults=faults
    )
