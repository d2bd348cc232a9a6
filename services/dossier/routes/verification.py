"""Anybody who holds an issued paper asks whether it is genuine, and gets what a PDF reader must trust to check alone.

A code is a secret of 55 random bits printed on the paper; the answer tells nothing of the person or the errand.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from kit.db import Session
from kit.people import anyone
from kit.problems import problems
from services.dossier import pages
from services.dossier.codes import parse_paper
from services.dossier.problems import NeverIssued
from services.dossier.queries import issued
from services.dossier.routes.arguments import Given
from services.dossier.schemas.results import Verified
from services.dossier.sight import as_system

router = APIRouter(prefix="/v1/verify", tags=["verification"], dependencies=[Depends(anyone)])

PEM = "application/x-pem-file"


@router.get(
    "/certificates",
    summary="Chứng thư số gốc / The certificates to trust",
    response_class=Response,
    responses=problems() | {200: {"content": {PEM: {}}, "description": "PEM"}},
)
async def read_certificates(request: Request) -> Response:
    """Cài vào trình đọc PDF để kiểm tra chữ ký mà không cần kết nối mạng.
    / Give them to a PDF reader to check signatures without the network.
    """
    headers = {
        "Content-Disposition": 'attachment; filename="motcua-certificates.pem"',
        "Cache-Control": "public, max-age=3600",
    }
    return Response(request.app.state.signer.authorities(), media_type=PEM, headers=headers)


@router.get(
    "/{code}",
    summary="Kiểm tra giấy tờ đã cấp / Is this paper genuine",
    response_model=Verified,
    responses=problems(NeverIssued) | {200: {"content": {"text/html": {}}}},
)
async def verify_paper(
    code: Annotated[
        str,
        Path(max_length=40, description="Mã in trên giấy / the code on the paper", examples=["XN-7QK2-M9XA-4DTB"]),
    ],
    session: Session,
    given: Given,
    *,
    request: Request,
    response: Response,
    sha256: Annotated[
        str | None, Query(pattern="^[0-9A-Fa-f]{64}$", description="Của tệp cần so sánh / of the file to compare")
    ] = None,
) -> Verified | HTMLResponse:
    """Đang có hiệu lực, đã được thay thế, đã bị thu hồi; 404: không có giấy tờ nào mang mã này. Không có dữ liệu cá
    nhân. Trình duyệt nhận một trang. / Genuine, superseded or revoked; 404: no paper with this code was issued. No
    personal data. A browser gets a page.
    """
    await as_system(session)
    named = parse_paper(code)
    row = await issued.by_code(session, named) if named else None
    paper = Verified.of(row, public_url=given.issuer, sha256=sha256) if row else None
    if pages.is_wanted(request):
        return pages.show("verification", request, status=200 if paper else 404, paper=paper)
    if paper is None:
        raise NeverIssued
    response.headers.update(pages.HEADERS)
    return paper
