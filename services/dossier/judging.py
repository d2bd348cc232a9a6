"""A dossier held against a revision of its procedure: everything the rules need is read here, and the rules decide."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import ProcedurePublished
from contracts.computing import completed
from contracts.conditions import Facts as Circumstances
from contracts.dossier import Outcome, StopReason
from contracts.forms import faults
from contracts.offers import ChannelTerms, Form, terms_for
from contracts.terms import Channel, FeeLine
from kit.clock import LOCAL
from kit.faults import Fault
from services.dossier import circumstances, holdings, once_only, queries, verdicts
from services.dossier.admission import form_key, form_of
from services.dossier.answers import Answers, outside
from services.dossier.circumstances import Filing, applicant_of
from services.dossier.fees import owed
from services.dossier.guards import Facts
from services.dossier.lifecycle import Role, Status
from services.dossier.models import CodePurpose, Dossier, Extension
from services.dossier.once_only import Requirement
from services.dossier.papers import addable, closed_words, moments
from services.dossier.queries import assessments, confirmations, issued, kept_papers, parts, shipments
from services.dossier.replicas import Agency, Person
from services.dossier.steps import is_signed_by_leader


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A dossier under a revision. `answers` with their computed values; `terms` None: not offered on its channel."""

    procedure: ProcedurePublished
    form: Form
    answers: Answers
    circumstances: Circumstances
    terms: ChannelTerms | None
    requirements: Sequence[Requirement]
    faults: tuple[Fault, ...]


async def judge(
    session: AsyncSession, dossier: Dossier, procedure: ProcedurePublished, *, answers: Answers, on: date
) -> Judgement:
    """The dossier with these answers under a revision on a day.

    A draft's papers are looked for in the applicant's data store now; of one that was sent, what was found then counts.
    """
    form = form_of(procedure, dossier.case)
    agency = await session.get(Agency, dossier.agency_code)
    whole = completed(form.answers, answers, on=on)
    known = circumstances.facts(await filing(session, dossier), schema=form.answers, answers=whole, on=on)
    needs = await _requirements(session, dossier, procedure, facts=known, on=on)
    wrong = (
        *faults(form.answers, whole, form_key=form_key(procedure, dossier.case), on=on),
        *once_only.lacking(needs),
        *outside(form.answers, whole, ward_codes=agency.ward_codes if agency else ()),
    )
    return Judgement(
        procedure=procedure,
        form=form,
        answers=whole,
        circumstances=known,
        terms=terms_for(procedure.channels, dossier.channel, facts=known),
        requirements=needs,
        faults=wrong,
    )


async def present(session: AsyncSession, dossier: Dossier, *, on: date) -> Judgement:
    """The dossier as it is: a draft under the revision in force, one that was sent under its own."""
    procedure = None
    if dossier.status is Status.DRAFT:
        procedure = await queries.procedure_in_force(session, dossier.procedure_code, on=on)
    procedure = procedure or await queries.procedure_of(session, dossier)
    return await judge(session, dossier, procedure, answers=dossier.answers, on=on)


async def terms_of(
    session: AsyncSession, dossier: Dossier, procedure: ProcedurePublished, *, on: date
) -> ChannelTerms | None:
    """The terms of a dossier as it is, under a revision."""
    known = await circumstances_of(session, dossier, procedure, on=on)
    return terms_for(procedure.channels, dossier.channel, facts=known)


async def owed_by(
    session: AsyncSession, dossier: Dossier, procedure: ProcedurePublished, *, on: date, province_code: str
) -> list[FeeLine]:
    """The lines of its fee, as they were reckoned for a day."""
    known = await circumstances_of(session, dossier, procedure, on=on)
    terms = terms_for(procedure.channels, dossier.channel, facts=known)
    return owed(terms, facts=known, on=on, province_code=province_code) if terms else []


async def circumstances_of(
    session: AsyncSession, dossier: Dossier, procedure: ProcedurePublished, *, on: date
) -> Circumstances:
    """What conditions of a revision may ask of a dossier as it is."""
    schema = form_of(procedure, dossier.case).answers
    return circumstances.facts(await filing(session, dossier), schema=schema, answers=dossier.answers, on=on)


async def filing(session: AsyncSession, dossier: Dossier) -> Filing:
    """What the dossier is, beside its answers."""
    agency = await session.get(Agency, dossier.agency_code)
    person = await session.get(Person, dossier.owner_id)
    return Filing(
        case=dossier.case,
        channel=dossier.channel,
        agency_code=dossier.agency_code,
        agency_kind=agency.kind if agency else None,
        wards=tuple(agency.ward_codes) if agency else (),
        applicant=applicant_of(person.record) if person else None,
    )


async def facts(
    session: AsyncSession, dossier: Dossier, *, by: UUID | None, quality: Collection[Role], at: datetime
) -> Facts:
    """What the guards of every act look at, as it is now for somebody with these roles on it."""
    procedure = await queries.procedure_of(session, dossier)
    result = await result_facts(session, dossier, quality=quality)
    judged = await present(session, dossier, on=at.astimezone(LOCAL).date())
    known = await assessments.known(session, dossier.id)
    extension = extension_facts(await queries.extension_draft(session, dossier.id), dossier, at=at)
    own_course = await course(session, dossier, at=at)
    can_repair = own_course.is_refused_part and Role.APPLICANT in quality
    return replace(
        own_course,
        faults=judged.faults,
        unjudged=verdicts.unjudged(judged.requirements, known),
        wrong=len(verdicts.wrong(known)),
        repeated=verdicts.repeated(known),
        is_leader=Role.LEADER in quality,
        fee_due=dossier.fee_due,
        is_fee_paid=dossier.fee_paid_at is not None,
        payment_moment=procedure.payment_moment,
        is_received=dossier.received_at is not None,
        is_assigned=dossier.assigned_to is not None,
        is_yours=dossier.assigned_to is not None and dossier.assigned_to == by,
        has_deadline=dossier.due_at is not None,
        is_extended=dossier.extended_at is not None,
        has_extension_draft=extension.has_extension_draft,
        is_extension_later=extension.is_extension_later,
        is_withdrawn=dossier.stop_reason is StopReason.WITHDRAWN,
        has_issued=bool(await issued.results_in_force(session, dossier.id)),
        has_result=result.has_result,
        needs_signature=result.needs_signature,
        is_signed=result.is_signed,
        has_waybill=await shipments.ordered(session, dossier.id) is not None,
        filing_closed=None if can_repair else _closed(dossier.status, quality=quality),
        other_draft=await queries.draft_beside(session, dossier) if dossier.status is Status.SUBMITTED else None,
        is_part=dossier.parent_id is not None,
        is_in_person=by == dossier.owner_id,
        is_confirmed=await is_confirmed(session, dossier, quality=quality),
    )


def extension_facts(drafted: Extension | None, dossier: Dossier, *, at: datetime) -> Facts:
    """What the guards of answering a drafted form 04 look at."""
    return Facts(
        has_extension_draft=drafted is not None,
        is_extension_later=drafted is None or is_later(drafted.new_due_at, dossier, at=at),
    )


def is_later(new_due_at: datetime, dossier: Dossier, *, at: datetime) -> bool:
    """Whether a date lies after the one promised, and ahead."""
    return new_due_at > max(dossier.due_at or at, at)


def _closed(status: Status, *, quality: Collection[Role]) -> tuple[str, str] | None:
    return None if addable(status, by=quality) is not None else closed_words(status, moments=moments(quality))


async def is_confirmed(session: AsyncSession, dossier: Dossier, *, quality: Collection[Role]) -> bool:
    """Whether a draft may be sent as it is: by its owner always; by the desk once they confirmed it by code, or once
    the letter they signed is scanned, of what came by post.
    """
    if Role.APPLICANT in quality or dossier.status is not Status.DRAFT:
        return True
    if dossier.channel is Channel.POST:
        return any(paper.is_digitised for paper in await queries.papers(session, dossier.id))
    return await confirmations.confirmed(session, dossier, CodePurpose.COUNTER_ENTRY) is not None


async def result_facts(
    session: AsyncSession, dossier: Dossier, *, quality: Collection[Role], outcome: Outcome | None = None
) -> Facts:
    """What the guards of a result look at, and the decision about to be taken by somebody with these roles on it."""
    procedure = await queries.procedure_of(session, dossier)
    return Facts(
        has_result=await queries.has_result(session, dossier.id),
        needs_signature=Role.PARTNER not in quality and is_signed_by_leader(procedure.workflow, dossier.part),
        is_signed=await issued.is_signed(session, dossier.id),
        outcome=outcome,
    )


async def course(session: AsyncSession, dossier: Dossier, *, at: datetime) -> Facts:
    """What the guards look at of a joint dossier and its parts.

    Whoever may not see the whole of a part is told nothing of it: that is known when the act is tried.
    """
    procedure = await queries.procedure_of(session, dossier)
    workflow = procedure.workflow
    if dossier.parent_id is None:
        is_begun = dossier.received_at is not None and workflow is not None and bool(workflow.parts)
        return Facts(is_joint=is_begun, is_refused_part=False)
    whole = await queries.dossier(session, dossier.parent_id)
    has_ended = whole is not None and whole.status is not Status.ACCEPTED
    until = timedelta(days=workflow.supplement_days if workflow else 0)
    refused_at = dossier.resolved_at if dossier.outcome is Outcome.REFUSED else None
    is_repairable = refused_at is not None and at <= refused_at + until and not has_ended
    return Facts(has_whole_ended=has_ended, is_refused_part=is_repairable)


async def fee_facts(session: AsyncSession, dossier: Dossier) -> Facts:
    """What the guards of the fee look at; the procedure is asked only while something is owed."""
    if dossier.fee_due == 0 or dossier.fee_paid_at is not None:
        return Facts(fee_due=dossier.fee_due, is_fee_paid=True)
    procedure = await queries.procedure_of(session, dossier)
    return Facts(fee_due=dossier.fee_due, payment_moment=procedure.payment_moment)


async def _requirements(
    session: AsyncSession, dossier: Dossier, procedure: ProcedurePublished, *, facts: Circumstances, on: date
) -> list[Requirement]:
    filed = await queries.usable_components(session, dossier.id)
    if dossier.parent_id is not None:
        filed |= await parts.shared_components(session, dossier.id)
    if dossier.status is not Status.DRAFT:
        noted = await holdings.noted(session, dossier.id)
        return once_only.recorded(procedure.components, facts=facts, uploaded=filed, noted=noted)
    named = await kept_papers.named(session, dossier.id, on=on)
    lacking = [one for one in procedure.components if one.id not in filed and one.id not in named]
    found = await holdings.store(session, dossier, lacking)
    return once_only.requirements(procedure.components, facts=facts, uploaded=filed, store=found, on=on, named=named)
