"""New drafts from earlier dossiers: to put one right, or to ask for the same again."""

from fastapi import APIRouter, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import Idempotent, InFlight, Once
from kit.problems import Forbidden, KeyReused, NotFound, problems
from services.dossier import actions, queries
from services.dossier.models import Dossier
from services.dossier.problems import (
    DelegationOver,
    LiveDraft,
    NotKnownYet,
    NotNow,
    NotOnline,
    OnlyWhole,
    OtherWasFirst,
    ProcedureOver,
    TooManyDrafts,
)
from services.dossier.routes.answering import marks
from services.dossier.routes.arguments import Applicant, Given, OwnDossier
from services.dossier.schemas.whole import DossierOut

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["dossiers"])

OPENED = (
    *(NotFound, Forbidden, DelegationOver, NotOnline, ProcedureOver, NotKnownYet, LiveDraft, TooManyDrafts, OnlyWhole),
    *(InFlight, KeyReused),
)


@router.post(
    "/corrections",
    status_code=201,
    summary="Lập hồ sơ đính chính / Open a dossier to put this one right",
    response_model=DossierOut,
    responses=problems(NotNow, OtherWasFirst, *OPENED),
)
async def correct_dossier(
    dossier: OwnDossier, citizen: Applicant, *, session: Session, once: Once, given: Given, now: Now
) -> Response:
    """Khi hồ sơ đã có kết quả, bị từ chối hoặc dừng. Bản nháp mới gắn với hồ sơ này, mang theo những câu trả lời còn
    phù hợp; giấy tờ đã nộp không phải nộp lại. / Once it was resolved, declined or stopped. The new draft is linked to
    this dossier and begins with the answers that still fit; papers handed in with it need not be uploaded again.
    """
    draft = await actions.correcting.correct(session, dossier, citizen, most_drafts=given.most_drafts, at=now)
    return await _opened(once, session, draft)


@router.post(
    "/copy",
    status_code=201,
    summary="Lập hồ sơ mới từ hồ sơ này / Open a dossier like this one",
    response_model=DossierOut,
    responses=problems(*OPENED),
)
async def copy_dossier(
    dossier: OwnDossier, citizen: Applicant, *, session: Session, once: Once, given: Given, now: Now
) -> Response:
    """Cùng thủ tục, trường hợp và cơ quan; những gì tài khoản đã biết được lấy mới. / The same procedure, case and
    agency; what the account knows is taken afresh.
    """
    draft = await actions.correcting.copy(session, dossier, citizen, most_drafts=given.most_drafts, at=now)
    return await _opened(once, session, draft)


async def _opened(once: Idempotent, session: Session, draft: Dossier) -> Response:
    procedure, links = await queries.procedure_of(session, draft), await queries.linked(session, draft)
    headers = marks(draft) | {"Location": f"/v1/dossiers/{draft.id}"}
    return await once.keep(session, 201, DossierOut.whole(draft, procedure=procedure, links=links), headers=headers)
