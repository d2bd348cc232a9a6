"""The applicant points at a paper or result they have with us already, in place of uploading it again."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from kit.faults import Fault
from kit.problems import Invalid
from services.dossier import queries
from services.dossier.actions.filing import not_now
from services.dossier.actions.recording import Actor, undergo
from services.dossier.lifecycle import SENT, Act, Status
from services.dossier.models import Dossier, PaperKind, Reuse
from services.dossier.once_only import Kind
from services.dossier.papers import addable, moments
from services.dossier.problems import PaperUnusable
from services.dossier.queries.kept_papers import Kept


async def refer(
    session: AsyncSession, dossier: Dossier, *, kept: Kept, component_id: str, by: Actor, at: datetime
) -> Reuse:
    """For a component of a draft, or in answer to a supplement request; in place of what was pointed at before. `kept`
    must be the owner's own.

    A file uploaded for the component goes before it. Raises NotNow, Invalid, or PaperUnusable.
    """
    procedure = await queries.procedure_of(session, dossier)
    if component_id not in {component.id for component in procedure.components}:
        words = ("unknown", "Thủ tục không có giấy tờ này.", "The procedure has no such paper.")
        raise Invalid(errors=[Fault("/component_id", *words)])
    await session.refresh(dossier, with_for_update=True)
    if addable(dossier.status, by=by.roles) is None:
        raise not_now(dossier, *moments(by.roles))
    if kept.dossier.id == dossier.id or not kept.is_reusable(on=at.astimezone(LOCAL).date()):
        raise PaperUnusable
    vi, en = _why(kept)
    reuse = Reuse(
        dossier_id=dossier.id,
        component_id=component_id,
        kind=Kind.RESULT if kept.paper.kind is PaperKind.RESULT else Kind.PAPER,
        reference=str(kept.paper.id),
        found_in=kept.dossier.id,
        paper_id=kept.paper.id,
        vi=vi,
        en=en,
        noted_at=at,
        is_named=True,
    )
    await _forget(session, dossier, component_id=component_id)
    session.add(reuse)
    await session.flush()
    if dossier.status in SENT:
        told = {"paper_id": kept.paper.id, "sha256": kept.paper.sha256}
        await undergo(session, dossier, Act.FILE, by=by, at=at, patch=told)
    return reuse


async def unrefer(session: AsyncSession, dossier: Dossier, *, component_id: str) -> None:
    """The applicant points at nothing any more for a component of a draft; NotNow once it is none."""
    await session.refresh(dossier, with_for_update=True)
    if dossier.status is not Status.DRAFT:
        raise not_now(dossier, Status.DRAFT)
    await _forget(session, dossier, component_id=component_id)


async def _forget(session: AsyncSession, dossier: Dossier, *, component_id: str) -> None:
    await session.execute(delete(Reuse).where(Reuse.dossier_id == dossier.id, Reuse.component_id == component_id))


def _why(kept: Kept) -> tuple[str, str]:
    known_as = kept.dossier.number or kept.dossier.tracking_code
    if kept.paper.kind is PaperKind.RESULT:
        return (
            f"Người nộp dẫn kết quả đã được cấp theo hồ sơ {known_as}.",
            f"The applicant points at the result of dossier {known_as}.",
        )
    return (
        f"Người nộp dẫn giấy tờ đã nộp trong hồ sơ {known_as}.",
        f"The applicant points at a paper handed in with dossier {known_as}.",
    )
