"""What an applicant does: open, fill in, submit, answer, take back, and their own list."""

from fastapi import APIRouter, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.pages import Cursor, Limit, Page, decode_place, encode_place
from kit.problems import ChangedMeanwhile, Forbidden, KeyReused, NotFound, VersionMissing, problems
from kit.versions import SeenVersion
from services.dossier import actions, queries
from services.dossier.permissions import procedures as procedures_of
from services.dossier.problems import (
    DelegationOver,
    Incomplete,
    LiveDraft,
    NotConfirmed,
    NotDelegated,
    NotKnownYet,
    NotNow,
    NotOnline,
    NotThisWay,
    NotYours,
    OtherWasFirst,
    ProcedureOver,
    TooManyDrafts,
)
from services.dossier.routes.answering import kept, marks
from services.dossier.routes.arguments import (
    Applicant,
    FiledDossier,
    FiledHours,
    Given,
    OwnDossier,
    OwnHours,
    SeenDossier,
    Viewer,
    ties_of,
)
from services.dossier.schemas.requests import AnswersPatch, NewDossier, SupplementAnswer
from services.dossier.schemas.whole import DossierOut, DossierRow, Standing

router = APIRouter(prefix="/v1/dossiers", tags=["dossiers"])

ONCE = (InFlight, KeyReused)
ACT = (NotFound, Forbidden, NotNow, NotYours, OtherWasFirst, DelegationOver, NotKnownYet, *ONCE)


@router.post(
    "",
    status_code=201,
    summary="Lập hồ sơ mới / Open a dossier",
    response_model=DossierOut,
    responses=problems(
        Forbidden,
        NotDelegated,
        DelegationOver,
        NotOnline,
        ProcedureOver,
        NotKnownYet,
        LiveDraft,
        TooManyDrafts,
        *ONCE,
    ),
)
async def open_dossier(
    wanted: NewDossier, citizen: Applicant, *, session: Session, once: Once, given: Given, now: Now
) -> Response:
    """Bản nháp với những gì tài khoản đã biết được điền sẵn. Mỗi thủ tục và trường hợp chỉ có một bản nháp: nếu đã có,
    409 cho biết nơi của nó. / A draft, prefilled with what the account knows. There is one for a procedure and case:
    when there is one already, the 409 tells where.
    """
    dossier = await actions.open_draft(
        session,
        citizen,
        wanted=actions.Opening(procedure_code=wanted.procedure_code, agency_code=wanted.agency_code, case=wanted.case),
        answers=wanted.answers,
        most_drafts=given.most_drafts,
        at=now,
    )
    procedure = await queries.procedure_of(session, dossier)
    headers = marks(dossier) | {"Location": f"/v1/dossiers/{dossier.id}"}
    return await once.keep(session, 201, DossierOut.whole(dossier, procedure=procedure), headers=headers)


@router.get("", summary="Hồ sơ của tôi / My dossiers", responses=problems(Forbidden, DelegationOver, NotKnownYet))
async def list_dossiers(
    citizen: Applicant, session: Session, given: Given, response: Response, *, limit: Limit = 50, cursor: Cursor = None
) -> Page[DossierRow]:
    """Mới nhất trước. / Newest first."""
    after = decode_place(given.cursor_key, cursor) if cursor else None
    rows = await queries.own(session, citizen.id, procedures=procedures_of(citizen), after=after, limit=limit + 1)
    shown, more = rows[:limit], len(rows) > limit
    last = shown[-1] if more else None
    response.headers["Cache-Control"] = "no-store"
    return Page(
        items=[DossierRow.row(dossier) for dossier in shown],
        next=encode_place(given.cursor_key, (last.opened_at, last.id)) if last else None,
    )


@router.patch(
    "/{dossier_id}",
    summary="Sửa bản nháp / Edit a draft",
    responses=problems(
        *(NotFound, Forbidden, NotYours, DelegationOver, NotKnownYet, NotNow, ChangedMeanwhile, VersionMissing)
    ),
)
async def edit_dossier(
    dossier: SeenDossier,
    patch: AnswersPatch,
    *,
    person: Viewer,
    version: SeenVersion,
    session: Session,
    now: Now,
    response: Response,
) -> DossierOut:
    """JSON Merge Patch; cần If-Match. Người cùng lập cũng sửa được, bộ phận một cửa sửa hồ sơ mình lập. / JSON Merge
    Patch; needs If-Match. A draft may be unfinished. A co-author may edit it too, and the desk what it entered.
    """
    by = actions.acting(person, dossier, ties=await ties_of(session, dossier, person))
    await actions.edit(session, dossier, patch.answers, by=by, version=version, at=now)
    response.headers.update(marks(dossier))
    procedure = await queries.procedure_of(session, dossier)
    return DossierOut.whole(dossier, procedure=procedure, papers=await queries.papers(session, dossier.id))


@router.post(
    "/{dossier_id}/submission",
    status_code=201,
    summary="Nộp hồ sơ / Submit the dossier",
    response_model=Standing,
    responses=problems(Incomplete, NotConfirmed, NotOnline, NotThisWay, ProcedureOver, *ACT),
)
async def submit_dossier(
    dossier: FiledDossier,
    person: Viewer,
    *,
    hours: FiledHours,
    session: Session,
    once: Once,
    given: Given,
    now: Now,
) -> Response:
    """Mọi thiếu sót được báo trong một lần. Hồ sơ theo phiên bản thủ tục đang có hiệu lực. Bộ phận một cửa nộp
    hồ sơ mình lập sau khi người nộp xác nhận bằng mã. / Every fault is told at once. The dossier goes in under the
    revision in force. The desk sends what it entered once the applicant has confirmed it by code.
    """
    by = actions.acting(person, dossier)
    await actions.submit(session, dossier, by=by, at=now, hours=hours, province_code=given.province_code)
    return await kept(once, session, dossier)


@router.post(
    "/{dossier_id}/supplement",
    status_code=201,
    summary="Bổ sung hồ sơ / Answer the supplement request",
    response_model=Standing,
    responses=problems(Incomplete, *ACT),
)
async def answer_supplement(
    dossier: FiledDossier,
    answer: SupplementAnswer,
    *,
    person: Viewer,
    calendar: FiledHours,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Giấy tờ được tải lên trước, hoặc bộ phận một cửa quét khi người nộp mang đến; thời hạn lại tiếp tục tính. /
    Papers are uploaded before, or scanned by the desk they are brought to; the clock runs again.
    """
    by = actions.acting(person, dossier)
    await actions.answer_supplement(session, dossier, answer.answers, by=by, at=now, calendar=calendar)
    return await kept(once, session, dossier)


@router.post(
    "/{dossier_id}/withdrawal",
    status_code=201,
    summary="Rút lại để sửa / Take the dossier back",
    response_model=Standing,
    responses=problems(LiveDraft, *ACT),
)
async def withdraw_dossier(
    dossier: OwnDossier, citizen: Applicant, *, hours: OwnHours, session: Session, once: Once, now: Now
) -> Response:
    """Chỉ khi chưa được tiếp nhận. / Only while it has not been received."""
    await actions.withdraw(session, dossier, by=actions.acting(citizen, dossier), at=now, hours=hours)
    return await kept(once, session, dossier)


@router.post(
    "/{dossier_id}/discard",
    status_code=201,
    summary="Bỏ bản nháp / Discard the draft",
    response_model=Standing,
    responses=problems(*ACT),
)
async def discard_draft(dossier: FiledDossier, person: Viewer, *, session: Session, once: Once, now: Now) -> Response:
    """Câu trả lời và tệp đã tải lên bị xóa. / Answers and uploaded files are gone."""
    await actions.discard(session, dossier, by=actions.acting(person, dossier), at=now)
    return await kept(once, session, dossier)
