"""Adding files to a dossier: the applicant's papers, the officer's result."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kit.faults import Fault
from kit.files import Stored
from kit.problems import Invalid
from kit.vietnamese import nfc
from services.dossier import queries
from services.dossier.lifecycle import STATES, Status
from services.dossier.models import Dossier, Paper, PaperKind, Verdict
from services.dossier.problems import ExtensionMismatch, NotNow, TooManyPapers

EXTENSIONS = {
    "application/pdf": frozenset({".pdf"}),
    "image/png": frozenset({".png"}),
    "image/jpeg": frozenset({".jpg", ".jpeg"}),
}
"""The types of file a dossier takes, by content, and the extensions that go with each."""

MOST_BYTES = 10 * 1024 * 1024
MOST_PAPERS = 50

KIND_BY_STATUS = {Status.DRAFT: PaperKind.COMPONENT, Status.SUPPLEMENT_REQUIRED: PaperKind.SUPPLEMENT}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file already kept in the store, and what the sender called it."""

    stored: Stored
    file_name: str


async def add_paper(
    session: AsyncSession, dossier: Dossier, upload: Upload, *, component_id: str, by: UUID, at: datetime
) -> Paper:
    """The applicant adds a file for a component, while the dossier is theirs to change."""
    procedure = await queries.procedure_of(session, dossier)
    if component_id not in {component.id for component in procedure.components}:
        raise Invalid(
            errors=[
                Fault("/component_id", "unknown", "Thủ tục không có giấy tờ này.", "The procedure has no such paper.")
            ]
        )
    kind = KIND_BY_STATUS.get(await _held_status(session, dossier))
    if kind is None:
        raise _not_now(dossier, Status.DRAFT, Status.SUPPLEMENT_REQUIRED)
    return await _file(session, dossier, upload, kind=kind, component_id=component_id, by=by, at=at)


async def add_result(session: AsyncSession, dossier: Dossier, upload: Upload, *, by: UUID, at: datetime) -> Paper:
    """The officer adds a result file while the dossier is being worked on."""
    if await _held_status(session, dossier) is not Status.IN_PROGRESS:
        raise _not_now(dossier, Status.IN_PROGRESS)
    return await _file(session, dossier, upload, kind=PaperKind.RESULT, component_id=None, by=by, at=at)


def plain_name(name: str) -> str:
    """What a sender called a file, without folders; Invalid when it is no name (NFC, printable, <= 200 characters)."""
    found = nfc(name).replace("\\", "/").rpartition("/")[2].strip()
    if not found or len(found) > 200 or not found.isprintable():
        raise Invalid(errors=[Fault("/file", "malformed", "Tên tệp không hợp lệ.", "The file name is not valid.")])
    return found


def check_extension(upload: Upload) -> None:
    """Raise ExtensionMismatch unless the name's extension goes with the content."""
    if PurePath(upload.file_name).suffix.lower() not in EXTENSIONS[upload.stored.content_type]:
        raise ExtensionMismatch


async def _held_status(session: AsyncSession, dossier: Dossier) -> Status:
    """The dossier's status, which nobody can change before this transaction ends."""
    await session.refresh(dossier, with_for_update={"read": True})
    return dossier.status


def _not_now(dossier: Dossier, *statuses: Status) -> NotNow:
    here, there = STATES[dossier.status], [STATES[one] for one in statuses]
    return NotNow(
        f"Chỉ thêm tệp khi hồ sơ ở trạng thái: {', '.join(one.vi for one in there)}. Hiện tại: {here.vi}.",
        f"Files can be added only in: {', '.join(one.en for one in there)}. The dossier is: {here.en}.",
    )


async def _file(
    session: AsyncSession,
    dossier: Dossier,
    upload: Upload,
    *,
    kind: PaperKind,
    component_id: str | None,
    by: UUID,
    at: datetime,
) -> Paper:
    check_extension(upload)
    if len(await queries.papers(session, dossier.id)) >= MOST_PAPERS:
        raise TooManyPapers
    paper = Paper(
        dossier_id=dossier.id,
        kind=kind,
        component_id=component_id,
        file_key=upload.stored.key,
        file_name=upload.file_name,
        content_type=upload.stored.content_type,
        size=upload.stored.size,
        sha256=upload.stored.sha256,
        uploaded_by=by,
        uploaded_at=at,
        verdict=Verdict.UNSEEN,
    )
    session.add(paper)
    await session.flush()
    return paper
