"""Adding files to a dossier: the applicant's papers, the officer's result.

Everything is checked before anything is kept: a refused file never reaches the store, one whose row cannot be written
is deleted again, and what a crash leaves behind is swept up (schedule.py).
"""

from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kit.faults import Fault
from kit.files import Content, Store, is_whole, receive
from kit.problems import Invalid
from kit.vietnamese import nfc
from services.dossier import judging, queries
from services.dossier.lifecycle import STATES, Status
from services.dossier.models import Dossier, Paper, PaperKind, Verdict
from services.dossier.problems import BrokenFile, ExtensionMismatch, NotNow, StorageFull, TooManyPapers
from services.dossier.replicas import Person

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
    """A file that is what its name and its sender say, not kept yet."""

    content: Content
    file_name: str


async def received(pieces: AsyncIterable[bytes], *, name: str, declared: str) -> Upload:
    """A file in memory, allowed only if content, extension and declared type say the same, and it is whole.

    Raises TooLarge, UnsupportedType, ExtensionMismatch, BrokenFile, or Invalid for a bad name.
    """
    file_name = plain_name(name)
    content = await receive(pieces, limit=MOST_BYTES, allowed=frozenset(EXTENSIONS))
    has_extension = PurePath(file_name).suffix.lower() in EXTENSIONS[content.content_type]
    if not has_extension or declared.partition(";")[0].strip().lower() != content.content_type:
        raise ExtensionMismatch
    if not is_whole(content):
        raise BrokenFile
    return Upload(content, file_name)


async def add_paper(
    session: AsyncSession,
    dossier: Dossier,
    upload: Upload,
    *,
    files: Store,
    component_id: str,
    most_bytes: int,
    by: UUID,
    at: datetime,
) -> Paper:
    """The applicant adds a file for a component, while the dossier is theirs to change, or a refused part to repair.

    Raises Invalid, NotNow, TooManyPapers, or StorageFull past `most_bytes` of the applicant's files.
    """
    procedure = await queries.procedure_of(session, dossier)
    if component_id not in {component.id for component in procedure.components}:
        raise Invalid(
            errors=[
                Fault("/component_id", "unknown", "Thủ tục không có giấy tờ này.", "The procedure has no such paper.")
            ]
        )
    await session.get(
        Person, dossier.owner_id, with_for_update=True
    )  # one upload of a person at a time, so that the sum holds
    kind = KIND_BY_STATUS.get(await _held_status(session, dossier))
    if dossier.status is Status.RESOLVED and (await judging.course(session, dossier, at=at)).is_refused_part:
        kind = PaperKind.SUPPLEMENT
    if kind is None:
        raise _not_now(dossier, Status.DRAFT, Status.SUPPLEMENT_REQUIRED)
    if await queries.kept_bytes(session, dossier.owner_id) + upload.content.size > most_bytes:
        raise StorageFull
    return await _file(session, dossier, upload, files=files, kind=kind, component_id=component_id, by=by, at=at)


async def add_result(
    session: AsyncSession, dossier: Dossier, upload: Upload, *, files: Store, by: UUID, at: datetime
) -> Paper:
    """The officer adds a result file while the dossier is being worked on."""
    if await _held_status(session, dossier) is not Status.IN_PROGRESS:
        raise _not_now(dossier, Status.IN_PROGRESS)
    return await _file(session, dossier, upload, files=files, kind=PaperKind.RESULT, component_id=None, by=by, at=at)


def plain_name(name: str) -> str:
    """What a sender called a file, without folders; Invalid when it is no name (NFC, printable, <= 200 characters)."""
    found = nfc(name).replace("\\", "/").rpartition("/")[2].strip()
    if not found or len(found) > 200 or not found.isprintable():
        raise Invalid(errors=[Fault("/file", "malformed", "Tên tệp không hợp lệ.", "The file name is not valid.")])
    return found


async def _held_status(session: AsyncSession, dossier: Dossier) -> Status:
    """The dossier's status; before this transaction ends nobody else changes it or adds a file."""
    await session.refresh(dossier, with_for_update=True)
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
    files: Store,
    kind: PaperKind,
    component_id: str | None,
    by: UUID,
    at: datetime,
) -> Paper:
    if len(await queries.papers(session, dossier.id)) >= MOST_PAPERS:
        raise TooManyPapers
    key = await files.save(upload.content)
    paper = Paper(
        dossier_id=dossier.id,
        kind=kind,
        component_id=component_id,
        file_key=key,
        file_name=upload.file_name,
        content_type=upload.content.content_type,
        size=upload.content.size,
        sha256=upload.content.sha256,
        uploaded_by=by,
        uploaded_at=at,
        verdict=Verdict.UNSEEN,
    )
    session.add(paper)
    try:
        await session.flush()
    except BaseException:
        await files.delete(key)
        raise
    return paper
