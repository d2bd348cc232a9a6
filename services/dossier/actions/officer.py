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
    """The agency decides, and whether it was in time is fixed. Granting needs a file, signed where a leader has a step
    (NotSigned; an agency outside the platform signs by itself), refusing grounds. Identity is told what it makes true.

    `outputs`: of a part, the fields it fills for parts after it; the whole follows, seen as the platform from then on.
    """
    whole = await parts.hold(session, dossier)
    wrong = await parts.output_faults(session, dossier, outputs, whole=whole, outcome=outcome, at=at)
    _refuse(*_undecided(outcome, note), *wrong)
    in_time = timeliness(dossier.due_at, finished_at=at)
    decided: dict[str, Any] = {"outcome": outcome, "resolved_at": at, "timeliness": in_time}
    await undergo(
        session,
        dossier,
        Act.RESOLVE,
        by=by,
        at=at,
        facts=await judging.result_facts(session, dossier, outcome=outcome, quality=by.roles),
        note=note,
        **parts.given(dossier, outputs),
        hours=hours,
        **decided,
    )
    assert dossier.number is not None
    await emit(session, DossierResolved(**about(dossier), number=dossier.number, **decided))
    if outcome is Outcome.GRANTED:
        await establish(session, dossier, at=at, province_code=province_code)
    if whole is not None:
        await parts.follow(session, whole.id, at=at)


def _refuse(*faults: Fault) -> None:
    if faults:
        raise Invalid(errors=faults)


def _undecided(outcome: Outcome, note: str | None) -> list[Fault]:
    """What keeps a decision from being one."""
    if outcome is Outcome.REFUSED and note is None:
        return [NO_GROUNDS]
    return [NOT_WHOLE] if outcome is Outcome.PARTLY_GRANTED else []
