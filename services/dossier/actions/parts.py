"""The parts of a joint dossier: opened in the order of the data, delivered as they are ready, concluded together.

The whole is locked before its parts (`hold`), so that whoever moves one of them sees what the others came to.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts import limits
from contracts.catalog import ProcedurePublished
from contracts.dossier import DossierAccepted, DossierDelivered, DossierResolved, Outcome
from contracts.terms import Channel
from contracts.workflow import JointPart
from kit.clock import LOCAL
from kit.faults import Fault
from kit.outbox import emit
from services.dossier import joint, judging, queries
from services.dossier.actions import timing
from services.dossier.actions.numbering import draw_number
from services.dossier.actions.recording import SYSTEM, be_born, undergo
from services.dossier.actions.saying import about
from services.dossier.admission import form_key, form_of
from services.dossier.deadlines import timeliness
from services.dossier.guards import GUARDS, Need
from services.dossier.joint import Progress, Stage
from services.dossier.lifecycle import Act, Status
from services.dossier.models import Dossier, Reuse, SharedPaper
from services.dossier.queries import parts as rows
from services.dossier.replicas import Agency
from services.dossier.sight import as_system


async def hold(session: AsyncSession, part: Dossier) -> Dossier | None:
    """Lock the whole of a part, before anything of the part moves; None: it is no part.

    From here on the transaction sees as the platform: the caller must have been checked.
    """
    if part.parent_id is None:
        return None
    await as_system(session)
    return await queries.dossier(session, part.parent_id, is_locked=True)


async def follow(session: AsyncSession, whole_id: UUID, *, at: datetime) -> None:
    """Bring a joint dossier to where its parts are: deliver what was granted, open what may begin, conclude it.

    Doing it again changes nothing. From here on the transaction sees as the platform.
    """
    await as_system(session)
    whole = await queries.dossier(session, whole_id, is_locked=True)
    if whole is None or whole.status is not Status.ACCEPTED:
        return
    procedure = await queries.procedure_of(session, whole)
    shares = await shares_of(session, whole, procedure, at=at)
    opened = await rows.of_whole(session, whole.id)
    for part in opened.values():
        if part.outcome is Outcome.GRANTED:
            await _deliver(session, part, at=at)
    for share in joint.ready(shares, stages_of(whole, procedure, shares=shares, opened=opened, at=at)):
        await _open(session, whole, share, procedure=procedure, opened=opened, at=at)
    opened = await rows.of_whole(session, whole.id)
    outcome = joint.concluded(stages_of(whole, procedure, shares=shares, opened=opened, at=at))
    if shares and outcome is not None:
        await _conclude(session, whole, outcome, opened=opened, at=at)


async def shares_of(
    session: AsyncSession, whole: Dossier, procedure: ProcedurePublished, *, at: datetime
) -> list[JointPart]:
    """The parts this dossier has."""
    known = await judging.circumstances_of(session, whole, procedure, on=at.astimezone(LOCAL).date())
    return joint.parts_of(procedure, facts=known)


def stages_of(
    whole: Dossier,
    procedure: ProcedurePublished,
    *,
    shares: list[JointPart],
    opened: Mapping[str, Dossier],
    at: datetime,
) -> dict[str, Stage]:
    """Where each part is now; a refusal can be repaired for as long as a supplement may take, and not when the
    whole has ended.
    """
    since = at - repair_time(procedure) if whole.status is Status.ACCEPTED else None
    known = {
        part_id: Progress(status=one.status, outcome=one.outcome, resolved_at=one.resolved_at)
        for part_id, one in opened.items()
    }
    return joint.stages(shares, known, repaired_since=since)


async def output_faults(
    session: AsyncSession,
    part: Dossier,
    given: Mapping[str, Any],
    *,
    whole: Dossier | None,
    outcome: Outcome,
    at: datetime,
) -> list[Fault]:
    """What is wrong with the data given with a decision: of a granted part what others take must be there."""
    if whole is None or outcome is not Outcome.GRANTED:
        return [Fault("/outputs", *joint.UNKNOWN)] if given else []
    procedure = await queries.procedure_of(session, whole)
    form = form_of(procedure, whole.case)
    shares = await shares_of(session, whole, procedure, at=at)
    wanted = joint.outputs(shares, part.part or "", properties=form.answers["properties"])
    key = form_key(procedure, whole.case)
    on = at.astimezone(LOCAL).date()
    return list(joint.output_faults(wanted, given, answers=part.answers, form=form, form_key=key, on=on))


def repair_time(procedure: ProcedurePublished) -> timedelta:
    """How long the applicant has to repair a refused part: as long as for a supplement."""
    return timedelta(days=procedure.workflow.supplement_days if procedure.workflow else 0)


def given(part: Dossier, outputs: Mapping[str, Any]) -> dict[str, Any]:
    """What a decision with these outputs writes beside itself (`recording.undergo`)."""
    return (
        {"edited": {"answers": part.answers | dict(outputs)}, "patch": {"outputs": sorted(outputs)}} if outputs else {}
    )


async def _open(
    session: AsyncSession,
    whole: Dossier,
    share: JointPart,
    *,
    procedure: ProcedurePublished,
    opened: Mapping[str, Dossier],
    at: datetime,
) -> None:
    """Give a part to its agency; while no agency is known for it, it waits (the schedule comes again)."""
    agency = await agency_of(session, whole, share, at=at)
    if agency is None:
        return
    part = _drawn_up(whole, share, agency=agency, opened=opened, at=at)
    hours = await queries.calendar(session, agency.code)
    due = limits.due_at(share.limit, received_at=at, calendar=hours) if share.limit else None
    number = await draw_number(session, agency.code, on=at.astimezone(LOCAL).date())
    await be_born(
        session,
        part,
        by=replace(SYSTEM, agency_code=agency.code),
        at=at,
        act=Act.OPEN_PART,
        number=number,
        submitted_at=at,
        received_at=at,
        counted_since=limits.aware(limits.counted_from(at, calendar=hours)) if due else None,
        due_at=due,
        revision=whole.revision,
    )
    await _share_papers(session, whole, part, share)
    await timing.watch(session, part, at=at, hours=hours)
    await emit(session, DossierAccepted(**about(part), number=number, received_at=at, due_at=due))


def _drawn_up(
    whole: Dossier, share: JointPart, *, agency: Agency, opened: Mapping[str, Dossier], at: datetime
) -> Dossier:
    answers = joint.share_of(whole.answers, share, given={name: one.answers for name, one in opened.items()})
    return Dossier(
        id=uuid4(),
        owner_id=whole.owner_id,
        tracking_code=whole.tracking_code,
        procedure_code=whole.procedure_code,
        procedure_name=share.name,
        revision=whole.revision,
        case=whole.case,
        agency_code=agency.code,
        agency_name=agency.name,
        channel=whole.channel,
        applicant_name=whole.applicant_name,
        applicant_name_folded=whole.applicant_name_folded,
        answers=answers,
        prefilled={name: one for name, one in whole.prefilled.items() if name in answers},
        opened_at=at,
        edited_at=at,
        parent_id=whole.id,
        part=share.id,
        version=1,
        fee_due=0,
    )


async def agency_of(session: AsyncSession, whole: Dossier, share: JointPart, *, at: datetime) -> Agency | None:
    """The agency a part goes to: that of the ward its data names, else of the whole's ward."""
    own = await session.get(Agency, whole.agency_code)
    if own is not None and own.kind is share.agency_kind and share.area is None:
        return own
    said = whole.answers.get(share.area) if share.area else None
    named = said.get("ward_code") if isinstance(said, Mapping) else said
    wards = [named] if isinstance(named, str) else []
    wards += list(own.ward_codes) if own is not None and len(own.ward_codes) == 1 else []
    on = at.astimezone(LOCAL).date()
    places: list[str | None] = [*wards] or [None]
    for ward in places:
        if found := await rows.competent(session, share.agency_kind, ward=ward, on=on):
            return found
    return None


async def _share_papers(session: AsyncSession, whole: Dossier, part: Dossier, share: JointPart) -> None:
    """The part reads the papers of its components, and what stood in for them."""
    papers = await rows.to_share(session, whole.id, share.components)
    if papers:
        shared = [{"dossier_id": part.id, "paper_id": one, "whole_id": whole.id} for one in papers]
        await session.execute(insert(SharedPaper), shared)
    columns = [column for column in Reuse.__table__.c if column.name != "dossier_id"]
    spared = await session.execute(
        select(*columns).where(
            Reuse.dossier_id == whole.id, Reuse.component_id.in_(share.components), Reuse.refused_at.is_(None)
        )
    )
    stood_in = [{**row._mapping, "dossier_id": part.id} for row in spared]
    if stood_in:
        await session.execute(insert(Reuse), stood_in)


async def _deliver(session: AsyncSession, part: Dossier, *, at: datetime) -> None:
    """The decision on a part reaches the applicant in the whole as soon as what is due for it is paid."""
    facts = await judging.fee_facts(session, part)
    if part.status is not Status.RESOLVED or GUARDS[Need.RETURN_FEE_PAID](facts):
        return
    hours = await queries.calendar(session, part.agency_code)
    settled: dict[str, Any] = {"delivered_at": at, "delivered_by": Channel.ONLINE}
    await undergo(session, part, Act.DELIVER, by=SYSTEM, at=at, facts=facts, hours=hours, **settled)
    assert part.number is not None
    await emit(session, DossierDelivered(**about(part), number=part.number, channel=Channel.ONLINE, delivered_at=at))


async def _conclude(
    session: AsyncSession, whole: Dossier, outcome: Outcome, *, opened: Mapping[str, Dossier], at: datetime
) -> None:
    """All parts have ended: so has the whole, and refusals are final."""
    for part in opened.values():
        await _deliver(session, part, at=at)
    hours = await queries.calendar(session, whole.agency_code)
    finished = max((one.resolved_at for one in opened.values() if one.resolved_at), default=at)
    in_time = timeliness(whole.due_at, finished_at=finished)
    settled: dict[str, Any] = {"outcome": outcome, "timeliness": in_time, "resolved_at": finished}
    await undergo(session, whole, Act.CONCLUDE, by=SYSTEM, at=at, hours=hours, **settled)
    assert whole.number is not None
    await emit(
        session,
        DossierResolved(**about(whole), number=whole.number, outcome=outcome, resolved_at=finished, timeliness=in_time),
    )
