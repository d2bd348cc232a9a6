"""Files of a dossier: the applicant's papers, the officer's results, and their download."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, File, Form, Path, Request, Response, UploadFile
from fastapi.responses import StreamingResponse

from kit.clock import Now
from kit.db import Session
from kit.faults import Fault, pointer
from kit.files import CHUNK, Store
from kit.idempotency import InFlight, Once
from kit.problems import Forbidden, Invalid, KeyReused, NotFound, TooLarge, UnsupportedType, problems
from services.dossier import actions
from services.dossier.actions.filing import EXTENSIONS, Bounds, Upload, received
from services.dossier.lifecycle import Act, check_role
from services.dossier.models import Paper, Scan
from services.dossier.problems import (
    BrokenFile,
    DelegationOver,
    ExtensionMismatch,
    NotKnownYet,
    NotNow,
    NotYours,
    PaperInfected,
    PaperQuarantined,
    StorageFull,
    TooManyPapers,
)
from services.dossier.queries import shown
from services.dossier.routes.answering import marks
from services.dossier.routes.arguments import (
    AgencyDossier,
    Clerk,
    Files,
    Given,
    SeenDossier,
    Viewer,
    ties_of,
)
from services.dossier.schemas.whole import PaperOut
from services.dossier.settings import DossierSettings

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["dossiers"])

FILED = problems(
    NotFound,
    Forbidden,
    NotNow,
    NotYours,
    PaperInfected,
    PaperQuarantined,
    DelegationOver,
    NotKnownYet,
    TooManyPapers,
    StorageFull,
    TooLarge,
    UnsupportedType,
    ExtensionMismatch,
    BrokenFile,
    InFlight,
    KeyReused,
)
PaperId = Annotated[
    UUID,
    Path(description="`papers[].id` của hồ sơ / of the dossier", examples=["5b0d7c7e-2f43-4a0e-9f0d-8f7f2f5f6a10"]),
]
ComponentId = Annotated[
    str, Form(max_length=200, description="Mã giấy tờ / component id", examples=["lawful-residence"])
]
IsAdditional = Annotated[
    bool,
    Form(description="Thêm tệp bên cạnh, không thay bản trước / beside the files before, not in place of them"),
]
Sent = Annotated[UploadFile, File(description="PDF, PNG, JPEG; <= 10 MiB")]

UNKNOWN_PART = ("unknown", "Trường này không tồn tại.", "There is no such field.")
TWICE = ("twice", "Trường này chỉ được gửi một lần.", "This field may come only once.")


@router.post(
    "/papers",
    status_code=201,
    summary="Tải giấy tờ lên / Upload a paper",
    response_model=PaperOut,
    responses=FILED,
)
async def upload_paper(
    dossier: SeenDossier,
    component_id: ComponentId,
    *,
    file: Sent,
    is_additional: IsAdditional = False,
    person: Viewer,
    files: Files,
    session: Session,
    once: Once,
    given: Given,
    request: Request,
    now: Now,
) -> Response:
    """Người nộp: khi lập hoặc bổ sung hồ sơ. Cán bộ: bản số hóa giấy tờ nhận trực tiếp. Bản mới thay bản trước của cùng
    giấy tờ; bản trước vẫn được giữ. / The applicant: while drafting or supplementing. Staff: a scan of a paper brought
    to them. A new version replaces the one before, which is kept.
    """
    by = actions.acting(person, dossier, ties=await ties_of(session, dossier, person))
    await check_parts(request, "component_id", "file", "is_additional")
    paper = await actions.add_paper(
        session,
        dossier,
        await read_upload(file),
        files=files,
        component_id=component_id,
        bounds=bounds(given),
        by=by,
        at=now,
        is_additional=is_additional,
    )
    return await once.keep(session, 201, PaperOut.of(paper), headers=marks(dossier))


@router.post(
    "/results",
    status_code=201,
    summary="Tải tệp kết quả lên / Upload a result file",
    response_model=PaperOut,
    responses=FILED,
    tags=["officers"],
)
async def upload_result(
    dossier: AgencyDossier,
    file: Sent,
    *,
    clerk: Clerk,
    files: Files,
    session: Session,
    once: Once,
    given: Given,
    request: Request,
    now: Now,
) -> Response:
    """Trước khi giải quyết xong. / Before resolving."""
    by = actions.acting(clerk, dossier)
    check_role(Act.RESOLVE, by=by.roles)
    await check_parts(request, "file")
    paper = await actions.add_result(
        session, dossier, await read_upload(file), files=files, bounds=bounds(given), by=by, at=now
    )
    return await once.keep(session, 201, PaperOut.of(paper), headers=marks(dossier))


@router.get(
    "/papers/{paper_id}",
    summary="Tải tệp về / Download a file",
    response_class=StreamingResponse,
    responses=problems(NotFound, DelegationOver, NotKnownYet, PaperQuarantined, PaperInfected)
    | {200: {"content": {kind: {} for kind in EXTENSIONS}, "description": "Tệp / file"}},
)
async def download_paper(
    dossier: SeenDossier, paper_id: PaperId, *, person: Viewer, session: Session, files: Files
) -> StreamingResponse:
    """Luôn là tệp đính kèm; kết quả chỉ đến chủ hồ sơ khi đã giải quyết.
    / Always as an attachment; the owner reads a result once it is decided.
    """
    paper = await shown.paper(session, dossier, paper_id, to=person)
    if paper is None:
        raise NotFound
    return download(paper, files)


def download(paper: Paper, files: Store) -> StreamingResponse:
    """The file as an attachment that nobody may keep a copy of; PaperQuarantined, PaperInfected for one that is given
    to nobody.
    """
    if paper.scan is Scan.QUARANTINED:
        raise PaperQuarantined
    if paper.scan is Scan.INFECTED:
        raise PaperInfected
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(paper.file_name, safe='')}",
        "Content-Length": str(paper.size),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return StreamingResponse(files.open(paper.file_key), media_type=paper.content_type, headers=headers)


def bounds(given: DossierSettings) -> Bounds:
    """What the service was told of files."""
    return Bounds(most_bytes=given.most_bytes, is_scanned=bool(given.clamd))


async def check_parts(request: Request, *names: str) -> None:
    """Raise Invalid for parts of the form that are none of these, and for those that come twice."""
    sent = Counter(name for name, _ in (await request.form()).multi_items())
    faults = [Fault(pointer([name]), *UNKNOWN_PART) for name in sent if name not in names]
    if faults := [*faults, *(Fault(pointer([name]), *TWICE) for name in names if sent[name] > 1)]:
        raise Invalid(errors=faults)


async def read_upload(file: UploadFile) -> Upload:
    """The file that was sent, checked (`filing.received`)."""
    return await received(_pieces(file), name=file.filename or "", declared=file.content_type or "")


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(CHUNK):
        yield piece
