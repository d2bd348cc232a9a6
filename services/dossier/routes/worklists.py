"""The agency's work as its staff look at it: a page, the counts of each column, a search."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator

from contracts.terms import Channel
from kit.clock import Now
from kit.db import Session
from kit.faults import Fault
from kit.idempotency import InFlight, Once
from kit.logs import log
from kit.pages import Cursor, Limit, Page, decode_place
from kit.problems import Forbidden, Invalid, KeyReused, problems
from kit.schemas import clean
from services.dossier import queries
from services.dossier.actions import batches, usages
from services.dossier.blind import Blind
from services.dossier.problems import NotKnownYet
from services.dossier.routes.arguments import Clerk, Given
from services.dossier.schemas.batches import BatchIn, BatchOut
from services.dossier.schemas.worklists import ASSIGNEE, Counts, Filter, Found, Search, WorklistRow
from services.dossier.worklists import asking, listing, searching
from services.dossier.worklists.narrowing import COUNTED, DeskRole, Due, OpenStatus

router = APIRouter(prefix="/v1/worklist", tags=["worklist"])

NOTHING = Fault("", "missing", "Cần ít nhất một điều kiện tìm kiếm.", "Say at least one thing to search for.")
CODE = r"^[A-Za-z0-9._-]{1,64}$"


NAMES = frozenset(Filter.model_fields) | {"limit", "cursor"}


def wanted(
    request: Request,
    *,
    role: Annotated[DeskRole | None, Query(description="Việc chờ vai trò / what waits for a role")] = None,
    status: Annotated[OpenStatus | None, Query(description="Trạng thái / state")] = None,
    step: Annotated[
        str | None,
        BeforeValidator(clean),
        Query(min_length=1, max_length=100, description="Bước quy trình / workflow step"),
    ] = None,
    due: Annotated[Due | None, Query(description="Hạn, theo ngày làm việc / due, by working days")] = None,
    assignee: Annotated[
        str | None, Query(pattern=ASSIGNEE, description="`me`, `nobody`, `person_id` (GET /v1/colleagues)")
    ] = None,
    procedure: Annotated[str | None, Query(pattern=CODE, description="Mã thủ tục / procedure code")] = None,
    field: Annotated[str | None, Query(pattern=CODE, description="Lĩnh vực / field of procedures")] = None,
    channel: Annotated[Channel | None, Query(description="Kênh nộp / how it came in")] = None,
) -> Filter:
    """The filter an address spells out; Invalid for a name it does not know, which would leave the list wider."""
    if strange := sorted(set(request.query_params) - NAMES):
        raise Invalid(
            errors=[
                Fault(f"/{name}", "unknown", "Không có tham số này.", "There is no such parameter.") for name in strange
            ]
        )
    return Filter(
        role=role,
        status=status,
        step=step,
        due=due,
        assignee=assignee,
        procedure=procedure,
        field=field,
        channel=channel,
    )


Wanted = Annotated[Filter, Depends(wanted)]


@router.get(
    "",
    summary="Danh sách công việc của cơ quan / The agency's worklist",
    response_model=Page[WorklistRow],
    responses=problems(Forbidden, NotKnownYet),
)
async def list_work(
    clerk: Clerk,
    session: Session,
    given: Given,
    *,
    wanted: Wanted,
    now: Now,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Hồ sơ đang mở, việc đến hạn trước. / Open dossiers, what is due first."""
    place = decode_place(given.cursor_key, cursor) if cursor else None
    found = await asking.narrowed(session, wanted, clerk=clerk, at=now, calendar_code=given.calendar_code)
    body = await listing.page(session, found, after=place, limit=limit, key=given.cursor_key)
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get(
    "/counts",
    summary="Đếm công việc theo từng cột / Count the work of each column",
    responses=problems(Forbidden, NotKnownYet),
)
async def count_work(
    clerk: Clerk, session: Session, given: Given, *, wanted: Wanted, now: Now, response: Response
) -> Counts:
    """Theo trạng thái, bước, hạn và người xử lý. / By status, step, due date and holder."""
    response.headers["Cache-Control"] = "no-store"
    found = await asking.narrowed(session, wanted, clerk=clerk, at=now, calendar_code=given.calendar_code)
    windows = await asking.windows(session, COUNTED, clerk=clerk, at=now, calendar_code=given.calendar_code)
    return asking.counts(await listing.counted(session, found, me=clerk.id, windows=windows))


@router.post(
    "/search",
    summary="Tìm hồ sơ của cơ quan / Search the agency's dossiers",
    response_model=Found,
    responses=problems(Forbidden),
)
async def search_work(wanted: Search, *, clerk: Clerk, session: Session, given: Given, now: Now) -> Response:
    """Theo số hồ sơ, mã tra cứu, họ tên có dấu hoặc không dấu, số định danh, số điện thoại. Điều kiện nằm trong thân
    yêu cầu, không nằm trong địa chỉ; chủ hồ sơ thấy lượt tra cứu.
    / By number, tracking code, name, personal number or phone: in the body, never in the address. The owners of what
    is found see that it was.
    """
    if wanted == Search():
        raise Invalid(errors=[NOTHING])
    blind = Blind(given.index_key.get_secret_value())
    found = await searching.search(session, wanted, agency_code=clerk.agency, blind=blind)
    by = sorted(wanted.model_dump(exclude_none=True))
    await usages.note_found(session, found.ids, clerk, by=by, at=now)
    log.info("dossiers searched", by=by, agency=clerk.agency, officer=str(clerk.id))
    return Response(found.body, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post(
    "/batch",
    summary="Xử lý nhiều hồ sơ một lần / One act on many dossiers",
    response_model=BatchOut,
    responses=problems(Forbidden, NotKnownYet, InFlight, KeyReused),
)
async def act_on_many(
    batch: BatchIn, *, clerk: Clerk, session: Session, given: Given, once: Once, now: Now
) -> Response:
    """Tối đa 500 hồ sơ; mỗi hồ sơ có kết quả riêng, hồ sơ lỗi không ảnh hưởng hồ sơ khác.
    / Up to 500 dossiers, each with its own result; a bad one harms no other.
    """
    if faults := batch.faults():
        raise Invalid(errors=faults)
    task = batches.Work(
        act=batch.act,
        at=now,
        hours=await queries.calendar(session, clerk.agency, otherwise=given.calendar_code),
        to=batch.arguments.to or "",
        note=batch.arguments.note,
    )
    wanted = [batches.Wanted(one.id, one.version) for one in batch.items]
    done = await batches.work(session, wanted, task, clerk=clerk)
    return await once.keep(session, 200, BatchOut.of(done), headers={"Cache-Control": "no-store"})
