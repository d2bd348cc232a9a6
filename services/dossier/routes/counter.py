"""What the desk does for who stands before it: enters their dossier, asks for the code they confirm with."""

from fastapi import APIRouter, Response

from contracts.terms import Channel
from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.pages import Cursor, Limit, Page, decode_place, encode_place
from kit.problems import Forbidden, KeyReused, NotFound, TooMany, problems
from services.dossier import actions, queries
from services.dossier.actions import confirming, entering
from services.dossier.guards import Facts
from services.dossier.lifecycle import Act, check
from services.dossier.models import CodePurpose
from services.dossier.problems import (
    LiveDraft,
    NotKnownYet,
    NotNow,
    NotThisWay,
    NotYours,
    ProcedureOver,
    TooManyDrafts,
    Unreachable,
)
from services.dossier.routes.answering import marks
from services.dossier.routes.arguments import AgencyDossier, Clerk, CodesBox, Given
from services.dossier.schemas.counter import CodeSent, CodeTried, CodeTyped, CodeWanted, CounterDossier
from services.dossier.schemas.whole import DossierOut, DossierRow

router = APIRouter(tags=["counter"])

ONCE = (InFlight, KeyReused)
CONFIRMS = {CodePurpose.COUNTER_ENTRY: Act.SUBMIT, CodePurpose.RECEIPT: Act.DELIVER}
"""Before which act a code is asked for."""


@router.post(
    "/v1/counter/dossiers",
    status_code=201,
    summary="Lập hồ sơ cho người đến nộp trực tiếp / Enter a dossier at the counter",
    response_model=DossierOut,
    responses=problems(Forbidden, NotYours, NotThisWay, ProcedureOver, NotKnownYet, LiveDraft, TooManyDrafts, *ONCE),
)
async def enter_dossier(
    wanted: CounterDossier, clerk: Clerk, *, session: Session, once: Once, given: Given, now: Now
) -> Response:
    """Hồ sơ là của người nộp, với những gì tài khoản của họ đã biết được điền sẵn; họ thấy ai đã lập. Giấy tờ
    mang đến được quét vào POST .../papers; nộp sau khi họ xác nhận bằng mã. / The dossier is the applicant's, prefilled
    with what their account knows; they see who entered it. Papers are scanned in; it is sent once they confirm by code.
    """
    dossier = await entering.enter(
        session,
        clerk,
        applicant=entering.Applicant(wanted.full_name, wanted.personal_number),
        wanted=actions.Opening(
            procedure_code=wanted.procedure_code,
            agency_code=clerk.agency,
            case=wanted.case,
            channel=Channel(wanted.channel),
        ),
        answers=wanted.answers,
        most_drafts=given.most_drafts,
        at=now,
    )
    procedure = await queries.procedure_of(session, dossier)
    headers = marks(dossier) | {"Location": f"/v1/dossiers/{dossier.id}"}
    return await once.keep(session, 201, DossierOut.whole(dossier, procedure=procedure), headers=headers)


@router.get(
    "/v1/counter/dossiers",
    summary="Hồ sơ quầy đang nhập / What the desk is entering",
    responses=problems(Forbidden),
)
async def list_entered(
    clerk: Clerk, session: Session, given: Given, response: Response, *, limit: Limit = 50, cursor: Cursor = None
) -> Page[DossierRow]:
    """Chưa nộp, mới nhất trước. / Not sent yet, newest first."""
    after = decode_place(given.cursor_key, cursor) if cursor else None
    rows = await queries.entered(session, clerk.agency, after=after, limit=limit + 1)
    shown, last = rows[:limit], rows[limit - 1] if len(rows) > limit else None
    response.headers["Cache-Control"] = "no-store"
    return Page(
        items=[DossierRow.row(dossier) for dossier in shown],
        next=encode_place(given.cursor_key, (last.opened_at, last.id)) if last else None,
    )


@router.post(
    "/v1/dossiers/{dossier_id}/confirmation-codes",
    status_code=201,
    summary="Gửi mã xác nhận cho người nộp / Send the applicant a code",
    response_model=CodeSent,
    responses=problems(NotFound, Forbidden, NotYours, NotNow, Unreachable, NotKnownYet, TooMany, *ONCE),
)
async def send_code(
    dossier: AgencyDossier,
    wanted: CodeWanted,
    *,
    clerk: Clerk,
    session: Session,
    once: Once,
    box: CodesBox,
    now: Now,
) -> Response:
    """Mã 6 số, dùng trong 10 phút, thử tối đa 6 lần; mã trước hết giá trị. / Six digits, good for ten minutes and six
    tries; the code before is worth nothing.
    """
    by = actions.acting(clerk, dossier)
    check(CONFIRMS[wanted.purpose], dossier.status, by=by.roles, facts=Facts())
    sent = await confirming.ask(session, dossier, wanted.purpose, by=clerk.id, at=now, box=box)
    return await once.keep(session, 201, CodeSent.of(sent), headers=marks(dossier))


@router.post(
    "/v1/dossiers/{dossier_id}/confirmations",
    status_code=201,
    summary="Nhập mã người nộp đọc / Type the code the applicant reads out",
    response_model=CodeTried,
    responses=problems(NotFound, Forbidden, NotYours, NotNow, NotKnownYet, *ONCE),
)
async def try_code(
    dossier: AgencyDossier,
    typed: CodeTyped,
    *,
    clerk: Clerk,
    session: Session,
    once: Once,
    box: CodesBox,
    now: Now,
) -> Response:
    """Xác nhận đúng những gì có trong hồ sơ lúc gửi mã: sửa sau đó thì phải xác nhận lại. / It confirms the
    dossier as it was when the code was sent: changed after that, it must be confirmed again.
    """
    by = actions.acting(clerk, dossier)
    check(CONFIRMS[typed.purpose], dossier.status, by=by.roles, facts=Facts())
    trial = await confirming.check(session, dossier, typed.purpose, code=typed.code, at=now, box=box)
    return await once.keep(session, 201, CodeTried.of(trial), headers=marks(dossier))
