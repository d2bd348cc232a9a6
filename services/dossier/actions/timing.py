"""What an act does to the clock and the step: the columns it settles, and what is looked at later.

The rules are in `deadlines.py`; every act that knows the agency's hours comes through here (recording.undergo).
"""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from kit.workdays import Calendar
from services.dossier import judging, queries
from services.dossier.deadlines import resumed
from services.dossier.lifecycle import Clock, Rule, Status
from services.dossier.models import Dossier

WAITING = frozenset({Status.SUPPLEMENT_REQUIRED, Status.PAYMENT_REQUIRED, Status.WITHDRAWAL_REQUESTED, Status.STOPPED})


async def moved(
    session: AsyncSession, dossier: Dossier, rule: Rule, *, after: Status, at: datetime, hours: Calendar
) -> dict[str, Any]:
    """The columns of the clock as they are after the act; a wait within a wait is one wait."""
    if rule.clock is Clock.PAUSES and dossier.received_at is not None and dossier.paused_since is None:
        return {"paused_since": at}
    if rule.clock is Clock.RESUMES and dossier.paused_since is not None and after not in WAITING:
        return {"paused_since": None, "due_at": await _due_after_wait(session, dossier, at=at, hours=hours)}
    return {}


async def watch(session: AsyncSession, dossier: Dossier, *, at: datetime, hours: Calendar) -> None:
    """Plan what is looked at later, now that the act is done."""


async def _due_after_wait(session: AsyncSession, dossier: Dossier, *, at: datetime, hours: Calendar) -> datetime | None:
    procedure = await queries.procedure_of(session, dossier)
    terms = await judging.terms_of(session, dossier, procedure, on=at.astimezone(LOCAL).date())
    if dossier.due_at is None or dossier.paused_since is None or terms is None or terms.time_limit is None:
        return dossier.due_at
    unit = terms.time_limit.unit
    return resumed(dossier.due_at, unit=unit, paused_since=dossier.paused_since, resumed_at=at, calendar=hours)
