"""What the applicant does: opens, fills in, submits, takes back, answers."""

import secrets
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from contracts.catalog import ProcedurePublished
from contracts.dossier import DossierSubmitted, DossierWithdrawn, SupplementAnswered
from contracts.terms import Channel
from kit.clock import LOCAL
from kit.faults import Fault
from kit.outbox import emit
from kit.people import Citizen
from kit.problems import ChangedMeanwhile, Invalid
from kit.vietnamese import fold
from kit.workdays import Calendar
from services.dossier import queries
from services.dossier.actions.recording import Actor, acting, be_born, undergo
from services.dossier.actions.saying import about
from services.dossier.admission import admit, channel_terms
from services.dossier.answers import Answers, merged, oversized
from services.dossier.codes import TRACKING_BITS, tracking_code
from services.dossier.deadlines import resumed
from services.dossier.lifecycle import STATES, Act, Facts, Status
from services.dossier.models import Dossier
from services.dossier.permissions import covers
from services.dossier.prefill import kept, prefill
from services.dossier.problems import NotDelegated, NotKnownYet, NotNow, TooManyDrafts
from services.dossier.replicas import Agency, Person
from services.dossier.supplements import unanswered


async def open_draft(
    session: AsyncSession,
    citizen: Citizen,
    *,
    procedure_code: str,
    agency_code: str,
    case: str | None,
    answers: Answers,
    most_drafts: int,
    at: datetime,
) -> Dossier:
    """The citizen opens a dossier; what the account knows is filled in, what the citizen gives comes on top.

    Raises Invalid, NotOnline (see `admission`), TooManyDrafts from `most_drafts` open ones on, NotDelegated to somebody
    who may not act for the citizen in this, or NotKnownYet while identity's record of the citizen is on its way.
    """
    if not covers(citizen, procedure_code):
        raise NotDelegated
    on = at.astimezone(LOCAL).date()
    procedure = await queries.procedure_in_force(session, procedure_code, on=on)
    agency = await session.get(Agency, agency_code)
    admit(procedure, agency, case=case, on=on)
    applicant = await session.get(Person, citizen.id, with_for_update=True)  # one at a time, so that the count holds
    if applicant is None:
        raise NotKnownYet
    if await queries.open_drafts(session, citizen.id) >= most_drafts:
        raise TooManyDrafts
    assert procedure is not None
    assert agency is not None
    _refuse_strange(procedure, answers)
    dossier = _draft(citizen, procedure=procedure, agency=agency, applicant=applicant, answers=answers, at=at)
    dossier.case = case
    await be_born(session, dossier, by=acting(citizen, dossier), at=at)
    return dossier


def _draft(
    citizen: Citizen,
    *,
    procedure: ProcedurePublished,
    agency: Agency,
    applicant: Person,
    answers: Answers,
    at: datetime,
) -> Dossier:
    known, sources = prefill(procedure.form.answers, person=applicant.record)
    filled = merged(known, answers)
    return Dossier(
        id=uuid4(),
        owner_id=citizen.id,
        tracking_code=tracking_code(secrets.randbits(TRACKING_BITS)),
        procedure_code=procedure.procedure_code,
        procedure_name=procedure.name,
        revision=procedure.revision,
        agency_code=agency.code,
        agency_name=agency.name,
        channel=Channel.ONLINE,
        applicant_name=applicant.full_name,
        applicant_name_folded=fold(applicant.full_name),
        answers=filled,
        prefilled=kept(sources, before=known, after=filled),
        opened_at=at,
        edited_at=at,
        version=1,
        status=Status.DRAFT,
        fee_due=0,
    )


async def edit(session: AsyncSession, dossier: Dossier, patch: Answers, *, version: int, at: datetime) -> None:
    """The applicant changes a draft's answers (JSON Merge Patch) at the version they saw.

    Raises NotNow when it is no draft any more, ChangedMeanwhile for another version, Invalid for unknown fields.
    """
    if dossier.status is not Status.DRAFT:
        here = STATES[dossier.status]
        raise NotNow(f"Chỉ sửa được bản nháp. Hiện tại: {here.vi}.", f"Only a draft can be edited. It is: {here.en}.")
    procedure = await queries.procedure_of(session, dossier)
    _refuse_strange(procedure, patch)
    changes = _edited(dossier, patch, at=at) | {"version": version + 1}
    found = await session.scalar(
        update(Dossier)
        .where(Dossier.id == dossier.id, Dossier.version == version, Dossier.status == Status.DRAFT)
        .values(changes)
        .returning(Dossier.id)
        .execution_options(synchronize_session=False)
    )
    if found is None:
        raise ChangedMeanwhile
    for name, value in changes.items():
        set_committed_value(dossier, name, value)


async def submit(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """The applicant sends the dossier to the agency; every fault of form and papers is told at once."""
    procedure = await queries.procedure_of(session, dossier)
    on = at.astimezone(LOCAL).date()
    wrong = await queries.faults_of(session, dossier, procedure, answers=dossier.answers, on=on)
    terms = channel_terms(procedure, dossier.channel)
    fee_due = sum(line.amount for line in terms.fees) if terms else 0
    await undergo(
        session, dossier, Act.SUBMIT, by=by, at=at, facts=Facts(faults=wrong), submitted_at=at, fee_due=fee_due
    )
    await emit(
        session,
        DossierSubmitted(**about(dossier), revision=dossier.revision, channel=dossier.channel, submitted_at=at),
    )


async def withdraw(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """The applicant takes a dossier back before the agency received it; it is a draft again. A fee paid stays paid."""
    await undergo(session, dossier, Act.WITHDRAW, by=by, at=at, submitted_at=None)
    await emit(session, DossierWithdrawn(**about(dossier), withdrawn_at=at))


async def answer_supplement(
    session: AsyncSession, dossier: Dossier, patch: Answers, *, by: Actor, at: datetime, calendar: Calendar
) -> None:
    """The applicant answers the live request: papers uploaded since, fields in `patch`; the clock runs again."""
    procedure = await queries.procedure_of(session, dossier)
    asked = await queries.live_request(session, dossier.id)
    wrong: list[Fault] = []
    if asked is not None:
        _refuse_strange(procedure, patch)
        papers = await queries.usable_components(session, dossier.id, since=asked.asked_at)
        wrong += unanswered(asked.items, patch=patch, papers=papers)
        on, answers = at.astimezone(LOCAL).date(), merged(dossier.answers, patch)
        wrong += await queries.faults_of(session, dossier, procedure, answers=answers, on=on)
    await undergo(
        session,
        dossier,
        Act.ANSWER_SUPPLEMENT,
        by=by,
        at=at,
        facts=Facts(faults=tuple(dict.fromkeys(wrong))),
        edited=_edited(dossier, patch, at=at),
        due_at=_due_after_wait(dossier, procedure, at=at, calendar=calendar),
        paused_since=None,
    )
    assert asked is not None
    asked.answered_at = at
    await emit(session, SupplementAnswered(**about(dossier), answered_at=at, due_at=dossier.due_at))


def _due_after_wait(
    dossier: Dossier, procedure: ProcedurePublished, *, at: datetime, calendar: Calendar
) -> datetime | None:
    terms = channel_terms(procedure, dossier.channel)
    if dossier.due_at is None or dossier.paused_since is None or terms is None or terms.time_limit is None:
        return dossier.due_at
    unit = terms.time_limit.unit
    return resumed(dossier.due_at, unit=unit, paused_since=dossier.paused_since, resumed_at=at, calendar=calendar)


def _edited(dossier: Dossier, patch: Answers, *, at: datetime) -> dict[str, Any]:
    answers = merged(dossier.answers, patch)
    if too_large := oversized(answers):
        raise Invalid(errors=too_large)
    return {
        "answers": answers,
        "prefilled": kept(dossier.prefilled, before=dossier.answers, after=answers),
        "edited_at": at,
    }


def _refuse_strange(procedure: ProcedurePublished, answers: Answers) -> None:
    strange = unknown_fields(procedure.form.answers, answers, form_key=procedure.revision_id)
    if errors := (*strange, *oversized(answers)):
        raise Invalid(errors=errors)
