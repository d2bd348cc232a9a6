"""What stands in for an upload is recorded when the dossier is sent, and refused when an officer wants the paper."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier.models import Dossier, Paper, Reuse, SharedPaper
from services.dossier.once_only import Requirement


async def note(session: AsyncSession, dossier: Dossier, judged: Sequence[Requirement], *, at: datetime) -> None:
    """Record what was found at this submission, in place of what was found at one before."""
    await session.execute(delete(Reuse).where(Reuse.dossier_id == dossier.id))
    spared = [(one.component.id, one.means) for one in judged if one.is_spared and one.means is not None]
    rows = [
        {
            "dossier_id": dossier.id,
            "component_id": component_id,
            "kind": means.kind,
            "reference": means.reference,
            "source": means.source,
            "verified_at": datetime.fromisoformat(means.verified_at) if means.verified_at else None,
            "found_in": means.dossier_id,
            "paper_id": means.paper_id,
            "vi": means.why[0],
            "en": means.why[1],
            "noted_at": at,
            "is_named": means.is_named,
        }
        for component_id, means in spared
    ]
    if rows:
        await session.execute(insert(Reuse), rows)


async def refuse(session: AsyncSession, dossier: Dossier, components: Collection[str], *, at: datetime) -> None:
    """An officer asked for these papers themselves: nothing stands in for them any more."""
    await session.execute(
        update(Reuse)
        .where(Reuse.dossier_id == dossier.id, Reuse.component_id.in_(components))
        .values(refused_at=at)
        .execution_options(synchronize_session=False)
    )


async def refuse_shared(session: AsyncSession, part: Dossier, components: Collection[str], *, at: datetime) -> None:
    """A part's officer asked for other papers than the whole's."""
    if part.parent_id is None:
        return
    named = select(Paper.id).where(Paper.dossier_id == part.parent_id, Paper.component_id.in_(components))
    await session.execute(
        update(SharedPaper)
        .where(SharedPaper.dossier_id == part.id, SharedPaper.paper_id.in_(named))
        .values(refused_at=at)
        .execution_options(synchronize_session=False)
    )
