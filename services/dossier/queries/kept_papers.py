"""A citizen's data store: their papers and the results issued to them, over all their dossiers.

As NĐ 107/2021/NĐ-CP has it for the electronic store of an organisation or person: what was handed in or issued once can
be found, and used again by pointing at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import Outcome
from kit.clock import LOCAL
from services.dossier import holdings
from services.dossier.lifecycle import Status
from services.dossier.models import Dossier, Paper, PaperKind, Reuse, Usage
from services.dossier.once_only import Means
from services.dossier.papers import is_reusable

LOOK = "papers"
"""What a usage says was read when it was a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file and the dossier it lies in. `name`: of the component or result, where there is one. `valid_from`,
    `valid_until`: of a granted result; no last day is told while its procedure produces several.
    """

    paper: Paper
    dossier: Dossier
    name: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    uses: int = 0

    def is_reusable(self, *, on: date) -> bool:
        """Whether it can stand in for an upload on a day."""
        standing = self.dossier
        return is_reusable(self.paper, status=standing.status, outcome=standing.outcome, until=self.valid_until, on=on)


async def page(
    session: AsyncSession, owner_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Kept]:
    """The latest versions of a citizen's papers, and results of decided dossiers; newest first, before the given
    (uploaded_at, id).
    """
    found = _of(owner_id).where(Paper.replaced_by.is_(None))
    if after is not None:
        found = found.where(tuple_(Paper.uploaded_at, Paper.id) < after)
    rows = await session.execute(found.order_by(Paper.uploaded_at.desc(), Paper.id.desc()).limit(limit))
    return await _told(session, [(row.Paper, row.Dossier) for row in rows])


async def own(session: AsyncSession, owner_id: UUID, paper_id: UUID) -> Kept | None:
    """One of a citizen's files, in any of their dossiers."""
    row = (await session.execute(_of(owner_id).where(Paper.id == paper_id))).one_or_none()
    return (await _told(session, [(row.Paper, row.Dossier)]))[0] if row else None


async def named(session: AsyncSession, dossier_id: UUID, *, on: date) -> dict[str, Means]:
    """What the applicant pointed at for a draft, by component, as far as it can still be used on a day."""
    found = select(Reuse, Paper, Dossier).join(Paper, Paper.id == Reuse.paper_id)
    found = found.join(Dossier, Dossier.id == Paper.dossier_id)
    rows = (await session.execute(found.where(Reuse.dossier_id == dossier_id, Reuse.is_named.is_(True)))).all()
    kept = await _told(session, [(row.Paper, row.Dossier) for row in rows])
    return {
        row.Reuse.component_id: holdings.means_of(row.Reuse)
        for row, one in zip(rows, kept, strict=True)
        if one.is_reusable(on=on)
    }


async def looks(
    session: AsyncSession,
    owner_id: UUID,
    paper_id: UUID,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[tuple[Usage, Dossier]]:
    """Who of an agency or partner system was given a file, from whichever of its owner's dossiers; the latest first."""
    found = select(Usage, Dossier).join(Dossier, Dossier.id == Usage.dossier_id)
    found = found.where(Usage.owner_id == owner_id, Usage.paper_id == paper_id, Usage.what == LOOK)
    if after is not None:
        found = found.where(tuple_(Usage.looked_at, Usage.id) < after)
    rows = await session.execute(found.order_by(Usage.looked_at.desc(), Usage.id.desc()).limit(limit))
    return [(row.Usage, row.Dossier) for row in rows]


def _of(owner_id: UUID) -> Select[Paper, Dossier]:
    return (
        select(Paper, Dossier)
        .join(Dossier, Dossier.id == Paper.dossier_id)
        .where(
            Dossier.owner_id == owner_id,
            Dossier.status != Status.DISCARDED,
            or_(Paper.kind != PaperKind.RESULT, Dossier.resolved_at.is_not(None)),
        )
    )


async def _told(session: AsyncSession, found: Sequence[tuple[Paper, Dossier]]) -> list[Kept]:
    if not found:
        return []
    revisions = {(dossier.procedure_code, dossier.revision) for _, dossier in found}
    components = await holdings.said(session, revisions, part="components")
    results = await holdings.said(session, revisions, part="results")
    uses = await holdings.uses(session, [paper.id for paper, _ in found])
    kept = []
    for paper, dossier in found:
        key = dossier.procedure_code, dossier.revision
        one = Kept(paper=paper, dossier=dossier, uses=uses.get(paper.id, 0))
        if paper.kind is PaperKind.RESULT:
            kept.append(_issued(one, results[key]))
        else:
            name = next((said["name"] for said in components[key] if said["id"] == paper.component_id), None)
            kept.append(replace(one, name=name))
    return kept


def _issued(kept: Kept, results: Sequence[dict[str, Any]]) -> Kept:
    """A result with what its procedure says of it: valid only when it was granted."""
    if kept.dossier.outcome is not Outcome.GRANTED or kept.dossier.resolved_at is None:
        return kept
    granted_on = kept.dossier.resolved_at.astimezone(LOCAL).date()
    if len(results) != 1:
        return replace(kept, valid_from=granted_on)
    until = holdings.until(granted_on, results[0].get("valid_months"))
    return replace(kept, name=results[0]["name"], valid_from=granted_on, valid_until=until)
