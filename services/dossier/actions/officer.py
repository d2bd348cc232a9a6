"""What the competent officer does: takes the dossier up, asks for everything missing at once, decides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierResolved, DossierStarted, Outcome, SupplementRequested
from kit.faults import Fault
from kit.outbox import emit
from kit.problems import Invalid
from kit.workdays import Calendar
from services.dossier import judging, queries
from services.dossier.actions import parts, reusing, timing
from services.dossier.actions.establishing import establish
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.admission import form_of
from services.dossier.deadlines import answer_by, timeliness
from services.dossier.guards import Facts
from services.dossier.lifecycle import Act
from services.dossier.models import Dossier, Paper, Reason, SupplementItem, SupplementRequest, Verdict
from services.dossier.supplements import Asked, wrong_items
from services.dossier.watching import WatchKind

NO_GROUNDS = Fault("/note", "missing", "Từ chối phải nêu lý do.", "A refusal needs its grounds.")
NOT_WHOLE = Fault(
    "/outcome", "not-a-choice", "Chỉ hồ sơ liên thông mới có kết quả từng phần.", "Only a joint dossier has it."
)


class Wanted(Asked, Protocol):
    """An item of a supplement request as an officer words it."""

    @property
    def reason_code(self) -> Reason: ...
    @property
    def what_to_do(self) -> str: ...


async def start(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime, hours: Calendar) -> None:
    """An officer takes the dossier up, once what is due at its reception is paid (FeeUnpaid)."""
    course = await judging.course(session, dossier, at=at)
    facts = replace(await judging.fee_facts(session, dossier), is_joint=course.is_joint)
    await undergo(session, dossier, Act.START, by=by, at=at, facts=facts, hours=hours, assigned_to=by.id)
    await emit(session, DossierStarted(**about(dossier), started_at=at))


async def request_supplement(
    session: AsyncSession,
    dossier: Dossier,
    items: Sequence[Wanted],
    *,
    answer_within_days: int,
    by: Actor,
    at: datetime,
    calendar: Calendar,
) -> SupplementRequest:
    """The officer asks for everything still needed at once (form 02); the clock stops; papers named are wrong, and
    nothing stands in for them any more.
    """
    procedure = await queries.procedure_of(session, dossier)
    components = {component.id for component in procedure.components}
    fields = form_of(procedure, dossier.case).answers["properties"]
    if wrong := list(wrong_items(items, components=components, fields=fields)):
        raise Invalid(errors=wrong)
    await undergo(session, dossier, Act.REQUEST_SUPPLEMENT, by=by, at=at, hours=calendar)
    assert by.id is not None
    until = answer_by(at, days=answer_within_days, calendar=calendar)
    await timing.wait_until(session, dossier, kind=WatchKind.SUPPLEMENT_LATE, until=until)
    asked = SupplementRequest(dossier_id=dossier.id, asked_by=by.id, asked_at=at, answer_by=until)
    asked.items = [_item(item, place) for place, item in enumerate(items)]
    session.add(asked)
    await session.flush()
    named = [item.component_id for item in items if item.component_id is not None]
    await session.execute(
        update(Paper).where(Paper.dossier_id == dossier.id, Paper.component_id.in_(named)).values(verdict=Verdict.WRONG)
    )
    await reusing.refuse(session, dossier, named, at=at)
    await reusing.refuse_shared(session, dossier, named, at=at)
    await emit(session, SupplementRequested(**about(dossier), items=len(items), answer_by=until))
    return asked


def _item(wanted: Wanted, place: int) -> SupplementItem:
    return SupplementItem(
        position=place,
        component_id=wanted.component_id,
        field=wanted.field,
        reason_code=wanted.reason_code,
        what_to_do=wanted.what_to_do,
    )


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
    """The agency decides; the clock stops and whether it was in time is fixed. Granting needs a file, refusing grounds.
    What a granted result makes true of the applicant is told to identity.
    `outputs`: of a part, what it fills for those after it; the whole follows, with the platform's sight.
    """
    whole = await parts.hold(session, dossier)
    wrong = await parts.output_faults(session, dossier, outputs, whole=whole, outcome=outcome, at=at)
    if errors := [*_undecided(outcome, note), *wrong]:
        raise Invalid(errors=errors)
    in_time = timeliness(dossier.due_at, finished_at=at)
    decided: dict[str, Any] = {"outcome": outcome, "resolved_at": at, "timeliness": in_time}
    await undergo(
        session,
        dossier,
        Act.RESOLVE,
        by=by,
        at=at,
        facts=Facts(outcome=outcome, has_result=await queries.has_result(session, dossier.id)),
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


def _undecided(outcome: Outcome, note: str | None) -> list[Fault]:
    """What keeps a decision from being one."""
    if outcome is Outcome.REFUSED and note is None:
        return [NO_GROUNDS]
    return [NOT_WHOLE] if outcome is Outcome.PARTLY_GRANTED else []
