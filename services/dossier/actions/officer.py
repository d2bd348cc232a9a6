"""What the competent officer does: takes the dossier up, decides."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierResolved, DossierStarted, Outcome
from kit.faults import Fault
from kit.outbox import emit
from kit.problems import Invalid
from kit.workdays import Calendar
from services.dossier import judging
from services.dossier.actions.establishing import establish
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.deadlines import timeliness
from services.dossier.lifecycle import Act
from services.dossier.models import Dossier


async def start(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime, hours: Calendar) -> None:
    """An officer takes the dossier up, once what is due at its reception is paid (FeeUnpaid)."""
    facts = await judging.fee_facts(session, dossier)
    await undergo(session, dossier, Act.START, by=by, at=at, facts=facts, hours=hours, assigned_to=by.id)
    await emit(session, DossierStarted(**about(dossier), started_at=at))


async def resolve(
    session: AsyncSession,
    dossier: Dossier,
    *,
    outcome: Outcome,
    note: str | None,
    by: Actor,
    at: datetime,
    hours: Calendar,
    province_code: str,
) -> None:
    """The agency decides; the clock stops and whether it was in time is fixed. Granting needs a file, signed where a
    leader has a step (NotSigned), refusing grounds. What a granted result makes true of the applicant is told to
    identity.
    """
    if outcome is Outcome.REFUSED and note is None:
        raise Invalid(errors=[Fault("/note", "missing", "Từ chối phải nêu lý do.", "A refusal needs its grounds.")])
    facts = await judging.result_facts(session, dossier, outcome=outcome)
    in_time = timeliness(dossier.due_at, finished_at=at)
    await undergo(
        session,
        dossier,
        Act.RESOLVE,
        by=by,
        at=at,
        facts=facts,
        note=note,
        hours=hours,
        outcome=outcome,
        timeliness=in_time,
        resolved_at=at,
    )
    assert dossier.number is not None
    await emit(
        session,
        DossierResolved(**about(dossier), number=dossier.number, outcome=outcome, resolved_at=at, timeliness=in_time),
    )
    if outcome is Outcome.GRANTED:
        await establish(session, dossier, at=at, province_code=province_code)
