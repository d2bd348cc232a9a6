"""What an applicant already has with us: their verified record, papers of dossiers they sent, results granted to them.

Everything is asked by the owner of the dossier at hand, never by who acts; row-level security shows a delegate only the
procedures the delegation names.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.answers import months_later
from contracts.dossier import Outcome
from contracts.offers import Component, Satisfaction
from kit.clock import LOCAL
from services.dossier.issuing import IssuedKind
from services.dossier.lifecycle import UNSENT, Status
from services.dossier.models import Dossier, Issued, Paper, PaperKind, Reuse, Verdict
from services.dossier.once_only import Earned, Held, Means, Store
from services.dossier.papers import READABLE
from services.dossier.replicas import Person, Procedure

MOST = 500
"""Papers and results looked through, the newest first."""


async def store(session: AsyncSession, dossier: Dossier, components: Sequence[Component]) -> Store:
    """As much of the owner's data store as these components can ask for."""
    kinds = {one.kind for component in components for one in component.satisfied_by}
    has_codes = any((one.paper_code or one.substitutes) for one in components)
    person = await session.get(Person, dossier.owner_id)
    return Store(
        record=person.record if person else {},
        papers=await _papers(session, dossier) if has_codes or Satisfaction.PAPER in kinds else (),
        results=await _results(session, dossier) if Satisfaction.RESULT in kinds else (),
        corrected=await _corrected(session, dossier) if dossier.corrects_id is not None else {},
    )


async def noted(session: AsyncSession, dossier_id: UUID) -> dict[str, Means]:
    """What stood in for papers when the dossier was sent, by component, without what an officer did not accept."""
    rows = await session.scalars(select(Reuse).where(Reuse.dossier_id == dossier_id, Reuse.refused_at.is_(None)))
    return {row.component_id: means_of(row) for row in rows}


def means_of(row: Reuse) -> Means:
    """What was recorded, as the rule sees it."""
    return Means(
        kind=row.kind,
        reference=row.reference,
        source=row.source,
        verified_at=row.verified_at.isoformat() if row.verified_at else None,
        paper_id=row.paper_id,
        dossier_id=row.found_in,
        why=(row.vi, row.en),
        is_named=row.is_named,
    )


async def uses(session: AsyncSession, paper_ids: Collection[UUID]) -> dict[UUID, int]:
    """In how many dossiers that were sent each of these papers stood in for an upload, as far as the caller may see
    them.
    """
    counted = select(Reuse.paper_id, func.count()).join(Dossier, Dossier.id == Reuse.dossier_id)
    counted = counted.where(Reuse.paper_id.in_(paper_ids), Dossier.status.not_in(UNSENT)).group_by(Reuse.paper_id)
    return {paper_id: count for paper_id, count in await session.execute(counted) if paper_id is not None}


async def _papers(session: AsyncSession, dossier: Dossier) -> list[Held]:
    rows = await session.execute(
        select(Paper.id, Paper.component_id, Paper.uploaded_at, *_NAMED)
        .join(Dossier, Dossier.id == Paper.dossier_id)
        .where(
            Dossier.owner_id == dossier.owner_id,
            Dossier.id != dossier.id,
            Dossier.status.not_in((*UNSENT, Status.DECLINED)),
            Paper.kind != PaperKind.RESULT,
            Paper.verdict != Verdict.WRONG,
            Paper.replaced_by.is_(None),
            Paper.scan.in_(READABLE),
        )
        .order_by(Paper.uploaded_at.desc(), Paper.id)
        .limit(MOST)
    )
    found = rows.all()
    codes = await said(session, {(row.procedure_code, row.revision) for row in found}, part="components")
    return [
        Held(
            code=code,
            paper_id=row.id,
            dossier_id=row.dossier_id,
            named=row.number or row.tracking_code,
            filed_on=row.uploaded_at.astimezone(LOCAL).date(),
        )
        for row in found
        if (code := _code(codes[row.procedure_code, row.revision], row.component_id)) is not None
    ]


async def _corrected(session: AsyncSession, dossier: Dossier) -> dict[str, Held]:
    """The usable papers of the dossier this one puts right, the newest of each component, while it is the owner's."""
    rows = await session.execute(
        select(Paper.id, Paper.component_id, Paper.uploaded_at, *_NAMED)
        .join(Dossier, Dossier.id == Paper.dossier_id)
        .where(
            Dossier.id == dossier.corrects_id,
            Dossier.owner_id == dossier.owner_id,
            Paper.kind != PaperKind.RESULT,
            Paper.verdict != Verdict.WRONG,
            Paper.replaced_by.is_(None),
            Paper.scan.in_(READABLE),
        )
        .order_by(Paper.uploaded_at, Paper.id)
    )
    return {
        row.component_id: Held(
            code=row.component_id,
            paper_id=row.id,
            dossier_id=row.dossier_id,
            named=row.number or row.tracking_code,
            filed_on=row.uploaded_at.astimezone(LOCAL).date(),
        )
        for row in rows
    }


async def _results(session: AsyncSession, dossier: Dossier) -> list[Earned]:
    rows = await session.execute(
        select(*_NAMED, Dossier.resolved_at)
        .where(Dossier.owner_id == dossier.owner_id, Dossier.id != dossier.id, Dossier.outcome == Outcome.GRANTED)
        .where(~_VOID)
        .order_by(Dossier.resolved_at.desc(), Dossier.id)
        .limit(MOST)
    )
    found = rows.all()
    produced = await said(session, {(row.procedure_code, row.revision) for row in found}, part="results")
    files = await _files(session, [row.dossier_id for row in found])
    return [
        Earned(
            code=result["code"],
            dossier_id=row.dossier_id,
            named=row.number or row.tracking_code,
            granted_on=(granted_on := row.resolved_at.astimezone(LOCAL).date()),
            until=until(granted_on, result.get("valid_months")),
            paper_id=files.get(row.dossier_id),
        )
        for row in found
        for result in produced[row.procedure_code, row.revision]
    ]


_RESULT = exists().where(Issued.dossier_id == Dossier.id, Issued.kind == IssuedKind.RESULT)
_VOID = _RESULT.where(Issued.revoked_at.is_not(None)) & ~_RESULT.where(Issued.revoked_at.is_(None))
"""Every result that was issued was revoked."""

_NAMED = (
    Dossier.id.label("dossier_id"),
    Dossier.procedure_code,
    Dossier.revision,
    Dossier.number,
    Dossier.tracking_code,
)


async def said(
    session: AsyncSession, revisions: Collection[tuple[str, int]], *, part: str
) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """A list (`components`, `results`) of what catalog said of each revision, without reading the rest of it."""
    wanted = select(Procedure.code, Procedure.revision, Procedure.content[part].label("said"))
    rows = await session.execute(wanted.where(tuple_(Procedure.code, Procedure.revision).in_(revisions)))
    return {key: [] for key in revisions} | {(row.code, row.revision): row.said or [] for row in rows}


async def _files(session: AsyncSession, dossier_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The latest result file of each dossier."""
    rows = await session.execute(
        select(Paper.dossier_id, Paper.id)
        .where(
            Paper.dossier_id.in_(dossier_ids),
            Paper.kind == PaperKind.RESULT,
            Paper.scan.in_(READABLE),
            Paper.verdict != Verdict.WRONG,
        )
        .order_by(Paper.uploaded_at)
    )
    return {row.dossier_id: row.id for row in rows}


def _code(components: Sequence[dict[str, Any]], component_id: str) -> str | None:
    return next((one.get("paper_code") for one in components if one["id"] == component_id), None)


def until(granted_on: date, valid_months: int | None) -> date | None:
    """The last day of a result; None: it does not expire."""
    return None if valid_months is None else months_later(granted_on, valid_months)
