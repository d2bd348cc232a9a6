"""Stopping a dossier without a result (form 05), and opening one again that was stopped or resolved."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierDeclined, DossierReopened, DossierStopped, StopReason
from kit.outbox import emit
from kit.workdays import Calendar
from services.dossier import judging
from services.dossier.actions import parts, timing
from services.dossier.actions.recording import SYSTEM, Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.guards import Facts
from services.dossier.lifecycle import Act, check_role
from services.dossier.models import Dossier, SupplementRequest
from services.dossier.queries import live_request
from services.dossier.watching import WatchKind


async def stop(
    session: AsyncSession,
    dossier: Dossier,
    *,
    reason: StopReason,
    note: str,
    by: Actor,
    at: datetime,
    hours: Calendar,
) -> None:
    """The dossier is stopped, by an officer who says why or because the applicant let a day pass.

    Raises NotAcceptedYet before its reception: what was never received cannot be stopped.
    """
    facts = Facts(is_received=dossier.received_at is not None)
    await undergo(session, dossier, Act.STOP, by=by, at=at, facts=facts, note=note, hours=hours, stop_reason=reason)
    await close_request(session, dossier, at=at)
    await emit(session, DossierStopped(**about(dossier), cause=reason, stopped_at=at))


async def lapse(session: AsyncSession, dossier: Dossier, *, note: str, at: datetime, hours: Calendar) -> None:
    """The applicant let a day pass before the reception: the dossier is not received (form 03), with its ground.

    Stopping (form 05, national status 8) ends a resolution that had begun; before reception only 3 is left.
    """
    await undergo(session, dossier, Act.LAPSE, by=SYSTEM, at=at, note=note, hours=hours)
    await close_request(session, dossier, at=at)
    await emit(session, DossierDeclined(**about(dossier), declined_at=at))


async def reopen(
    session: AsyncSession, dossier: Dossier, *, note: str, by: Actor, at: datetime, hours: Calendar
) -> None:
    """Work goes on; a decision that had been taken stands no more. Raises WithdrawnForGood; of a joint
    dossier DoneByParts or WholeEnded.

    Whether the dossier was in time is decided anew when it is finished again.
    """
    check_role(Act.REOPEN, by=by.roles)
    await parts.hold(session, dossier)
    course = await judging.course(session, dossier, at=at)
    await undergo(
        session,
        dossier,
        Act.REOPEN,
        by=by,
        at=at,
        facts=replace(course, is_withdrawn=dossier.stop_reason is StopReason.WITHDRAWN),
        note=note,
        hours=hours,
        stop_reason=None,
        outcome=None,
        timeliness=None,
        resolved_at=None,
    )
    await emit(session, DossierReopened(**about(dossier), reopened_at=at, due_at=dossier.due_at))


async def close_request(session: AsyncSession, dossier: Dossier, *, at: datetime) -> None:
    """Nobody can answer any more what was asked, and nothing is waited for."""
    for kind in (WatchKind.SUPPLEMENT_LATE, WatchKind.PAYMENT_LATE):
        await timing.wait_no_more(session, dossier, kind=kind)
    asked: SupplementRequest | None = await live_request(session, dossier.id)
    if asked is not None:
        asked.answered_at = at
