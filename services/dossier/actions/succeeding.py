"""An agency was merged or split: its dossiers go to its successors, and keep the names of their day."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierMoved
from kit.clock import LOCAL
from kit.events import NotYet
from kit.outbox import emit
from services.dossier import queries
from services.dossier.actions.recording import SYSTEM, undergo
from services.dossier.actions.saying import about
from services.dossier.admission import form_of
from services.dossier.answers import wards
from services.dossier.lifecycle import UNSENT, Act
from services.dossier.models import Dossier
from services.dossier.replicas import Agency, Succession
from services.dossier.succession import successor

BATCH = 100


async def follow(session: AsyncSession, *, at: datetime) -> int:
    """Move some dossiers of an agency that ended by today to its successors; how many, 0 when none is left to move.

    What somebody is working on at this moment is met again at the next run.
    """
    ended = await session.scalar(
        select(Succession)
        .where(Succession.followed_at.is_(None), Succession.happened_on <= at.astimezone(LOCAL).date())
        .order_by(Succession.happened_on, Succession.agency_code)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if ended is None:
        return 0
    successors = [await _agency(session, code) for code in ended.successor_codes]
    theirs = select(Dossier).where(Dossier.agency_code == ended.agency_code)
    found = (await session.scalars(theirs.limit(BATCH).with_for_update(skip_locked=True))).all()
    for dossier in found:
        await _move(session, dossier, successors, ended=ended, at=at)
    if not found and await session.scalar(theirs.with_only_columns(Dossier.id).limit(1)) is None:
        ended.followed_at = at
    return len(found)


async def _agency(session: AsyncSession, code: str) -> Agency:
    agency = await session.get(Agency, code)
    if agency is None:
        raise NotYet(f"agency {code}")
    return agency


async def _move(
    session: AsyncSession, dossier: Dossier, successors: Sequence[Agency], *, ended: Succession, at: datetime
) -> None:
    schema = form_of(await queries.procedure_of(session, dossier), dossier.case).answers
    code, is_certain = successor(successors, wards=wards(schema, dossier.answers))
    note = f"Cơ quan kế thừa theo {ended.legal_basis}."
    if not is_certain:
        note += " Chưa xác định được theo địa bàn: cơ quan nhận chuyển tiếp nếu không đúng địa bàn của mình."
    name = next(one.name for one in successors if one.code == code)
    edited = {"agency_name": name} if dossier.status in UNSENT else None
    assigned = dossier.assigned_to if len(successors) == 1 else None
    await undergo(
        session, dossier, Act.MOVE, by=SYSTEM, at=at, note=note, edited=edited, agency_code=code, assigned_to=assigned
    )
    moved = DossierMoved(**about(dossier), former_agency_code=ended.agency_code, moved_at=at)
    await emit(session, moved)
