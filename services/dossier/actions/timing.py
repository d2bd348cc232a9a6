"""What an act does to the clock and the step: the columns it settles, and what is looked at later.

The rules are in `deadlines.py`, `steps.py` and `watching.py`; every act that knows the agency's hours comes through
here (recording.undergo).
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import ProcedurePublished
from contracts.limits import aware, counted_from, due_at
from contracts.terms import TimeLimit
from contracts.workflow import SupplementPolicy
from kit.clock import LOCAL
from kit.workdays import Calendar
from services.dossier import judging, queries, steps
from services.dossier.deadlines import after_wait
from services.dossier.lifecycle import LIFE, WAITING, Act, Clock, Rule, Status
from services.dossier.models import Dossier, Watch
from services.dossier.watching import OF_THE_CLOCK, WatchKind, plan


async def moved(
    session: AsyncSession, dossier: Dossier, rule: Rule, *, after: Status, at: datetime, hours: Calendar
) -> dict[str, Any]:
    """The columns of the clock and of the step as they are after the act; a wait within a wait is one wait."""
    if after is dossier.status:
        return {}
    procedure = await queries.procedure_of(session, dossier)
    return {
        **_step(procedure, after=after, at=at, hours=hours),
        **await _clock(session, dossier, rule, procedure=procedure, after=after, at=at, hours=hours),
    }


async def limit_of(session: AsyncSession, dossier: Dossier, *, at: datetime) -> TimeLimit | None:
    """The legal limit a dossier is under; None: the law sets none."""
    procedure = await queries.procedure_of(session, dossier)
    terms = await judging.terms_of(session, dossier, procedure, on=at.astimezone(LOCAL).date())
    return terms.time_limit if terms else None


async def wait_until(session: AsyncSession, dossier: Dossier, *, kind: WatchKind, until: datetime) -> None:
    """Look at the dossier when the applicant has let that moment pass."""
    await wait_no_more(session, dossier, kind=kind)
    late = until + timedelta(seconds=1)
    await session.execute(insert(Watch).values(id=uuid4(), dossier_id=dossier.id, kind=kind, level=0, due_at=late))


async def wait_no_more(session: AsyncSession, dossier: Dossier, *, kind: WatchKind) -> None:
    """What was waited for has come, or is waited for no longer."""
    gone = delete(Watch).where(Watch.dossier_id == dossier.id, Watch.handled_at.is_(None), Watch.kind == kind)
    await session.execute(gone.execution_options(synchronize_session=False))


async def watch(session: AsyncSession, dossier: Dossier, *, at: datetime, hours: Calendar) -> None:
    """Plan what is looked at later, now that the act is done; looks already taken stay on record."""
    gone = delete(Watch).where(
        Watch.dossier_id == dossier.id, Watch.handled_at.is_(None), Watch.kind.in_(sorted(OF_THE_CLOCK))
    )
    await session.execute(gone.execution_options(synchronize_session=False))
    procedure = await queries.procedure_of(session, dossier)
    looks = plan(
        status=dossier.status,
        due=None if dossier.paused_since else dossier.due_at,
        since=dossier.counted_since,
        step=dossier.step,
        step_due=dossier.step_due_at,
        workflow=procedure.workflow,
        at=at,
        calendar=hours,
    )
    rows = [
        {"id": uuid4(), "dossier_id": dossier.id, "kind": one.kind, "level": one.level, "due_at": one.due_at}
        for one in looks
    ]
    if rows:
        await session.execute(insert(Watch), rows)


def _step(procedure: ProcedurePublished, *, after: Status, at: datetime, hours: Calendar) -> dict[str, Any]:
    """The step a dossier comes to with a status, and until when it should be done."""
    step = steps.entered(procedure.workflow, after)
    if step is None:
        return {"step": None, "step_since": None, "step_due_at": None}
    due = due_at(step.limit, received_at=at, calendar=hours) if step.limit else None
    return {"step": step.id, "step_since": at, "step_due_at": due}


async def _clock(
    session: AsyncSession,
    dossier: Dossier,
    rule: Rule,
    *,
    procedure: ProcedurePublished,
    after: Status,
    at: datetime,
    hours: Calendar,
) -> dict[str, Any]:
    is_counting = dossier.received_at is not None and dossier.paused_since is None
    if rule.clock is Clock.PAUSES or (rule.clock is Clock.STOPS and after is Status.STOPPED):
        return {"paused_since": at} if is_counting else {}
    if rule.clock is not Clock.RESUMES or after in WAITING:
        return {}
    since = dossier.paused_since or (dossier.resolved_at if dossier.status is Status.RESOLVED else None)
    if since is None or dossier.due_at is None:
        return {"paused_since": None} if dossier.paused_since else {}
    limit = await limit_of(session, dossier, at=at)
    if limit is None:
        return {"paused_since": None}
    policy = steps.supplement_policy(procedure.workflow)
    has_supplemented = rule is LIFE[Act.ANSWER_SUPPLEMENT]
    due = after_wait(
        dossier.due_at,
        limit=limit,
        policy=policy,
        has_supplemented=has_supplemented,
        paused_since=since,
        resumed_at=at,
        counted_since=dossier.counted_since,
        calendar=hours,
    )
    begun = {}
    if has_supplemented and policy is SupplementPolicy.RESTART:
        begun = {"counted_since": aware(counted_from(at, calendar=hours))}
    return {"paused_since": None, "due_at": due, **begun}
