"""The agency says of each paper and field whether it is good, and asks for everything that is not, once (form 02)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import ProcedurePublished
from contracts.dossier import SupplementRequested
from kit.clock import LOCAL
from kit.outbox import emit
from kit.problems import Invalid
from kit.workdays import Calendar
from services.dossier import judging, queries, verdicts
from services.dossier.actions import reusing, timing
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.admission import form_of
from services.dossier.deadlines import answer_by
from services.dossier.guards import Facts
from services.dossier.lifecycle import LIFE, Act, Role, Status, check
from services.dossier.models import Assessment, Dossier, Paper, Reason, SupplementItem, SupplementRequest
from services.dossier.papers import Verdict
from services.dossier.queries import assessments
from services.dossier.supplements import Asked, wrong_items
from services.dossier.verdicts import Given, Key, key_of
from services.dossier.watching import WatchKind


class Judged(Given, Protocol):
    """A verdict as an official gives it; `place`: where in the paper or field."""

    @property
    def place(self) -> str | None: ...


class Wanted(Asked, Protocol):
    """An item of a supplement request as an official words it."""

    @property
    def reason_code(self) -> Reason: ...
    @property
    def what_to_do(self) -> str: ...


async def assess(
    session: AsyncSession, dossier: Dossier, items: Sequence[Judged], *, by: Actor, at: datetime, hours: Calendar
) -> None:
    """Verdicts are given or changed; those not named stay. Raises Invalid for every verdict that cannot be."""
    procedure = await queries.procedure_of(session, dossier)
    components, fields = _nameable(procedure, dossier)
    if wrong := list(verdicts.wrong_verdicts(items, components=components, fields=fields)):
        raise Invalid(errors=wrong)
    patch = {f"{place}:{name}": item.verdict for item in items for place, name in (key_of(item),)}
    await undergo(session, dossier, Act.ASSESS, by=by, at=at, hours=hours, patch={"verdicts": patch})
    assert by.id is not None
    rows = [
        {
            "dossier_id": dossier.id,
            "kind": key_of(item)[0],
            "item": key_of(item)[1],
            "verdict": item.verdict,
            "reason_code": item.reason_code,
            "place": item.place,
            "assessed_by": by.id,
            "assessed_at": at,
        }
        for item in items
    ]
    said = insert(Assessment).values(rows)
    changed = ("verdict", "reason_code", "place", "assessed_by", "assessed_at")
    kept = {name: said.excluded[name] for name in changed}
    await session.execute(said.on_conflict_do_update(index_elements=["dossier_id", "kind", "item"], set_=kept))
    for verdict in (Verdict.GOOD, Verdict.WRONG):
        named = [item.component_id for item in items if item.component_id and item.verdict is verdict]
        await _mark(session, dossier, named, verdict=verdict)
    if await assessments.last_named(session, dossier.id) is not None:
        await _pass(session, dossier, at=at)


async def facts(session: AsyncSession, dossier: Dossier, *, by: Actor | None = None, at: datetime) -> Facts:
    """What the guards of "complete once" look at."""
    known = await assessments.known(session, dossier.id)
    judged = await judging.present(session, dossier, on=at.astimezone(LOCAL).date())
    return Facts(
        unjudged=verdicts.unjudged(judged.requirements, known),
        wrong=len(verdicts.wrong(known)),
        repeated=verdicts.repeated(known),
        is_leader=by is not None and Role.LEADER in by.roles,
    )


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
    """Everything found wrong is asked for at once; the clock stops; nothing stands in for papers named any more.

    Before reception the desk asks, after it the officer. Raises NotAssessed, NothingWrong, LeaderNeeded;
    Invalid for items that are not exactly what was found wrong.
    """
    await queries.dossier(session, dossier.id, is_locked=True)
    act = _asking(dossier.status, by=by.roles)
    found = await facts(session, dossier, by=by, at=at)
    check(act, dossier.status, by=by.roles, facts=found)
    known = await assessments.given(session, dossier.id)
    await _refuse_others(session, dossier, items, known=known)
    await undergo(session, dossier, act, by=by, at=at, facts=found, hours=calendar, patch={"items": len(items)})
    until = answer_by(at, days=answer_within_days, calendar=calendar)
    await timing.wait_until(session, dossier, kind=WatchKind.SUPPLEMENT_LATE, until=until)
    asked = _asked(dossier, items, known=known, by=by, at=at, until=until)
    asked.repeated = found.repeated
    session.add(asked)
    await session.flush()
    await _pass(session, dossier, at=at)
    named = [item.component_id for item in items if item.component_id is not None]
    await reusing.refuse(session, dossier, named, at=at)
    await reusing.refuse_shared(session, dossier, named, at=at)
    await emit(session, SupplementRequested(**about(dossier), items=len(items), answer_by=until))
    return asked


async def _pass(session: AsyncSession, dossier: Dossier, *, at: datetime) -> None:
    """What is good now has passed: when a request goes out, and whenever it is found after one."""
    good = update(Assessment).where(Assessment.dossier_id == dossier.id, Assessment.verdict == Verdict.GOOD)
    await session.execute(good.values(passed_at=func.coalesce(Assessment.passed_at, at)))


def _asking(status: Status, *, by: Collection[Role]) -> Act:
    """Which of the two acts somebody with these roles means in a status; where they may do one only, that one."""
    acts = (Act.ASK_BEFORE_RECEPTION, Act.REQUEST_SUPPLEMENT)
    wanted = acts if status is Status.SUBMITTED else acts[::-1]
    return next((act for act in wanted if not LIFE[act].by.isdisjoint(by)), wanted[0])


async def _refuse_others(
    session: AsyncSession, dossier: Dossier, items: Sequence[Wanted], *, known: Sequence[Assessment]
) -> None:
    components, fields = _nameable(await queries.procedure_of(session, dossier), dossier)
    faults = list(wrong_items(items, components=components, fields=fields))
    faults += verdicts.uncovered(items, {(one.kind, one.item) for one in known if one.verdict is Verdict.WRONG})
    if faults:
        raise Invalid(errors=faults)


def _asked(
    dossier: Dossier,
    items: Sequence[Wanted],
    *,
    known: Sequence[Assessment],
    by: Actor,
    at: datetime,
    until: datetime,
) -> SupplementRequest:
    places: dict[Key, str | None] = {(one.kind, one.item): one.place for one in known}
    assert by.id is not None
    asked = SupplementRequest(dossier_id=dossier.id, asked_by=by.id, asked_at=at, answer_by=until)
    asked.items = [
        SupplementItem(
            position=position,
            component_id=item.component_id,
            field=item.field,
            reason_code=item.reason_code,
            what_to_do=item.what_to_do,
            place=places.get(key_of(item)),
        )
        for position, item in enumerate(items)
    ]
    return asked


async def judge_anew(session: AsyncSession, dossier: Dossier, items: Sequence[Asked]) -> None:
    """What was asked for has come: it waits for a verdict again, nothing else does."""
    for key in map(key_of, items):
        await session.execute(
            update(Assessment)
            .where(Assessment.dossier_id == dossier.id, Assessment.kind == key[0], Assessment.item == key[1])
            .values(verdict=Verdict.UNSEEN, reason_code=None, place=None)
        )


async def forget(session: AsyncSession, dossier: Dossier) -> None:
    """The dossier is its applicant's to change again: it is judged from the beginning when it comes back."""
    anew = update(Assessment).where(Assessment.dossier_id == dossier.id)
    await session.execute(anew.values(verdict=Verdict.UNSEEN, reason_code=None, place=None))


def _nameable(procedure: ProcedurePublished, dossier: Dossier) -> tuple[set[str], set[str]]:
    """The components and the fields a verdict may be on."""
    fields = form_of(procedure, dossier.case).answers["properties"]
    return {one.id for one in procedure.components}, set(fields)


async def _mark(session: AsyncSession, dossier: Dossier, components: Sequence[str], *, verdict: Verdict) -> None:
    """The files of these components bear the verdict; those that were replaced keep theirs."""
    marked = update(Paper).where(
        Paper.dossier_id == dossier.id, Paper.component_id.in_(components), Paper.replaced_by.is_(None)
    )
    await session.execute(marked.values(verdict=verdict))
