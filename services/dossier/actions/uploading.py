"""A file that comes in pieces, for connections that break: promised, sent piece by piece, and a paper when it is whole.

The pieces lie in the file store under keys of their own, which the row names. When the last one has come they are read
as one file and go the way of every other upload (`filing`); the pieces are left to the sweep, so that a transaction
that fails has lost nothing.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.files import Content, Store
from kit.problems import TooLarge
from services.dossier import queries
from services.dossier.actions.filing import (
    MOST_BYTES,
    MOST_PAPERS,
    Bounds,
    add_paper,
    checked_name,
    not_now,
    placed,
    received,
)
from services.dossier.actions.recording import Actor
from services.dossier.lifecycle import STAFF
from services.dossier.models import Dossier, Paper, Upload
from services.dossier.papers import addable, moments
from services.dossier.pieces import LIVES, MEDIA, check_piece
from services.dossier.problems import StorageFull, TooManyPapers
from services.dossier.queries import uploads


class Promised(Protocol):
    """What a sender says of a file before it comes."""

    @property
    def component_id(self) -> str: ...
    @property
    def file_name(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def is_additional(self) -> bool: ...


async def start(
    session: AsyncSession, dossier: Dossier, promised: Promised, *, bounds: Bounds, by: Actor, at: datetime
) -> Upload:
    """Somebody says which file is coming; its room is taken from now on.

    Everything that can be refused before the content is known is refused here, as at `add_paper`; TooLarge for a file
    larger than a paper may be.
    """
    file_name = checked_name(promised.file_name, declared=promised.content_type)
    if promised.size > MOST_BYTES:
        raise TooLarge
    await placed(session, dossier, component_id=promised.component_id, by=by, at=at)
    held = len(await queries.papers(session, dossier.id)) + await uploads.coming(session, dossier.id)
    if held >= MOST_PAPERS:
        raise TooManyPapers
    is_digitised = not by.roles.isdisjoint(STAFF)
    if not is_digitised and await queries.kept_bytes(session, dossier.owner_id) + promised.size > bounds.most_bytes:
        raise StorageFull
    assert by.id is not None, "files come from people"
    upload = Upload(
        dossier_id=dossier.id,
        component_id=promised.component_id,
        is_additional=promised.is_additional,
        is_digitised=is_digitised,
        file_name=file_name,
        content_type=promised.content_type,
        size=promised.size,
        received=0,
        last_offset=0,
        keys=[],
        started_by=by.id,
        started_at=at,
        expires_at=at + LIVES,
    )
    session.add(upload)
    await session.flush()
    return upload


async def append(
    session: AsyncSession,
    dossier: Dossier,
    upload: Upload,
    *,
    piece: bytes,
    offset: int,
    files: Store,
    bounds: Bounds,
    by: Actor,
    at: datetime,
) -> None:
    """The next piece of a locked upload; the last one makes it a paper. The last piece sent again changes nothing.

    Raises what `check_piece` and, at the end, `received` and `add_paper` raise; NotNow as soon as no file is taken.
    """
    if upload.paper_id is not None and offset == upload.last_offset and offset + len(piece) == upload.size:
        return
    check_piece(len(piece), offset=offset, received=upload.received, size=upload.size)
    if addable(dossier.status, by=by.roles) is None:
        raise not_now(dossier, *moments(by.roles))
    key = await files.save(Content(piece, "", MEDIA))
    keys = [*upload.keys, key]
    try:
        upload.last_offset, upload.received = offset, offset + len(piece)
        if upload.received < upload.size:
            upload.keys = keys
        else:
            paper = await _finish(session, dossier, upload, keys, files=files, bounds=bounds, by=by, at=at)
            upload.paper_id, upload.keys = paper.id, []
        await session.flush()
    except BaseException:
        await files.delete(key)
        raise


async def stop(session: AsyncSession, upload: Upload) -> None:
    """The file does not come after all, or is none we take: its room is free again; a paper it became stays."""
    await session.execute(delete(Upload).where(Upload.id == upload.id))


async def expire(session: AsyncSession, *, at: datetime, most: int) -> int:
    """Forget files that did not come in time, and those that became papers long ago; how many there were."""
    over = select(Upload.id).where(Upload.expires_at <= at).limit(most).with_for_update(skip_locked=True)
    gone = await session.scalars(delete(Upload).where(Upload.id.in_(over)).returning(Upload.id))
    return len(gone.all())


async def _finish(
    session: AsyncSession,
    dossier: Dossier,
    upload: Upload,
    keys: Sequence[str],
    *,
    files: Store,
    bounds: Bounds,
    by: Actor,
    at: datetime,
) -> Paper:
    whole = await received(_joined(files, keys), name=upload.file_name, declared=upload.content_type)
    return await add_paper(
        session,
        dossier,
        whole,
        files=files,
        component_id=upload.component_id,
        bounds=bounds,
        by=by,
        at=at,
        is_additional=upload.is_additional,
        promised=upload.size,
    )


async def _joined(files: Store, keys: Sequence[str]) -> AsyncIterator[bytes]:
    for key in keys:
        async for chunk in files.open(key):
            yield chunk
