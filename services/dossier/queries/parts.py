"""The parts of joint dossiers: as rows, as their agencies read them, and whom a part goes to."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.terms import AgencyKind
from services.dossier.lifecycle import Status
from services.dossier.models import Dossier, Paper, PaperKind, Scan, SharedPaper, Verdict
from services.dossier.replicas import Agency


async def of_whole(session: AsyncSession, whole_id: UUID) -> dict[str, Dossier]:
    """The parts opened so far, as they are now, by the id of the part."""
    found = select(Dossier).where(Dossier.parent_id == whole_id).order_by(Dossier.opened_at, Dossier.id)
    rows = await session.scalars(found.execution_options(populate_existing=True))
    return {row.part: row for row in rows if row.part is not None}


async def under_way(session: AsyncSession, *, after: UUID | None, limit: int) -> Sequence[UUID]:
    """Joint dossiers that were accepted and have not ended, by id, after one."""
    parents = select(Dossier.parent_id).where(Dossier.parent_id.is_not(None))
    wanted = select(Dossier.id).where(Dossier.id.in_(parents), Dossier.status == Status.ACCEPTED)
    if after is not None:
        wanted = wanted.where(Dossier.id > after)
    return (await session.scalars(wanted.order_by(Dossier.id).limit(limit))).all()


async def of_agency(
    session: AsyncSession,
    agency_code: str,
    *,
    status: Status | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[Dossier]:
    """The parts an agency has, the oldest first, after (opened_at, id)."""
    page = select(Dossier).where(Dossier.agency_code == agency_code, Dossier.parent_id.is_not(None))
    if status is not None:
        page = page.where(Dossier.status == status)
    if after is not None:
        page = page.where(tuple_(Dossier.opened_at, Dossier.id) > after)
    return (await session.scalars(page.order_by(Dossier.opened_at, Dossier.id).limit(limit))).all()


async def competent(session: AsyncSession, kind: AgencyKind, *, ward: str | None, on: date) -> Agency | None:
    """The agency of a kind that serves a ward on a day, or the whole province; None: none is known."""
    serves = Agency.ward_codes.contains([ward]) if ward else Agency.ward_codes == []
    return await session.scalar(
        select(Agency)
        .where(
            Agency.kind == kind,
            Agency.valid_from <= on,
            or_(Agency.valid_to.is_(None), Agency.valid_to >= on),
            or_(serves, Agency.ward_codes == []),
        )
        .order_by((Agency.ward_codes == []), Agency.code)
        .limit(1)
    )


async def to_share(session: AsyncSession, whole_id: UUID, components: Collection[str]) -> Sequence[UUID]:
    """The papers the applicant handed in with the whole for these components: the latest, neither wrong nor harmful."""
    found = select(Paper.id).where(
        Paper.dossier_id == whole_id,
        Paper.component_id.in_(components),
        Paper.kind != PaperKind.RESULT,
        Paper.verdict != Verdict.WRONG,
        Paper.replaced_by.is_(None),
        Paper.scan != Scan.INFECTED,
    )
    return (await session.scalars(found)).all()


async def shared(session: AsyncSession, part_id: UUID) -> Sequence[Paper]:
    """The papers of the whole that a part reads, oldest first."""
    found = select(Paper).join(SharedPaper, SharedPaper.paper_id == Paper.id).where(SharedPaper.dossier_id == part_id)
    return (await session.scalars(found.order_by(Paper.uploaded_at, Paper.id))).all()


async def shared_components(session: AsyncSession, part_id: UUID) -> frozenset[str]:
    """The components for which a part reads a paper of the whole it did not refuse."""
    found = (
        select(Paper.component_id)
        .join(SharedPaper, SharedPaper.paper_id == Paper.id)
        .where(SharedPaper.dossier_id == part_id, SharedPaper.refused_at.is_(None))
    )
    return frozenset(one for one in (await session.scalars(found)).all() if one is not None)
