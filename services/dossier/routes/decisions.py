"""Acts off a dossier's ordinary way: withdrawing it, stopping and reopening it, requiring a payment, a new date."""

from fastapi import APIRouter, Response

from contracts.dossier import StopReason
from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.problems import Forbidden, KeyReused, NotFound, problems
from services.dossier import actions
from services.dossier.problems import (
    AlreadyExtended,
    DelegationOver,
    DoneByParts,
    ExtensionOutdated,
    FeeUnpaid,
    NoDeadline,
    NothingToExtend,
    NotKnownYet,
    NotNow,
    NotYours,
    OtherWasFirst,
    WholeEnded,
    WithdrawnForGood,
)
from services.dossier.routes.answering import kept
from services.dossier.routes.arguments import AgencyDossier, AgencyHours, Applicant, Clerk, Given, OwnDossier, OwnHours
from services.dossier.schemas.decisions import (
    ExtensionAnswerIn,
    ExtensionWanted,
    PaymentWanted,
    Reason,
    WithdrawalAnswerIn,
    WithdrawalWish,
)
from services.dossier.schemas.whole import Standing

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["dossiers"])

ACT = (NotFound, Forbidden, NotNow, NotYours, OtherWasFirst, NotKnownYet, InFlight, KeyReused)


@router.post(
    "/withdrawal-requests",
    status_code=201,
    summary="Yêu cầu rút hồ sơ / Ask to withdraw",
    response_model=Standing,
    responses=problems(DelegationOver, DoneByParts, *ACT),
)
async def request_withdrawal(
    dossier: OwnDossier,
    wish: WithdrawalWish,
    *,
    citizen: Applicant,
    hours: OwnHours,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Khi cơ quan đã tiếp nhận: thời hạn tạm dừng cho đến khi cơ quan trả lời.
    / When the agency has it already: the clock stops until the agency answers.
    """
    by = actions.acting(citizen, dossier)
    await actions.withdrawing.ask(session, dossier, note=wish.note, by=by, at=now, hours=hours)
    return await kept(once, session, dossier)


@router.post(
    "/withdrawal-requests/cancellation",
    status_code=201,
    summary="Thôi yêu cầu rút / Go on after all",
    response_model=Standing,
    responses=problems(DelegationOver, *ACT),
)
async def cancel_withdrawal(
    dossier: OwnDossier,
    *,
    citizen: Applicant,
    hours: OwnHours,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Hồ sơ trở lại như trước khi yêu cầu rút.
    / The dossier is again what it was.
    """
    by = actions.acting(citizen, dossier)
    await actions.withdrawing.go_on(session, dossier, by=by, at=now, hours=hours)
    return await kept(once, session, dossier)


@router.post(
    "/withdrawal-requests/answer",
    status_code=201,
    summary="Trả lời yêu cầu rút / Answer the withdrawal",
    response_model=Standing,
    responses=problems(*ACT),
)
async def answer_withdrawal(
    dossier: AgencyDossier,
    answer: WithdrawalAnswerIn,
    *,
    clerk: Clerk,
    hours: AgencyHours,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Đồng ý thì hồ sơ dừng hẳn; không đồng ý phải nêu lý do.
    / Granted, the dossier is stopped for good; a refusal needs its reason.
    """
    by = actions.acting(clerk, dossier)
    await actions.withdrawing.answer(
        session, dossier, is_granted=answer.is_granted, note=answer.note, by=by, at=now, hours=hours
    )
    return await kept(once, session, dossier)


@router.post(
    "/stop",
    status_code=201,
    summary="Dừng giải quyết (mẫu 05) / Stop (form 05)",
    response_model=Standing,
    responses=problems(*ACT),
)
async def stop_dossier(
    dossier: AgencyDossier,
    reason: Reason,
    *,
    clerk: Clerk,
    hours: AgencyHours,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Nêu lý do; người nộp được báo.
    / With its reason; the applicant is told.
    """
    by = actions.acting(clerk, dossier)
    await actions.stopping.stop(
        session, dossier, reason=StopReason.AGENCY, note=reason.note, by=by, at=now, hours=hours
    )
    return await kept(once, session, dossier)


@router.post(
    "/reopening",
    status_code=201,
    summary="Mở lại hồ sơ / Reopen the dossier",
    response_model=Standing,
    responses=problems(WithdrawnForGood, DoneByParts, WholeEnded, *ACT),
)
async def reopen_dossier(
    dossier: AgencyDossier,
    reason: Reason,
    *,
    clerk: Clerk,
    hours: AgencyHours,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Lãnh đạo mở lại hồ sơ đã dừng hoặc đã xử lý xong; thời gian dừng không tính.
    / A leader reopens what was stopped or resolved; the time between does not count.
    """
    by = actions.acting(clerk, dossier)
    await actions.stopping.reopen(session, dossier, note=reason.note, by=by, at=now, hours=hours)
    return await kept(once, session, dossier)


@router.post(
    "/payment-requests",
    status_code=201,
    summary="Yêu cầu thực hiện nghĩa vụ tài chính / Require a payment",
    response_model=Standing,
    responses=problems(FeeUnpaid, DoneByParts, *ACT),
)
async def require_payment(
    dossier: AgencyDossier,
    wanted: PaymentWanted,
    *,
    clerk: Clerk,
    hours: AgencyHours,
    session: Session,
    once: Once,
    given: Given,
    now: Now,
) -> Response:
    """Những khoản danh mục chưa quy định mức thu khi nộp hồ sơ. Thời hạn tạm dừng cho đến khi nộp.
    / Fees for which no amount was laid down when the dossier was sent. The clock stops until it is paid.
    """
    by = actions.acting(clerk, dossier)
    await actions.paying.require(
        session,
        dossier,
        wanted.lines,
        pay_within_days=wanted.pay_within_days,
        note=wanted.note,
        by=by,
        at=now,
        hours=hours,
        province_code=given.province_code,
    )
    return await kept(once, session, dossier)


@router.post(
    "/extensions",
    status_code=201,
    summary="Dự thảo xin lỗi và gia hạn (mẫu 04) / Draft an apology and a new date (form 04)",
    response_model=Standing,
    responses=problems(NoDeadline, AlreadyExtended, *ACT),
)
async def propose_extension(
    dossier: AgencyDossier,
    wanted: ExtensionWanted,
    *,
    clerk: Clerk,
    hours: AgencyHours,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Trước ngày hẹn, một lần; có hiệu lực khi lãnh đạo xác nhận.
    / Before the due date, once; good when a leader confirms.
    """
    by = actions.acting(clerk, dossier)
    await actions.extending.propose(
        session, dossier, new_due_at=wanted.new_due_at, reason=wanted.reason, by=by, at=now, hours=hours
    )
    return await kept(once, session, dossier)


@router.post(
    "/extensions/answer",
    status_code=201,
    summary="Xác nhận hoặc bác bỏ gia hạn / Confirm or refuse the new date",
    response_model=Standing,
    responses=problems(NothingToExtend, ExtensionOutdated, *ACT),
)
async def answer_extension(
    dossier: AgencyDossier,
    answer: ExtensionAnswerIn,
    *,
    clerk: Clerk,
    hours: AgencyHours,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Lãnh đạo quyết định; xác nhận thì người nộp được báo ngày mới.
    / A leader decides; confirmed, the applicant is told.
    """
    by = actions.acting(clerk, dossier)
    await actions.extending.answer(
        session, dossier, is_confirmed=answer.is_confirmed, note=answer.note, by=by, at=now, hours=hours
    )
    return await kept(once, session, dossier)
