"""What an agency's staff do: the acts of the desk and of the competent officer."""

from fastapi import APIRouter, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.problems import Forbidden, KeyReused, NotFound, problems
from services.dossier import actions
from services.dossier.problems import (
    DoneByParts,
    FeeUnpaid,
    NotKnownYet,
    NotNow,
    NotReceipted,
    NotSigned,
    NotYours,
    OtherWasFirst,
    ResultMissing,
    WishedByPost,
)
from services.dossier.routes.answering import kept
from services.dossier.routes.arguments import AgencyDossier, AgencyHours, Clerk, Given
from services.dossier.schemas.requests import Delivery, Refusal, Resolution
from services.dossier.schemas.whole import Standing

router = APIRouter(prefix="/v1", tags=["officers"])

ACT = problems(NotFound, Forbidden, NotNow, NotYours, OtherWasFirst, InFlight, KeyReused)


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
    "/dossiers/{dossier_id}/resolution",
    status_code=201,
    summary="Giải quyết xong / Resolve the dossier",
    response_model=Standing,
    responses=ACT | problems(NotFound, Forbidden, NotNow, OtherWasFirst, ResultMissing, NotSigned, NotKnownYet),
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
    """Đồng ý thì phải có tệp kết quả, được lãnh đạo ký nếu quy trình có bước của lãnh đạo; từ chối thì phải nêu lý do.
    / Granting needs a result file, signed where the workflow has a step of a leader; refusing its grounds.
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
    responses=ACT
    | problems(NotFound, Forbidden, NotNow, OtherWasFirst, FeeUnpaid, NotReceipted, WishedByPost, NotKnownYet),
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
    """Trực tuyến, trực tiếp hoặc qua bưu chính. Trực tiếp thì người nhận ký bằng mã (POST .../confirmations) hoặc trên
    giấy. Không trả trực tuyến khi người nộp đã chọn bưu chính. / Online, in person or by post. In person the receiver
    signs by code, or on paper. Not online while the applicant wants it by post.
    """
    by = actions.acting(clerk, dossier)
    await actions.deliver(
        session, dossier, by=by, at=now, channel=delivery.channel, hours=hours, on_paper=delivery.on_paper
    )
    return await kept(once, session, dossier)
