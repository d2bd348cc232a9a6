"""What the competent officer does: takes the dossier up, decides."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierResolved, DossierStarted, Outcome
from kit.faults import Fault
from kit.outbox import emit
from kit.problems import Invalid
from kit.workdays import Calendar
from services.dossier import judging
from services.dossier.actions import parts
from services.dossier.actions.establishing import establish
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.deadlines import timeliness
from services.dossier.lifecycle import Act
from services.dossier.models import Dossier

NO_GROUNDS = Fault("/note", "missing", "Từ chối phải nêu lý do.", "A refusal needs its grounds.")
NOT_WHOLE = Fault(
    "/outcome", "not-a-choice", "Chỉ hồ sơ liên thông mới có kết quả từng phần.", "Only a joint dossier has it."
)


async def start(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime, hours: Calendar) -> None:
    """An officer takes the dossier up, once what is due at its reception is paid (FeeUnpaid)."""
    course = await judging.course(session, dossier, at=at)
    facts = replace(await judging.fee_facts(session, dossier), is_joint=course.is_joint)
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
    outputs: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """The agency decides; the clock stops and whether it was in time is fixed. Granting needs a file, signed where a
    leader has a step (NotSigned; an agency outside the platform signs by itself), refusing grounds. What a granted
    result makes true of the applicant is told to identity.

    `outputs`: of a part, the fields it fills for the parts that follow; the whole goes on (`parts.follow`). From then
    on the transaction sees as the platform.
    """
    wrong = [NO_GROUNDS] if outcome is Outcome.REFUSED and note is None else []
    if outcome is Outcome.PARTLY_GRANTED:
        wrong.append(NOT_WHOLE)
    whole = await parts.hold(session, dossier)
    wrong += await parts.output_faults(session, dossier, whole, outputs, outcome=outcome, at=at)
    if wrong:
        raise Invalid(errors=wrong)
    facts = await judging.result_facts(session, dossier, outcome=outcome, quality=by.roles)
    in_time = timeliness(dossier.due_at, finished_at=at)
    await undergo(
        session,
        dossier,
        Act.RESOLVE,
        by=by,
        at=at,
        facts=facts,
        note=note,
        edited={"answers": dossier.answers | dict(outputs)} if outputs else None,
        patch={"outputs": sorted(outputs)} if outputs else None,
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
    if whole is not None:
        await parts.follow(session, whole.id, at=at)
