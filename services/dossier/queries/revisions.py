"""Revisions of procedures as catalog said them. Each is read from the database and checked once in a program's life:
what was published under a revision id never changes, and a revision may be a hundred kilobytes of JSON.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import ProcedurePublished
from services.dossier.joint import share
from services.dossier.models import Dossier
from services.dossier.problems import NotKnownYet
from services.dossier.replicas import Procedure

MOST = 500
_read: dict[tuple[UUID, str | None], ProcedurePublished] = {}
"""By revision id; of a joint one, by part as well."""


async def procedure_in_force(session: AsyncSession, code: str, *, on: date) -> ProcedurePublished | None:
    """The newest revision of a procedure that is in force on a day."""
    row = await session.scalar(
        select(Procedure)
        .where(Procedure.code == code, Procedure.effective_from <= on)
        .order_by(Procedure.effective_from.desc(), Procedure.revision.desc())
        .limit(1)
    )
    return await _said(session, row) if row else None


async def procedure_of(session: AsyncSession, dossier: Dossier) -> ProcedurePublished:
    """The revision a dossier is under; of a part, its share of it."""
    row = await session.get(Procedure, (dossier.procedure_code, dossier.revision))
    if row is None:
        raise NotKnownYet
    if dossier.part is None:
        return await _said(session, row)
    known = _read.get((row.revision_id, dossier.part))
    return known or _kept(row.revision_id, share(await _said(session, row), dossier.part), part=dossier.part)


async def _said(session: AsyncSession, row: Procedure) -> ProcedurePublished:
    if known := _read.get((row.revision_id, None)):
        return known
    content = await session.scalar(
        select(Procedure.content).where(Procedure.code == row.code, Procedure.revision == row.revision)
    )
    said = ProcedurePublished.model_validate(content, strict=False)
    return _kept(said.revision_id, said, part=None)


def _kept(revision_id: UUID, said: ProcedurePublished, *, part: str | None) -> ProcedurePublished:
    if len(_read) >= MOST:
        _read.clear()
    return _read.setdefault((revision_id, part), said)
