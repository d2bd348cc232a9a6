"""What an agency's staff do: the worklist, and every act of the desk and the competent officer."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.pages import Cursor, Limit, Page, decode_place
from kit.problems import Forbidden, KeyReused, NotFound, problems
from kit.schemas import Words
from services.dossier import actions, worklist
from services.dossier.permissions import procedures
from services.dossier.problems import (
    DoneByParts,
    FeeUnpaid,
    NotKnownYet,
    NotNow,
    NotYours,
    OtherWasFirst,
    ResultMissing,
)
from services.dossier.routes.answering import kept
from services.dossier.routes.arguments import AgencyDossier, AgencyHours, Clerk, Given
from services.dossier.schemas.requests import Delivery, Refusal, Resolution, SupplementRequestIn
from services.dossier.schemas.story import WorklistRow
from services.dossier.schemas.whole import Standing

router = APIRouter(prefix="/v1", tags=["officers"])

ACT = problems(NotFound, Forbidden, NotNow, NotYours, OtherWasFirst, InFlight, KeyReused)


@router.get(
    "/worklist",
    summary="Danh sách công việc của cơ quan / The agency's worklist",
    response_model=Page[WorklistRow],
    responses=problems(Forbidden),
)
async def list_work(
    clerk: Clerk,
    session: Session,
    given: Given,
    *,
    status: Annotated[worklist.OpenStatus | None, Query(description="Trạng thái / state")] = None,
    q: Annotated[Words | None, Query(description="Tên, số hồ sơ, mã tra cứu / name, number, code")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Hồ sơ đang mở, việc đến hạn trước. / Open dossiers, what is due first."""
    place = decode_place(given.cursor_key, cursor) if cursor else None
    body = await worklist.page(
        session,
        clerk.agency,
        procedures=procedures(clerk),
        status=status,
        q=q,
        after=place,
        limit=limit,
        key=given.cursor_key,
    )
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post(
    "/dossiers/{dossier_id}/acceptance",
    status_code=201,
    summary="Tiếp nhận hồ sơ / Accept the dossier",
    response_model=Standing,
    responses=ACT | problems(NotFound, Forbidden, NotNow, OtherWasFirst, FeeUnpaid, NotKnownYet),
)
async def accept_dossier(
    dossier: AgencyDossier, clerk: Clerk, *, calendar: AgencyHours, session: Session, once: Once, now: Now
) -> Response:
    """Cấp số hồ sơ và ngày hẹn trả. / Draws the number and the due date."""
    await actions.accept(session, dossier, by=actions.acting(clerk, dossier), at=now, calendar=calendar)
    return await kept(once, session, dossier)


@router.post(
    "/dossiers/{dossier_id}/refusal",
    status_code=201,
    summary="Từ chối tiếp nhận / Decline the dossier",
    response_model=Standing,
    responses=ACT,
)
async def decline_dossier(
    dossier: AgencyDossier,
    refusal: Refusal,
    *,
    clerk: Clerk,
    hours: AgencyHours,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Nêu rõ lý do. / With its reason."""
    await actions.decline(
        session, dossier, by=actions.acting(clerk, dossier), at=now, reason=refusal.reason, hours=hours
    )
    return await kept(once, session, dossier)


@router.post(
    "/dossiers/{dossier_id}/start",
    status_code=201,
    summary="Thụ lý hồ sơ / Start on the dossier",
    response_model=Standing,
    responses=ACT | problems(NotFound, Forbidden, NotNow, OtherWasFirst, FeeUnpaid, DoneByParts, NotKnownYet),
)
async def start_dossier(
    dossier: AgencyDossier, clerk: Clerk, *, hours: AgencyHours, session: Session, once: Once, now: Now
) -> Response:
    """Cán bộ nhận thụ lý. / An officer takes it up."""
    await actions.start(session, dossier, by=actions.acting(clerk, dossier), at=now, hours=hours)
    return await kept(once, session, dossier)


@router.post(
    "/dossiers/{dossier_id}/supplement-requests",
    status_code=201,
    summary="Yêu cầu bổ sung / Request a supplement",
    response_model=Standing,
    responses=ACT,
)
async def request_supplement(
    dossier: AgencyDossier,
    wanted: SupplementRequestIn,
    *,
    clerk: Clerk,
    calendar: AgencyHours,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Nêu một lần tất cả những gì còn thiếu; thời hạn tạm dừng. / All that is missing, once; the clock stops."""
    await actions.request_supplement(
        session,
        dossier,
        wanted.items,
        answer_within_days=wanted.answer_within_days,
        by=actions.acting(clerk, dossier),
        at=now,
        calendar=calendar,
    )
    return await kept(once, session, dossier)


@router.post(
    "/dossiers/{dossier_id}/resolution",
    status_code=201,
    summary="Giải quyết xong / Resolve the dossier",
    response_model=Standing,
    responses=ACT | problems(NotFound, Forbidden, NotNow, OtherWasFirst, ResultMissing, NotKnownYet),
)
async def resolve_dossier(
    dossier: AgencyDossier,
    decision: Resolution,
    *,
    clerk: Clerk,
    hours: AgencyHours,
    session: Session,
    once: Once,
    given: Given,
    now: Now,
) -> Response:
    """Đồng ý thì phải có tệp kết quả; từ chối thì phải nêu lý do. / Granting needs a result file, refusing its
    grounds.
    """
    by = actions.acting(clerk, dossier)
    await actions.resolve(
        session,
        dossier,
        outcome=decision.outcome,
        note=decision.note,
        by=by,
        at=now,
        hours=hours,
        province_code=given.province_code,
        outputs=decision.outputs,
    )
    return await kept(once, session, dossier)


@router.post(
    "/dossiers/{dossier_id}/delivery",
    status_code=201,
    summary="Trả kết quả / Deliver the result",
    response_model=Standing,
    responses=ACT | problems(NotFound, Forbidden, NotNow, OtherWasFirst, FeeUnpaid, NotKnownYet),
)
async def deliver_dossier(
    dossier: AgencyDossier,
    delivery: Delivery,
    *,
    clerk: Clerk,
    hours: AgencyHours,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Trực tuyến, trực tiếp hoặc qua bưu chính. / Online, in person or by post."""
    by = actions.acting(clerk, dossier)
    await actions.deliver(session, dossier, by=by, at=now, channel=delivery.channel, hours=hours)
    return await kept(once, session, dossier)
