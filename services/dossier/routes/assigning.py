"""Who has a dossier in hand, at which step it is, and how far: what staff do among themselves."""

from fastapi import APIRouter, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.problems import Forbidden, KeyReused, NotFound, problems
from services.dossier import actions, queries
from services.dossier.lifecycle import STAFF
from services.dossier.problems import AlreadyAssigned, AssignedToAnother, NotKnownYet, NotNow, NotYours, OtherWasFirst
from services.dossier.routes.answering import kept
from services.dossier.routes.arguments import AgencyDossier, AgencyHours, Clerk
from services.dossier.schemas.assigning import Assignment, ColleagueOut, Progress, StepWanted
from services.dossier.schemas.whole import Standing

router = APIRouter(prefix="/v1", tags=["officers"])
PATH = "/dossiers/{dossier_id}"

ACT = (NotFound, Forbidden, NotNow, NotYours, OtherWasFirst, NotKnownYet, InFlight, KeyReused)


@router.get("/colleagues", summary="Cán bộ của cơ quan / The agency's staff", responses=problems(Forbidden))
async def list_colleagues(clerk: Clerk, session: Session, response: Response) -> list[ColleagueOut]:
    """Những người có thể được giao hồ sơ, theo lần vào gần nhất. / Who can be given work, the latest seen first."""
    response.headers["Cache-Control"] = "no-store"
    return [
        ColleagueOut(
            person_id=one.person_id,
            roles=[role for role in sorted(STAFF) if role in one.roles],
            seen_at=one.seen_at,
        )
        for one in await queries.colleagues(session, clerk.agency)
    ]


@router.post(
    f"{PATH}/claim",
    status_code=201,
    summary="Nhận việc / Claim",
    response_model=Standing,
    responses=problems(AlreadyAssigned, *ACT),
)
async def claim_dossier(
    dossier: AgencyDossier,
    *,
    clerk: Clerk,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Khi chưa ai nhận. / While nobody has it in hand."""
    by = actions.acting(clerk, dossier)
    await actions.assigning.claim(session, dossier, by=by, at=now)
    return await kept(once, session, dossier)


@router.post(
    f"{PATH}/assignment",
    status_code=201,
    summary="Phân công / Assign",
    response_model=Standing,
    responses=problems(*ACT),
)
async def assign_dossier(
    dossier: AgencyDossier,
    work: Assignment,
    *,
    clerk: Clerk,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Lãnh đạo giao cho cán bộ của cơ quan. / A leader gives it to somebody of the agency."""
    by = actions.acting(clerk, dossier)
    await actions.assigning.assign(session, dossier, to=work.to, note=work.note, by=by, at=now)
    return await kept(once, session, dossier)


@router.post(
    f"{PATH}/handover",
    status_code=201,
    summary="Chuyển người khác / Hand over",
    response_model=Standing,
    responses=problems(AssignedToAnother, *ACT),
)
async def hand_over_dossier(
    dossier: AgencyDossier,
    work: Assignment,
    *,
    clerk: Clerk,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Người đang xử lý chuyển cho đồng nghiệp. / Who has it in hand gives it to a colleague."""
    by = actions.acting(clerk, dossier)
    await actions.assigning.hand_on(session, dossier, to=work.to, note=work.note, by=by, at=now)
    return await kept(once, session, dossier)


@router.post(
    f"{PATH}/release",
    status_code=201,
    summary="Trả lại việc / Release",
    response_model=Standing,
    responses=problems(AssignedToAnother, *ACT),
)
async def release_dossier(
    dossier: AgencyDossier,
    *,
    clerk: Clerk,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Người đang xử lý trả lại. / Who has it in hand gives it back."""
    by = actions.acting(clerk, dossier)
    await actions.assigning.release(session, dossier, by=by, at=now)
    return await kept(once, session, dossier)


@router.post(
    f"{PATH}/steps",
    status_code=201,
    summary="Chuyển bước / On to a step",
    response_model=Standing,
    responses=problems(*ACT),
)
async def forward_dossier(
    dossier: AgencyDossier,
    wanted: StepWanted,
    *,
    clerk: Clerk,
    hours: AgencyHours,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Theo quy trình của thủ tục. / By the procedure's workflow."""
    by = actions.acting(clerk, dossier)
    await actions.assigning.forward(session, dossier, to=wanted.to, note=wanted.note, by=by, at=now, hours=hours)
    return await kept(once, session, dossier)


@router.post(
    f"{PATH}/progress",
    status_code=201,
    summary="Báo tiến độ / Report progress",
    response_model=Standing,
    responses=problems(*ACT),
)
async def report_progress(
    dossier: AgencyDossier,
    progress: Progress,
    *,
    clerk: Clerk,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Người nộp được báo. / The applicant is told."""
    by = actions.acting(clerk, dossier)
    await actions.assigning.report(session, dossier, note=progress.note, by=by, at=now)
    return await kept(once, session, dossier)
