"""What the applicant does before the agency hears of it: opens a draft, fills it in.

A draft lives by the revision in force: edited under a later one it moves there, with its answers, whose fields keep
their ids; an answer the new form does not ask stays until the applicant takes it out, and is a fault until then.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from contracts.catalog import ProcedurePublished
from contracts.computing import completed
from contracts.forms import unknown_fields
from contracts.terms import Channel
from kit.clock import LOCAL
from kit.people import Citizen
from kit.people import Person as Account
from kit.problems import ChangedMeanwhile, Invalid
from kit.vietnamese import fold
from services.dossier import queries
from services.dossier.actions.recording import Actor, acting, be_born, undergo
from services.dossier.actions.sharing import end_all
from services.dossier.admission import admit, check_open, form_key, form_of
from services.dossier.answers import Answers, merged, oversized
from services.dossier.codes import TRACKING_BITS, tracking_code
from services.dossier.copying import fitting
from services.dossier.lifecycle import STATES, Act, Status
from services.dossier.models import Dossier, Paper, Reuse, Upload
from services.dossier.permissions import covers
from services.dossier.prefill import kept, prefill
from services.dossier.problems import LiveDraft, NotDelegated, NotKnownYet, NotNow, OtherWasFirst, TooManyDrafts
from services.dossier.replicas import Agency, Person

FOLDED = timedelta(minutes=10)
"""Edits of the same fields by the same hand within it are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a new draft is for; `corrects_id`: it puts that dossier right."""

    procedure_code: str
    agency_code: str
    case: str | None
    corrects_id: UUID | None = None
    channel: Channel = Channel.ONLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The answers a draft begins with, of an earlier dossier; `prefilled`: what the account had filled in there."""

    answers: Answers
    prefilled: Collection[str]


async def open_draft(
    session: AsyncSession,
    citizen: Citizen,
    *,
    wanted: Opening,
    answers: Answers,
    most_drafts: int,
    at: datetime,
    copied: Copied | None = None,
) -> Dossier:
    """The citizen opens a dossier; what the account knows is filled in, what they `copied` comes on top as far as it
    fits the revision in force, then what the citizen gives.

    Raises Invalid, NotOnline or ProcedureOver (see `admission`), TooManyDrafts from `most_drafts` open ones on,
    LiveDraft when there is one for the same, NotDelegated to somebody who may not act for the citizen in this, or
    NotKnownYet while identity's record of the citizen is on its way.
    """
    if not covers(citizen, wanted.procedure_code):
        raise NotDelegated
    return await begin(
        session, citizen, owner_id=citizen.id, wanted=wanted, answers=answers, most=most_drafts, at=at, copied=copied
    )


async def begin(
    session: AsyncSession,
    person: Account,
    *,
    owner_id: UUID,
    wanted: Opening,
    answers: Answers,
    most: int,
    at: datetime,
    copied: Copied | None = None,
) -> Dossier:
    """A draft of the owner's, opened by themselves or for them; raises as `open_draft` does."""
    on = at.astimezone(LOCAL).date()
    procedure = await queries.procedure_in_force(session, wanted.procedure_code, on=on)
    agency = await session.get(Agency, wanted.agency_code)
    check_open(procedure, await queries.closed(session, wanted.procedure_code), on=on)
    admit(procedure, agency, case=wanted.case, on=on, channel=wanted.channel)
    applicant = await _free_to_open(session, owner_id, wanted, most_drafts=most)
    assert procedure is not None
    assert agency is not None
    refuse_strange(procedure, answers, case=wanted.case)
    dossier = _draft(wanted, procedure=procedure, agency=agency, applicant=applicant, at=at)
    _fill_in(dossier, procedure, applicant=applicant, copied=copied, answers=answers, on=on)
    await be_born(session, dossier, by=acting(person, dossier), at=at, owner_id=applicant.id)
    return dossier


async def _free_to_open(session: AsyncSession, owner_id: UUID, wanted: Opening, *, most_drafts: int) -> Person:
    """The applicant, held so that of two openings at once one sees the other."""
    applicant = await queries.hold_owner(session, owner_id)
    if applicant is None:
        raise NotKnownYet
    live = await queries.live_draft(
        session,
        owner_id,
        procedure_code=wanted.procedure_code,
        case=wanted.case,
        corrects_id=wanted.corrects_id,
        desk=None if wanted.channel is Channel.ONLINE else wanted.agency_code,
    )
    if live is not None:
        raise LiveDraft.at(live)
    if await queries.open_drafts(session, owner_id) >= most_drafts:
        raise TooManyDrafts
    return applicant


def _draft(
    wanted: Opening,
    *,
    procedure: ProcedurePublished,
    agency: Agency,
    applicant: Person,
    at: datetime,
) -> Dossier:
    return Dossier(
        id=uuid4(),
        owner_id=applicant.id,
        tracking_code=tracking_code(secrets.randbits(TRACKING_BITS)),
        procedure_code=procedure.procedure_code,
        procedure_name=procedure.name,
        revision=procedure.revision,
        case=wanted.case,
        corrects_id=wanted.corrects_id,
        agency_code=agency.code,
        agency_name=agency.name,
        channel=wanted.channel,
        applicant_name=applicant.full_name,
        applicant_name_folded=fold(applicant.full_name),
        opened_at=at,
        edited_at=at,
        version=1,
        status=Status.DRAFT,
        fee_due=0,
    )


def _fill_in(
    dossier: Dossier,
    procedure: ProcedurePublished,
    *,
    applicant: Person,
    copied: Copied | None,
    answers: Answers,
    on: date,
) -> None:
    schema = form_of(procedure, dossier.case).answers
    known, sources = prefill(schema, person=applicant.record)
    given = known
    if copied is not None:
        form = form_key(procedure, dossier.case)
        fit = fitting(schema, copied.answers, prefilled=copied.prefilled, fresh=known, form_key=form, on=on)
        given = merged(known, fit)
    filled = completed(schema, merged(given, answers), on=on)
    dossier.answers, dossier.prefilled = filled, kept(sources, before=known, after=filled)


async def edit(
    session: AsyncSession, dossier: Dossier, patch: Answers, *, by: Actor, version: int, at: datetime
) -> None:
    """Somebody changes a draft's answers (JSON Merge Patch) at the version they saw. What its owner does not do
    themselves is traced in an entry: who, and which fields, never what they say.

    Raises NotNow when it is no draft any more, ChangedMeanwhile for another version, Invalid for unknown fields.
    """
    if dossier.status is not Status.DRAFT:
        here = STATES[dossier.status]
        raise NotNow(f"Chỉ sửa được bản nháp. Hiện tại: {here.vi}.", f"Only a draft can be edited. It is: {here.en}.")
    on = at.astimezone(LOCAL).date()
    procedure = await current(session, dossier, on=on)
    refuse_strange(procedure, patch, case=dossier.case, known=dossier.answers)
    changes = edited(dossier, patch, procedure=procedure, at=at) | moved(procedure)
    if by.id != dossier.owner_id and not await _is_traced(session, dossier, patch, by=by, at=at):
        await _trace(session, dossier, patch, changes=changes, by=by, version=version, at=at)
        return
    changes |= {"version": version + 1}
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


async def _trace(
    session: AsyncSession,
    dossier: Dossier,
    patch: Answers,
    *,
    changes: dict[str, Any],
    by: Actor,
    version: int,
    at: datetime,
) -> None:
    """The same change as an act."""
    if dossier.version != version:
        raise ChangedMeanwhile
    try:
        await undergo(session, dossier, Act.EDIT, by=by, at=at, edited=changes, patch={"fields": sorted(patch)})
    except OtherWasFirst:
        raise ChangedMeanwhile from None


async def _is_traced(session: AsyncSession, dossier: Dossier, patch: Answers, *, by: Actor, at: datetime) -> bool:
    """Whether the last entry says already that they were changing these fields: autosave is one edit."""
    last = await queries.last_entry(session, dossier.id)
    return (
        last is not None
        and (last.act, last.actor_id, last.delegation_id) == (Act.EDIT, by.id, by.delegation_id)
        and at - last.at < FOLDED
        and set(patch) <= set(last.patch["fields"])
    )


async def discard(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """The applicant throws a draft away: answers and files are gone, that there was one stays in the history."""
    gone: dict[str, Any] = {"answers": {}, "prefilled": {}}
    # first, as a piece that is being received locks its upload before the dossier
    await session.execute(delete(Upload).where(Upload.dossier_id == dossier.id))
    await undergo(session, dossier, Act.DISCARD, by=by, at=at, edited=gone)
    await end_all(session, dossier, at=at)
    await session.execute(delete(Reuse).where(Reuse.dossier_id == dossier.id))
    await session.execute(delete(Paper).where(Paper.dossier_id == dossier.id))


async def current(session: AsyncSession, dossier: Dossier, *, on: date) -> ProcedurePublished:
    """The revision a draft is under on a day: the one in force, or its own while none is heard of."""
    found = await queries.procedure_in_force(session, dossier.procedure_code, on=on)
    return found or await queries.procedure_of(session, dossier)


def moved(procedure: ProcedurePublished) -> dict[str, Any]:
    """The columns of a draft that is under this revision."""
    return {"revision": procedure.revision, "procedure_name": procedure.name}


def edited(dossier: Dossier, patch: Answers, *, procedure: ProcedurePublished, at: datetime) -> dict[str, Any]:
    """The columns of a dossier whose answers change; computed values are the form's, whatever was sent for them."""
    schema = form_of(procedure, dossier.case).answers
    answers = completed(schema, merged(dossier.answers, patch), on=at.astimezone(LOCAL).date())
    if too_large := oversized(answers):
        raise Invalid(errors=too_large)
    return {
        "answers": answers,
        "prefilled": kept(dossier.prefilled, before=dossier.answers, after=answers),
        "edited_at": at,
    }


def refuse_strange(
    procedure: ProcedurePublished, answers: Answers, *, case: str | None, known: Collection[str] = ()
) -> None:
    """Raise Invalid for fields the form does not have; what the dossier holds already (`known`) may be taken out."""
    told = {name: value for name, value in answers.items() if value is not None or name not in known}
    strange = unknown_fields(form_of(procedure, case).answers, told, form_key=form_key(procedure, case))
    if errors := (*strange, *oversized(answers)):
        raise Invalid(errors=errors)
