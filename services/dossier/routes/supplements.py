"""What the agency finds of papers and fields, and what it asks for: everything at once (form 02)."""

from fastapi import APIRouter, Response

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.problems import Forbidden, Invalid, KeyReused, NotFound, problems
from services.dossier import actions, judging, verdicts
from services.dossier.actions import assessing
from services.dossier.models import Dossier
from services.dossier.problems import (
    DelegationOver,
    LeaderNeeded,
    NotAssessed,
    NothingWrong,
    NotKnownYet,
    NotNow,
    NotYours,
    OtherWasFirst,
)
from services.dossier.queries import assessments
from services.dossier.routes.answering import kept, marks
from services.dossier.routes.arguments import AgencyDossier, AgencyHours, Clerk, SeenDossier
from services.dossier.schemas.requests import SupplementRequestIn
from services.dossier.schemas.supplements import AssessmentIn, AssessmentOut, RoundOut, Rounds
from services.dossier.schemas.whole import Standing

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["supplements"])

READ = problems(NotFound, DelegationOver, NotKnownYet)
ACT = problems(NotFound, Forbidden, NotYours, NotNow, OtherWasFirst, NotKnownYet, InFlight, KeyReused)


@router.get("/assessment", summary="Kết quả đánh giá hồ sơ / How the dossier was assessed", responses=READ)
async def read_assessment(dossier: SeenDossier, session: Session, response: Response, now: Now) -> AssessmentOut:
    """Từng giấy tờ và mục được nêu: đạt, chưa đạt và vì sao, hay chưa đánh giá. / Each paper and flagged field: good,
    wrong and why, or not judged yet.
    """
    response.headers.update(marks(dossier))
    return await _assessed(session, dossier, now=now)


@router.post(
    "/assessment",
    status_code=201,
    summary="Đánh giá thành phần hồ sơ / Assess the components",
    response_model=AssessmentOut,
    responses=ACT | problems(Invalid),
)
async def assess_dossier(
    dossier: AgencyDossier,
    given: AssessmentIn,
    *,
    clerk: Clerk,
    hours: AgencyHours,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Chưa đạt thì nêu lý do và vị trí; mục không nêu giữ nguyên. / What is wrong has a reason and a place; what is not
    named keeps its verdict.
    """
    by = actions.acting(clerk, dossier)
    await assessing.assess(session, dossier, given.items, by=by, at=now, hours=hours)
    return await once.keep(session, 201, await _assessed(session, dossier, now=now), headers=marks(dossier))


@router.get(
    "/supplement-requests",
    summary="Các lần yêu cầu bổ sung / Every supplement asked for",
    responses=READ,
)
async def list_supplements(dossier: SeenDossier, session: Session, response: Response) -> Rounds:
    """Mỗi lần: từng mục, hạn, đã trả lời khi nào. / Each with its items, its day, and when it was answered."""
    response.headers.update(marks(dossier))
    return Rounds(items=[RoundOut.round(one) for one in await assessments.rounds(session, dossier.id)])


@router.post(
    "/supplement-requests",
    status_code=201,
    summary="Yêu cầu bổ sung / Request a supplement",
    response_model=Standing,
    responses=ACT | problems(Invalid, NotAssessed, NothingWrong, LeaderNeeded),
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
    """Nêu một lần đúng những gì đã đánh giá là chưa đạt; thời hạn tạm dừng. Trước khi tiếp nhận do bộ phận Một cửa, sau
    đó do cán bộ thụ lý. / Exactly what was found wrong, once; the clock stops. By the desk before reception, by the
    officer after it.
    """
    await assessing.request_supplement(
        session,
        dossier,
        wanted.items,
        answer_within_days=wanted.answer_within_days,
        by=actions.acting(clerk, dossier),
        at=now,
        calendar=calendar,
    )
    return await kept(once, session, dossier)


async def _assessed(session: Session, dossier: Dossier, *, now: Now) -> AssessmentOut:
    judged = await judging.present(session, dossier, on=now.astimezone(LOCAL).date())
    given = await assessments.given(session, dossier.id)
    needed = verdicts.to_judge(judged.requirements, await assessments.known(session, dossier.id))
    return AssessmentOut.of(needed, given, requirements=judged.requirements)
