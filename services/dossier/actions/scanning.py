"""Papers in quarantine, from their upload to the scanner's verdict. The scanner is asked between two transactions."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import PaperFoundHarmful
from kit.outbox import emit
from services.dossier import queries
from services.dossier.actions.saying import about
from services.dossier.models import Paper, Scan

AGAIN = timedelta(minutes=2)
"""After which a file is looked at again when nothing was heard of it; longer than a scan may take."""


class Waiting(NamedTuple):
    """A paper to be looked at."""

    id: UUID
    file_key: str


async def take(session: AsyncSession, *, at: datetime) -> Waiting | None:
    """The paper that has waited longest, kept from other replicas for `AGAIN`; None: none is due."""
    due = (
        select(Paper.id)
        .where(Paper.scan == Scan.QUARANTINED, Paper.scan_due_at <= at)
        .order_by(Paper.scan_due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = update(Paper).where(Paper.id.in_(due.scalar_subquery())).values(scan_due_at=at + AGAIN)
    row = (await session.execute(taken.returning(Paper.id, Paper.file_key))).one_or_none()
    return Waiting(row.id, row.file_key) if row else None


async def settle(session: AsyncSession, paper_id: UUID, *, is_harmful: bool, at: datetime) -> None:
    """What the scanner found. A harmful paper counts no more and is never given to anybody; the applicant who
    uploaded it is told.
    """
    paper = await session.scalar(
        select(Paper).where(Paper.id == paper_id, Paper.scan == Scan.QUARANTINED).with_for_update()
    )
    if paper is None:
        return  # another replica was first, or the draft was discarded meanwhile
    paper.scan, paper.scanned_at, paper.scan_due_at = Scan.INFECTED if is_harmful else Scan.CLEAN, at, None
    if is_harmful and paper.component_id is not None and not paper.is_digitised:
        dossier = await queries.dossier(session, paper.dossier_id)
        assert dossier is not None, "the platform sees every dossier"
        told = PaperFoundHarmful(**about(dossier), paper_id=paper.id, component_id=paper.component_id, found_at=at)
        await emit(session, told)
