"""Adding files to a dossier: the applicant's papers, the officer's result.

Everything is checked before anything is kept: a refused file never reaches the store, one whose row cannot be written
is deleted again, and what a crash leaves behind is swept up (schedule.py).
"""

from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.faults import Fault
from kit.files import Content, Store, is_whole, receive
from kit.problems import Invalid, UnsupportedType
from kit.schedule import mark_due
from kit.vietnamese import nfc
from services.dossier import judging, queries
from services.dossier.actions.recording import Actor, undergo
from services.dossier.lifecycle import SENT, STAFF, Act, Role, Status, check_role
from services.dossier.models import Dossier, Paper, PaperKind, Scan, Verdict
from services.dossier.papers import Hand, addable, closed_words, hand_of, moments
from services.dossier.problems import BrokenFile, ExtensionMismatch, NotNow, NotYours, StorageFull, TooManyPapers
from services.dossier.sight import as_system

EXTENSIONS = {
    "application/pdf": frozenset({".pdf"}),
    "image/png": frozenset({".png"}),
    "image/jpeg": frozenset({".jpg", ".jpeg"}),
}
"""The types of file a dossier takes, by content, and the extensions that go with each."""

MOST_BYTES = 10 * 1024 * 1024
MOST_PAPERS = 50


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
    if _media(declared) != content.content_type or not _has_extension(file_name, content.content_type):
        raise ExtensionMismatch
    if not is_whole(content):
        raise BrokenFile
    return Upload(content, file_name)


def checked_name(name: str, *, declared: str) -> str:
    """The plain name of a file that is still to come; UnsupportedType or ExtensionMismatch for what cannot be taken."""
    file_name = plain_name(name)
    if _media(declared) not in EXTENSIONS:
        raise UnsupportedType
    if not _has_extension(file_name, _media(declared)):
        raise ExtensionMismatch
    return file_name


def _media(declared: str) -> str:
    return declared.partition(";")[0].strip().lower()


def _has_extension(file_name: str, content_type: str) -> bool:
    return PurePath(file_name).suffix.lower() in EXTENSIONS[content_type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """`most_bytes` of an applicant's files are kept; with a scanner (`is_scanned`) a new file begins in quarantine."""

    most_bytes: int
    is_scanned: bool = False


async def add_paper(
    session: AsyncSession,
    dossier: Dossier,
    upload: Upload,
    *,
    files: Store,
    component_id: str,
    bounds: Bounds,
    by: Actor,
    at: datetime,
    is_additional: bool = False,
    promised: int = 0,
) -> Paper:
    """A file for a component: of the applicant's, or staff's scan of a paper brought to them (`is_digitised`).

    It replaces the files that were there for the component, which stay to be read; `is_additional`: it stands beside
    them, as another page does. `promised`: bytes the applicant's room was already taken for. Raises Invalid, NotYours,
    NotNow, TooManyPapers, or StorageFull.
    """
    kind = await placed(session, dossier, component_id=component_id, by=by, at=at)
    is_digitised = not by.roles.isdisjoint(STAFF)
    if not is_digitised:
        room = bounds.most_bytes + promised - await queries.kept_bytes(session, dossier.owner_id)
        if upload.content.size > room:
            raise StorageFull
    paper = _paper(dossier, upload, kind=kind, component_id=component_id, by=by, at=at)
    paper.is_digitised = is_digitised
    former = await _current(session, dossier, component_id)
    paper.version = max((one.version for one in former), default=1 if is_additional else 0) + (not is_additional)
    await _file(session, dossier, paper, upload, files=files, by=by, bounds=bounds)
    if not is_additional and former:
        replaced = update(Paper).where(Paper.id.in_([one.id for one in former]))
        await session.execute(replaced.values(replaced_by=paper.id))
    return paper


async def placed(session: AsyncSession, dossier: Dossier, *, component_id: str, by: Actor, at: datetime) -> PaperKind:
    """What a paper added now would be; before this transaction ends nobody else adds one of the same owner's.

    Raises Invalid for a component the procedure does not have, NotYours, or NotNow.
    """
    procedure = await queries.procedure_of(session, dossier)
    if component_id not in {component.id for component in procedure.components}:
        raise Invalid(
            errors=[
                Fault("/component_id", "unknown", "Thủ tục không có giấy tờ này.", "The procedure has no such paper.")
            ]
        )
    check_role(Act.FILE, by=by.roles)
    if not moments(by.roles):
        raise NotYours
    # one upload of a person at a time, so that the sum holds
    await queries.hold_owner(session, dossier.owner_id)
    kind = addable(await _held_status(session, dossier), by=by.roles)
    if Role.APPLICANT in by.roles and (await judging.course(session, dossier, at=at)).is_refused_part:
        kind = PaperKind.SUPPLEMENT  # to repair it with
    if kind is None:
        raise not_now(dossier, *moments(by.roles))
    if hand_of(by.roles, is_delegated=by.delegation_id is not None) in (Hand.DELEGATE, Hand.CO_AUTHOR):
        await as_system(session)  # the room is the owner's, who has more dossiers than this hand may see
    return kind


async def add_result(
    session: AsyncSession, dossier: Dossier, upload: Upload, *, files: Store, bounds: Bounds, by: Actor, at: datetime
) -> Paper:
    """The officer adds a result file while the dossier is being worked on."""
    if await _held_status(session, dossier) is not Status.IN_PROGRESS:
        raise not_now(dossier, Status.IN_PROGRESS)
    paper = _paper(dossier, upload, kind=PaperKind.RESULT, component_id=None, by=by, at=at)
    return await _file(session, dossier, paper, upload, files=files, by=by, bounds=bounds)


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


def not_now(dossier: Dossier, *statuses: Status) -> NotNow:
    """That no file is taken now, and when it would be."""
    return NotNow(*closed_words(dossier.status, moments=statuses))


async def _current(session: AsyncSession, dossier: Dossier, component_id: str) -> list[Paper]:
    """The files of a component that no later version replaced."""
    return [
        paper
        for paper in await queries.papers(session, dossier.id)
        if paper.component_id == component_id and paper.replaced_by is None
    ]


def _paper(
    dossier: Dossier, upload: Upload, *, kind: PaperKind, component_id: str | None, by: Actor, at: datetime
) -> Paper:
    assert by.id is not None, "files come from people"
    return Paper(
        id=uuid4(),
        dossier_id=dossier.id,
        kind=kind,
        component_id=component_id,
        file_name=upload.file_name,
        content_type=upload.content.content_type,
        size=upload.content.size,
        sha256=upload.content.sha256,
        uploaded_by=by.id,
        uploaded_as=hand_of(by.roles, is_delegated=by.delegation_id is not None),
        uploaded_at=at,
        verdict=Verdict.UNSEEN,
        version=1,
    )


async def _file(
    session: AsyncSession, dossier: Dossier, paper: Paper, upload: Upload, *, files: Store, by: Actor, bounds: Bounds
) -> Paper:
    """Keep the content and its row; of a dossier that was sent, the history tells it (FILE)."""
    if len(await queries.papers(session, dossier.id)) >= MOST_PAPERS:
        raise TooManyPapers
    if bounds.is_scanned:
        paper.scan, paper.scan_due_at = Scan.QUARANTINED, paper.uploaded_at
        mark_due(session)
    paper.file_key = await files.save(upload.content)
    session.add(paper)
    try:
        await session.flush()
        if dossier.status in SENT:
            told = {"paper_id": paper.id, "sha256": paper.sha256}
            await undergo(session, dossier, Act.FILE, by=by, at=paper.uploaded_at, patch=told)
    except BaseException:
        await files.delete(paper.file_key)
        raise
    return paper
