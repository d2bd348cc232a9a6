"""Resumable upload of papers: tus 1.0 (core, creation, expiration, termination) below a dossier.

The room is taken and everything but the content is checked when the upload is created. Who started it sends it; to
everybody else it does not exist.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from kit.clock import Now
from kit.db import Session
from kit.faults import Fault, from_validation
from kit.idempotency import InFlight, Once
from kit.problems import Forbidden, Gone, Invalid, KeyReused, NotFound, TooLarge, UnsupportedType, problems
from kit.problems.answering import failed
from kit.schemas import MAX_INT
from services.dossier import actions
from services.dossier.models import Upload
from services.dossier.permissions import hand
from services.dossier.pieces import LARGEST, MEDIA, VERSION, metadata
from services.dossier.problems import (
    BrokenFile,
    DelegationOver,
    ExtensionMismatch,
    NotKnownYet,
    NotNow,
    NotYours,
    OffsetMismatch,
    ProtocolUnsupported,
    StorageFull,
    TooManyPapers,
    UploadBusy,
)
from services.dossier.queries import uploads
from services.dossier.routes.arguments import Files, Given, SeenDossier, Viewer, ties_of
from services.dossier.routes.papers import bounds
from services.dossier.schemas.uploads import NewUpload, UploadOut


async def speak_tus(
    version: Annotated[
        str | None, Header(alias="Tus-Resumable", max_length=20, description="1.0.0", examples=[VERSION])
    ] = None,
) -> None:
    """Raise ProtocolUnsupported for another version of the protocol; who names none is taken to mean ours."""
    if version not in (None, VERSION):
        raise ProtocolUnsupported(headers={"Tus-Version": VERSION})


router = APIRouter(prefix="/v1/dossiers/{dossier_id}/uploads", tags=["dossiers"], dependencies=[Depends(speak_tus)])

UploadId = Annotated[
    UUID,
    Path(description="`id` của lần tải lên / of the upload", examples=["2f9b8f0e-59ce-4d57-9d0e-5b8b5a0f6c11"]),
]
Length = Annotated[
    int | None,
    Header(alias="Upload-Length", ge=1, le=MAX_INT, description="Thay cho thân JSON / in place of a body"),
]
Metadata = Annotated[
    str | None,
    Header(alias="Upload-Metadata", description="filename, filetype, component_id, is_additional"),
]
Offset = Annotated[
    int, Header(alias="Upload-Offset", ge=0, le=MAX_INT, description="Số byte đã gửi / bytes sent", examples=[0])
]
PIECE = {"requestBody": {"required": True, "content": {MEDIA: {"schema": {"type": "string", "format": "binary"}}}}}
READ = (NotFound, Gone, Forbidden, DelegationOver, NotKnownYet, ProtocolUnsupported)


@router.post(
    "",
    status_code=201,
    summary="Bắt đầu tải tệp theo phần / Start a resumable upload",
    response_model=UploadOut,
    responses=problems(
        *(NotFound, Forbidden, NotNow, NotYours, DelegationOver, NotKnownYet, TooManyPapers, StorageFull),
        *(TooLarge, UnsupportedType, ExtensionMismatch, ProtocolUnsupported, InFlight, KeyReused),
    ),
)
async def create_upload(
    dossier: SeenDossier,
    promised: NewUpload | None = None,
    *,
    length: Length = None,
    told: Metadata = None,
    person: Viewer,
    session: Session,
    once: Once,
    given: Given,
    now: Now,
) -> Response:
    """Thân JSON, hoặc các tiêu đề Upload-Length và Upload-Metadata của tus 1.0; gửi từng phần bằng PATCH đến
    `Location`. / A JSON body, or the headers of tus 1.0; the pieces go to `Location` with PATCH.
    """
    by = actions.acting(person, dossier, ties=await ties_of(session, dossier, person))
    wanted = promised or _promised(length, metadata(told or ""))
    upload = await actions.uploading.start(session, dossier, wanted, bounds=bounds(given), by=by, at=now)
    headers = _marks(upload) | {"Location": f"/v1/dossiers/{dossier.id}/uploads/{upload.id}"}
    return await once.keep(session, 201, UploadOut.of(upload), headers=headers)


@router.head(
    "/{upload_id}", summary="Đã nhận đến đâu / How much has come", response_class=Response, responses=problems(*READ)
)
async def measure_upload(
    dossier: SeenDossier, upload_id: UploadId, *, person: Viewer, session: Session, now: Now
) -> Response:
    """Trong tiêu đề Upload-Offset. / In the header Upload-Offset."""
    upload = await uploads.own(session, dossier.id, upload_id, by=hand(person), at=now)
    return Response(headers=_marks(upload))


@router.get("/{upload_id}", summary="Xem lần tải lên / Read an upload", responses=problems(*READ))
async def read_upload(
    dossier: SeenDossier, upload_id: UploadId, *, person: Viewer, session: Session, response: Response, now: Now
) -> UploadOut:
    """Đã nhận bao nhiêu, và giấy tờ nó trở thành. / How much has come, and the paper it became."""
    upload = await uploads.own(session, dossier.id, upload_id, by=hand(person), at=now)
    response.headers.update(_marks(upload))
    return UploadOut.of(upload)


@router.patch(
    "/{upload_id}",
    status_code=204,
    summary="Gửi một phần của tệp / Send a piece",
    response_class=Response,
    responses=problems(
        *(*READ, NotNow, NotYours, OffsetMismatch, UploadBusy, TooLarge, TooManyPapers, StorageFull),
        *(UnsupportedType, ExtensionMismatch, BrokenFile),
    ),
    openapi_extra=PIECE,
)
async def append_piece(
    dossier: SeenDossier,
    upload_id: UploadId,
    offset: Offset,
    *,
    person: Viewer,
    files: Files,
    session: Session,
    given: Given,
    request: Request,
    now: Now,
) -> Response:
    """Từ 64 KiB (trừ phần cuối) đến 4 MiB. Phần cuối biến tệp thành giấy tờ (`Content-Location`); tệp không hợp lệ thì
    bị bỏ. / From 64 KiB (but the last) to 4 MiB. The last makes it a paper; content not allowed ends the upload.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA:
        raise UnsupportedType
    piece = await _read(request)
    by = actions.acting(person, dossier, ties=await ties_of(session, dossier, person))
    upload = await uploads.own(session, dossier.id, upload_id, by=hand(person), at=now, is_locked=True)
    try:
        await actions.uploading.append(
            session, dossier, upload, piece=piece, offset=offset, files=files, bounds=bounds(given), by=by, at=now
        )
    except UnsupportedType as problem:
        # answered, not raised: that it has ended must be committed, or its room stays taken
        await actions.uploading.stop(session, upload)
        return failed(request, problem)
    return Response(status_code=204, headers=_marks(upload))


@router.delete(
    "/{upload_id}",
    status_code=204,
    summary="Thôi tải lên / Stop an upload",
    response_class=Response,
    responses=problems(*READ, UploadBusy),
)
async def stop_upload(
    dossier: SeenDossier, upload_id: UploadId, *, person: Viewer, session: Session, now: Now
) -> Response:
    """Giấy tờ đã thành thì vẫn còn. / A paper it became stays."""
    upload = await uploads.own(session, dossier.id, upload_id, by=hand(person), at=now, is_locked=True)
    await actions.uploading.stop(session, upload)
    return Response(status_code=204, headers={"Tus-Resumable": VERSION})


def _marks(upload: Upload) -> dict[str, str]:
    told = {
        "Tus-Resumable": VERSION,
        "Upload-Offset": str(upload.received),
        "Upload-Length": str(upload.size),
        "Upload-Expires": upload.expires_at.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        "Cache-Control": "no-store",
    }
    if upload.paper_id is not None:
        told["Content-Location"] = f"/v1/dossiers/{upload.dossier_id}/papers/{upload.paper_id}"
    return told


def _promised(length: int | None, told: dict[str, str]) -> NewUpload:
    """What the headers say; Invalid without a length, or with anything unknown."""
    if length is None:
        words = ("missing", "Thiếu thân JSON hoặc tiêu đề Upload-Length.", "A JSON body or Upload-Length is missing.")
        raise Invalid(errors=[Fault("/header/Upload-Length", *words)])
    names = {"filename": "file_name", "filetype": "content_type"}
    said: dict[str, object] = {names.get(name, name): value for name, value in told.items()}
    if "is_additional" in said:
        said["is_additional"] = {"true": True, "false": False}.get(told["is_additional"])
    try:
        return NewUpload.model_validate(said | {"size": length})
    except ValidationError as error:
        raise Invalid(errors=from_validation(error.errors())) from error


async def _read(request: Request) -> bytes:
    """A piece, never more of it than one may have."""
    held = bytearray()
    try:
        async for chunk in request.stream():
            held += chunk
            if len(held) > LARGEST:
                raise TooLarge
    except ClientDisconnect as error:
        raise Invalid from error  # nobody is there to hear it
    return bytes(held)
