"""Papers that were issued: of a dossier, by the code printed on one, and whether its results are signed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier.issuing import IssuedKind
from services.dossier.models import Issued, Paper, PaperKind, Verdict

IN_FORCE = (Issued.kind == IssuedKind.RESULT, Issued.superseded_at.is_(None), Issued.revoked_at.is_(None))
"""Of an issued result: nothing took its place and nobody declared it void."""


async def of_dossier(session: AsyncSession, dossier_id: UUID) -> Sequence[Issued]:
    """Every paper issued of a dossier, oldest first."""
    found = select(Issued).where(Issued.dossier_id == dossier_id).order_by(Issued.issued_at, Issued.id)
    return (await session.scalars(found)).all()


async def by_code(session: AsyncSession, code: str) -> Issued | None:
    """The paper a code is printed on, in its one spelling."""
    return await session.scalar(select(Issued).where(Issued.code == code))


async def slip(session: AsyncSession, dossier_id: UUID, kind: IssuedKind, *, sequence: int) -> Issued | None:
    """The slip of a kind that tells of an entry, once it was issued."""
    return await session.scalar(
        select(Issued).where(Issued.dossier_id == dossier_id, Issued.kind == kind, Issued.sequence == sequence)
    )


async def results_in_force(session: AsyncSession, dossier_id: UUID) -> Sequence[Issued]:
    """The signed results of a dossier that count."""
    return (await session.scalars(select(Issued).where(Issued.dossier_id == dossier_id, *IN_FORCE))).all()


async def unsigned(session: AsyncSession, dossier_id: UUID) -> Sequence[Paper]:
    """The result files that were neither signed nor set aside, oldest first."""
    is_signed = exists().where(Issued.paper_id == Paper.id)
    found = select(Paper).where(
        Paper.dossier_id == dossier_id, Paper.kind == PaperKind.RESULT, Paper.verdict != Verdict.WRONG, ~is_signed
    )
    return (await session.scalars(found.order_by(Paper.uploaded_at, Paper.id))).all()


async def is_signed(session: AsyncSession, dossier_id: UUID) -> bool:
    """Whether a signed result counts and no result file waits for a signature."""
    if await unsigned(session, dossier_id):
        return False
    return bool(await results_in_force(session, dossier_id))
