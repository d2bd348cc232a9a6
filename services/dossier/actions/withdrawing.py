"""Withdrawing a dossier the agency has already: the applicant asks, the agency answers (national status 7, then 8)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import StopReason, WithdrawalAnswered, WithdrawalRequested
from kit.faults import Fault
from kit.outbox import emit
from kit.problems import Invalid
from kit.workdays import Calendar
from services.dossier import judging
from services.dossier.actions import paying
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.actions.stopping import close_request
from services.dossier.lifecycle import Act
from services.dossier.models import Dossier

NO_REASON = Fault("/note", "missing", "Không đồng ý phải nêu lý do.", "A refusal needs its reason.")


async def ask(
    session: AsyncSession, dossier: Dossier, *, note: str | None, by: Actor, at: datetime, hours: Calendar
) -> None:
    """The applicant asks to withdraw; whatever was under way waits."""
    facts = await judging.course(session, dossier, at=at)
    await undergo(session, dossier, Act.REQUEST_WITHDRAWAL, by=by, at=at, facts=facts, note=note, hours=hours)
    await emit(session, WithdrawalRequested(**about(dossier), requested_at=at))


async def go_on(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime, hours: Calendar) -> None:
    """The applicant does not want to withdraw any more: the dossier goes back to what it was."""
    await undergo(session, dossier, Act.CANCEL_WITHDRAWAL, by=by, at=at, hours=hours)
    await paying.settle(session, dossier, at=at)


async def answer(
    session: AsyncSession,
    dossier: Dossier,
    *,
    is_granted: bool,
    note: str | None,
    by: Actor,
    at: datetime,
    hours: Calendar,
) -> None:
    """The agency lets the dossier go, which stops it for good, or says why not and goes on."""
    if is_granted:
        reason = StopReason.WITHDRAWN
        await undergo(session, dossier, Act.GRANT_WITHDRAWAL, by=by, at=at, note=note, hours=hours, stop_reason=reason)
        await close_request(session, dossier, at=at)
    elif note is None:
        raise Invalid(errors=[NO_REASON])
    else:
        await undergo(session, dossier, Act.REFUSE_WITHDRAWAL, by=by, at=at, note=note, hours=hours)
        await paying.settle(session, dossier, at=at)
    said = WithdrawalAnswered(**about(dossier), is_granted=is_granted, answered_at=at, due_at=dossier.due_at)
    await emit(session, said)
