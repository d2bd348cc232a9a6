"""Results: drawn by the platform where there is no file, signed by a leader, revoked; and what was issued so far."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.problems import Forbidden, Invalid, KeyReused, NotFound, problems
from services.dossier import actions
from services.dossier.actions import issuing, results, signing
from services.dossier.lifecycle import Act, check_role
from services.dossier.problems import (
    AlreadyRevoked,
    AlreadySigned,
    DelegationOver,
    NothingIssued,
    NotKnownYet,
    NotNow,
    NotYours,
    OtherWasFirst,
    ResultMissing,
    TooManyPapers,
)
from services.dossier.queries import shown
from services.dossier.routes.answering import kept, marks
from services.dossier.routes.arguments import AgencyDossier, Clerk, Files, Given, SeenDossier, Viewer
from services.dossier.schemas.results import IssuedOut, IssuedPapers, ResultWanted, Revocation, SignatureIn
from services.dossier.schemas.whole import PaperOut, Standing
from services.dossier.signing import KeyMissing
from services.dossier.signing.pades import NotSignable

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["officers"])

ACT = (NotFound, Forbidden, NotNow, NotYours, OtherWasFirst, NotKnownYet, InFlight, KeyReused)


async def press_of(request: Request, files: Files, given: Given) -> issuing.Press:
    """What papers are issued with."""
    return issuing.Press(files=files, signer=request.app.state.signer, public_url=given.issuer)


Press = Annotated[issuing.Press, Depends(press_of)]


@router.get(
    "/issued",
    summary="Giấy tờ đã cấp / Papers issued",
    responses=problems(NotFound, DelegationOver, NotKnownYet),
    tags=["dossiers"],
)
async def list_issued(
    dossier: SeenDossier, person: Viewer, *, session: Session, given: Given, response: Response
) -> IssuedPapers:
    """Phiếu và kết quả đã ký số, mã kiểm tra và hiệu lực của chúng; kết quả hiện với chủ hồ sơ khi đã giải
    quyết. / Signed slips and results, their codes and whether they are in force; the owner sees results once decided.
    """
    response.headers.update(marks(dossier))
    rows = await shown.issued(session, dossier, to=person)
    return IssuedPapers(items=[IssuedOut.of(row, public_url=given.issuer) for row in rows])


@router.post(
    "/result-drafts",
    status_code=201,
    summary="Soạn kết quả theo mẫu / Draw a result by template",
    response_model=PaperOut,
    responses=problems(NotFound, Forbidden, NotNow, NotYours, NotKnownYet, TooManyPapers, Invalid, InFlight, KeyReused),
)
async def draw_result(
    dossier: AgencyDossier,
    wanted: ResultWanted,
    *,
    clerk: Clerk,
    files: Files,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Tệp PDF/A từ nội dung quyết định và hồ sơ, chờ lãnh đạo ký. / A PDF/A of the decision and the dossier, for the
    leader to sign.
    """
    by = actions.acting(clerk, dossier)
    check_role(Act.RESOLVE, by=by.roles)
    paper = await results.draw(
        session, dossier, content=wanted.content, result_code=wanted.result_code, files=files, by=by, at=now
    )
    return await once.keep(session, 201, PaperOut.of(paper), headers=marks(dossier))


@router.post(
    "/signature",
    status_code=201,
    summary="Ký số kết quả / Sign the result",
    response_model=IssuedPapers,
    responses=problems(ResultMissing, AlreadySigned, NotSignable, KeyMissing, Invalid, *ACT),
)
async def sign_result(
    dossier: AgencyDossier,
    signature: SignatureIn,
    *,
    clerk: Clerk,
    press: Press,
    session: Session,
    once: Once,
    now: Now,
) -> Response:
    """Lãnh đạo ký các tệp PDF kết quả bằng khóa của cơ quan; mỗi tệp mang mã kiểm tra. Chỉ ký được PDF.
    / The leader signs the result's PDF files with the agency's key; each carries a code. Only PDF can be signed.
    """
    by = actions.acting(clerk, dossier)
    rows = await signing.sign(session, dossier, named=signature.papers, by=by, press=press, at=now)
    told = IssuedPapers(items=[IssuedOut.of(row, public_url=press.public_url) for row in rows])
    return await once.keep(session, 201, told, headers=marks(dossier))


@router.post(
    "/revocations",
    status_code=201,
    summary="Thu hồi kết quả / Revoke a result",
    response_model=Standing,
    responses=problems(NothingIssued, AlreadyRevoked, *ACT),
)
async def revoke_result(
    dossier: AgencyDossier, revocation: Revocation, *, clerk: Clerk, session: Session, once: Once, now: Now
) -> Response:
    """Lãnh đạo thu hồi kết quả đã cấp, nêu lý do; người nộp được báo, ai kiểm tra mã cũng thấy.
    / A leader revokes an issued result with grounds; the applicant is told, whoever checks the code sees it.
    """
    by = actions.acting(clerk, dossier)
    await signing.revoke(session, dossier, revocation.code, note=revocation.note, by=by, at=now)
    return await kept(once, session, dossier)
