"""A citizen's data store: what they handed in and were issued, who was given it, and pointing at it again."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.pages import Cursor, Limit, Page, decode_place, encode_place
from kit.problems import Forbidden, KeyReused, NotFound, problems
from services.dossier import queries
from services.dossier.actions import acting, referring
from services.dossier.problems import DelegationOver, NotKnownYet, NotNow, PaperUnusable
from services.dossier.queries import kept_papers
from services.dossier.routes.answering import marks
from services.dossier.routes.arguments import Applicant, DossierId, Given, OwnDossier
from services.dossier.routes.papers import PaperId
from services.dossier.routes.usages import Owner
from services.dossier.schemas.kept_papers import KeptPaper, Reference
from services.dossier.schemas.usages import UsageOut
from services.dossier.schemas.whole import ReuseOut

router = APIRouter(prefix="/v1", tags=["papers"])

NamedId = Annotated[str, Path(max_length=200, description="Mã giấy tờ / component id", examples=["lawful-residence"])]


@router.get("/me/papers", summary="Kho giấy tờ của tôi / My papers and results", responses=problems(Forbidden))
async def list_papers(
    citizen: Owner,
    session: Session,
    given: Given,
    response: Response,
    *,
    limit: Limit = 50,
    cursor: Cursor = None,
    now: Now,
) -> Page[KeptPaper]:
    """Giấy tờ đã nộp, bản số hóa và kết quả đã cấp trong mọi hồ sơ, mới nhất trước. / What was handed in, scanned and
    issued in all dossiers, the latest first.
    """
    after = decode_place(given.cursor_key, cursor) if cursor else None
    rows = await kept_papers.page(session, citizen.id, after=after, limit=limit + 1)
    last = rows[limit - 1].paper if len(rows) > limit else None
    on = now.astimezone(LOCAL).date()
    response.headers["Cache-Control"] = "no-store"
    return Page(
        items=[KeptPaper.of(kept, on=on) for kept in rows[:limit]],
        next=encode_place(given.cursor_key, (last.uploaded_at, last.id)) if last else None,
    )


@router.get(
    "/dossiers/{dossier_id}/papers/{paper_id}/downloads",
    summary="Ai đã tải giấy tờ này / Who was given this file",
    responses=problems(NotFound, Forbidden),
)
async def list_downloads(
    dossier_id: DossierId,
    paper_id: PaperId,
    *,
    citizen: Owner,
    session: Session,
    given: Given,
    response: Response,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[UsageOut]:
    """Mỗi lần cán bộ hay hệ thống đối tác mở tệp, từ bất kỳ hồ sơ nào của ông/bà. / Each time an official or partner
    system opened the file, from any of your dossiers.
    """
    dossier = await queries.dossier(session, dossier_id)
    if dossier is None or dossier.owner_id != citizen.id or await queries.paper(session, dossier_id, paper_id) is None:
        raise NotFound
    after = decode_place(given.cursor_key, cursor) if cursor else None
    rows = await kept_papers.looks(session, citizen.id, paper_id, after=after, limit=limit + 1)
    last = rows[limit - 1][0] if len(rows) > limit else None
    response.headers["Cache-Control"] = "no-store"
    return Page(
        items=[UsageOut.of(usage, file) for usage, file in rows[:limit]],
        next=encode_place(given.cursor_key, (last.looked_at, last.id)) if last else None,
    )


@router.post(
    "/dossiers/{dossier_id}/papers/references",
    status_code=201,
    summary="Dùng lại giấy tờ đã có / Point at a paper you have",
    response_model=ReuseOut,
    responses=problems(*(NotFound, Forbidden, NotNow, PaperUnusable, DelegationOver, NotKnownYet, InFlight, KeyReused)),
)
async def refer_to_paper(
    dossier: OwnDossier, wanted: Reference, *, citizen: Applicant, session: Session, once: Once, now: Now
) -> Response:
    """Một giấy tờ hoặc kết quả trong kho của chính người nộp, thay cho tải lên; khi lập hoặc bổ sung hồ sơ. / A paper
    or result of the applicant's own, in place of an upload; while drafting or supplementing.
    """
    kept = await kept_papers.own(session, dossier.owner_id, wanted.paper_id)
    if kept is None:
        raise NotFound
    by = acting(citizen, dossier)
    reuse = await referring.refer(session, dossier, kept=kept, component_id=wanted.component_id, by=by, at=now)
    return await once.keep(session, 201, ReuseOut.of(reuse), headers=marks(dossier))


@router.delete(
    "/dossiers/{dossier_id}/papers/references/{component_id}",
    status_code=204,
    summary="Thôi dùng lại giấy tờ / Point at it no more",
    response_class=Response,
    responses=problems(NotFound, Forbidden, NotNow, DelegationOver, NotKnownYet),
)
async def forget_reference(dossier: OwnDossier, component_id: NamedId, *, session: Session) -> Response:
    """Không còn thì thôi. / Nothing happens when there is none."""
    await referring.unrefer(session, dossier, component_id=component_id)
    return Response(status_code=204)
