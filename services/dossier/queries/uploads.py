"""Files on their way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.problems import Gone, NotFound
from services.dossier.models import Upload
from services.dossier.problems import UploadBusy


async def own(
    session: AsyncSession, dossier_id: UUID, upload_id: UUID, *, by: UUID, at: datetime, is_locked: bool = False
) -> Upload:
    """A file somebody is sending to this dossier. NotFound for everybody else, Gone once it has run out.

    `is_locked`: nobody else adds to it before this transaction ends; UploadBusy when somebody is doing so.
    """
    which = (Upload.id == upload_id, Upload.dossier_id == dossier_id, Upload.started_by == by)
    found = select(Upload).where(*which).execution_options(populate_existing=True)
    upload = await session.scalar(found.with_for_update(skip_locked=True) if is_locked else found)
    if upload is None:
        raise UploadBusy if is_locked and await session.scalar(select(Upload.id).where(*which)) else NotFound
    if upload.expires_at <= at:
        raise Gone
    return upload


async def coming(session: AsyncSession, dossier_id: UUID) -> int:
    """How many files are on their way to a dossier."""
    found = select(func.count()).select_from(Upload)
    return await session.scalar(found.where(Upload.dossier_id == dossier_id, Upload.paper_id.is_(None))) or 0
