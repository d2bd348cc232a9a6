"""What of a dossier's files its applicant is shown: results from their decision on, not while officers prepare them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Citizen, Person
from services.dossier.issuing import IssuedKind
from services.dossier.lifecycle import Act
from services.dossier.models import Dossier, Entry, Issued, Paper, PaperKind
from services.dossier.papers import is_decided
from services.dossier.queries import issued as issues
from services.dossier.queries.dossiers import paper as any_paper
from services.dossier.queries.dossiers import papers as all_papers


async def papers(session: AsyncSession, dossier: Dossier, *, to: Person) -> Sequence[Paper]:
    """The files of a dossier somebody who may see it is shown, oldest first."""
    found = await all_papers(session, dossier.id)
    return await decided(session, dossier, found) if isinstance(to, Citizen) else found


async def paper(session: AsyncSession, dossier: Dossier, paper_id: UUID, *, to: Person) -> Paper | None:
    """One they are shown: of this dossier, or one that stood in for an upload in it."""
    found = await any_paper(session, dossier.id, paper_id)
    if found is None or found.dossier_id != dossier.id or not isinstance(to, Citizen):
        return found
    return next(iter(await decided(session, dossier, [found])), None)


async def issued(session: AsyncSession, dossier: Dossier, *, to: Person) -> Sequence[Issued]:
    """The signed papers they are shown, oldest first."""
    found = await issues.of_dossier(session, dossier.id)
    if not isinstance(to, Citizen) or all(one.kind is not IssuedKind.RESULT for one in found):
        return found
    since = await _undecided_since(session, dossier)
    return [
        one
        for one in found
        if one.kind is not IssuedKind.RESULT
        or is_decided(PaperKind.RESULT, made_at=one.issued_at, undecided_since=since)
    ]


async def decided(session: AsyncSession, dossier: Dossier, files: Sequence[Paper]) -> Sequence[Paper]:
    """Of a dossier's files those that are no result, and the results that were decided."""
    if all(one.kind is not PaperKind.RESULT for one in files):
        return files
    since = await _undecided_since(session, dossier)
    return [one for one in files if is_decided(one.kind, made_at=one.uploaded_at, undecided_since=since)]


async def _undecided_since(session: AsyncSession, dossier: Dossier) -> datetime | None:
    """Since it was taken up again, or opened; None: it stands decided."""
    if dossier.resolved_at is not None:
        return None
    anew = select(func.max(Entry.at)).where(Entry.dossier_id == dossier.id, Entry.act.in_((Act.REOPEN, Act.REPAIR)))
    return await session.scalar(anew) or dossier.opened_at
