"""Files of the worklist: asked for, watched while they are made, and read by who asked, for a day."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import StreamingResponse

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.problems import Forbidden, Gone, KeyReused, NotFound, problems
from services.dossier import queries
from services.dossier.actions import exporting
from services.dossier.models import Export
from services.dossier.problems import ExportNotReady, NotKnownYet, TooManyExports, TooManyRows
from services.dossier.routes.arguments import Clerk, Files, Given
from services.dossier.schemas.exports import ExportOut, NewExport
from services.dossier.worklists import asking, files

router = APIRouter(prefix="/v1/worklist/exports", tags=["worklist"])

ExportId = Annotated[
    UUID,
    Path(
        description="`id` của lần xuất: POST /v1/worklist/exports / the export's `id`",
        examples=["6b8c1f8e-3a0a-4d58-b3f0-2f9f5d1c7e10"],
    ),
]


async def own(export_id: ExportId, clerk: Clerk, session: Session, *, now: Now) -> Export:
    """An export the caller asked for; Gone once it has expired."""
    found = await queries.export_of(session, clerk, export_id)
    if found is None:
        raise NotFound
    if found.expires_at <= now:
        raise Gone
    return found


OwnExport = Annotated[Export, Depends(own)]


@router.post(
    "",
    status_code=202,
    summary="Xuất danh sách ra tệp / Export the worklist",
    response_model=ExportOut,
    responses=problems(Forbidden, NotKnownYet, TooManyExports, TooManyRows, InFlight, KeyReused),
)
async def ask_for_export(
    wanted: NewExport, *, clerk: Clerk, session: Session, given: Given, once: Once, now: Now
) -> Response:
    """CSV hoặc XLSX, tối đa 200.000 dòng, làm trong nền. Người nộp thấy hồ sơ của mình đã được xuất.
    / In the background; the applicants see in their journal that their dossiers were exported.
    """
    found = await asking.narrowed(session, wanted.filter, clerk=clerk, at=now, calendar_code=given.calendar_code)
    content = wanted.filter.model_dump(mode="json", exclude_none=True)
    export = await exporting.ask(session, clerk, kind=wanted.format, content=content, narrowing=found, at=now)
    headers = {"Location": f"/v1/worklist/exports/{export.id}", "Cache-Control": "no-store"}
    return await once.keep(session, 202, ExportOut.of(export), headers=headers)


@router.get("/{export_id}", summary="Tiến độ xuất tệp / How far it is", responses=problems(Forbidden, NotFound, Gone))
async def read_export(export: OwnExport, *, response: Response) -> ExportOut:
    """Số dòng đã làm và nơi tải về. / Rows done, and where the file is read."""
    response.headers["Cache-Control"] = "no-store"
    return ExportOut.of(export)


@router.get(
    "/{export_id}/content",
    summary="Tải tệp đã xuất / Download the file",
    response_class=StreamingResponse,
    responses=problems(Forbidden, NotFound, Gone, ExportNotReady)
    | {200: {"content": {kind: {} for kind in files.MEDIA.values()}, "description": "Tệp / file"}},
)
async def download_export(export: OwnExport, *, store: Files) -> StreamingResponse:
    """Chỉ người đã yêu cầu, trong 24 giờ. / For who asked, for 24 hours."""
    if export.file_key is None:
        raise ExportNotReady
    name = f"ho-so-{export.asked_at.astimezone(LOCAL):%Y%m%d-%H%M}.{export.format.value}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(export.size),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return StreamingResponse(store.open(export.file_key), media_type=files.MEDIA[export.format], headers=headers)
