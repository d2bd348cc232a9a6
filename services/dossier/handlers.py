"""What dossier does when other services speak."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import CalendarPublished, ProcedureClosed, ProcedurePublished
from contracts.forms import compile_form
from contracts.identity import AgencyChanged, AgencyReorganised, DelegationChanged, PeopleMerged, PersonChanged
from contracts.payment import BillIssued, BillPaid
from kit.events import Listener, NotYet
from kit.replicas import remember
from kit.schedule import mark_due
from kit.vietnamese import slug
from services.dossier import actions, queries
from services.dossier.codes import check_template
from services.dossier.models import Dossier
from services.dossier.replicas import Agency, Closure, Delegation, Person, Procedure, Succession, WorkCalendar
from services.dossier.sight import as_system

listener = Listener("dossier")


@listener.on(ProcedurePublished)
async def procedure_published(session: AsyncSession, event: ProcedurePublished) -> None:
    """Remember the revision; a form that does not compile is refused here, not at the citizen's submission."""
    for form in (event.form, *(case.form for case in event.cases if case.form)):
        compile_form(form.answers)
    heard = {
        "effective_from": event.effective_from,
        "field_code": slug(event.field),
        "content": event.model_dump(mode="json"),
    }
    await session.execute(
        insert(Procedure)
        .values(code=event.procedure_code, revision=event.revision, **heard)
        .on_conflict_do_update(index_elements=["code", "revision"], set_=heard)
    )


@listener.on(ProcedureClosed)
async def procedure_closed(session: AsyncSession, event: ProcedureClosed) -> None:
    """From that day nobody opens or sends a dossier for it; what was sent goes on."""
    heard = {"closed_on": event.closed_on, "replaced_by": event.replaced_by}
    await remember(session, Closure, {"code": event.procedure_code}, heard=heard, at=event.occurred_at)


@listener.on(CalendarPublished)
async def calendar_published(session: AsyncSession, event: CalendarPublished) -> None:
    """Remember the working calendar unless a later version of it was heard."""
    heard = {
        "version": event.version,
        "agency_codes": event.agency_codes,
        "content": event.model_dump(mode="json"),
    }
    await session.execute(
        insert(WorkCalendar)
        .values(code=event.calendar_code, **heard)
        .on_conflict_do_update(index_elements=["code"], set_=heard, where=WorkCalendar.version <= event.version)
    )


@listener.on(AgencyChanged)
async def agency_changed(session: AsyncSession, event: AgencyChanged) -> None:
    """Remember the agency unless a later event was heard; a number template that numbers nothing is refused here."""
    check_template(event.number_template)
    heard = {
        "name": event.name,
        "kind": event.kind,
        "address": event.address,
        "number_template": event.number_template,
        "ward_codes": event.ward_codes,
        "valid_from": event.valid_from,
        "valid_to": event.valid_to,
    }
    await remember(session, Agency, {"code": event.agency_code}, heard=heard, at=event.occurred_at)


@listener.on(AgencyReorganised)
async def agency_reorganised(session: AsyncSession, event: AgencyReorganised) -> None:
    """From its day on the agency's dossiers are its successors' (schedule.follow_successors moves them)."""
    heard = event.model_dump(include={"successor_codes", "happened_on", "legal_basis"})
    known = insert(Succession).values(agency_code=event.agency_code, **heard)
    await session.execute(known.on_conflict_do_nothing(index_elements=["agency_code"]))
    mark_due(session)


@listener.on(PersonChanged)
async def person_changed(session: AsyncSession, event: PersonChanged) -> None:
    """Remember what forms and slips need of an applicant, unless a later event was heard; staff do not apply."""
    if event.kind == "staff":
        return
    heard = {
        "full_name": event.full_name,
        "record": event.model_dump(mode="json", exclude={"person_id", "language"}),
        "macs_of": None,
    }
    await remember(session, Person, {"id": event.person_id}, heard=heard, at=event.occurred_at)
    mark_due(session)  # schedule.index_people


@listener.on(DelegationChanged)
async def delegation_changed(session: AsyncSession, event: DelegationChanged) -> None:
    """Remember who may act for whom, unless a later event was heard; from now on it decides."""
    heard = event.model_dump(include={"principal_id", "delegate_id", "procedures", "valid_from", "valid_to", "status"})
    await remember(session, Delegation, {"id": event.delegation_id}, heard=heard, at=event.occurred_at)


@listener.on(PeopleMerged)
async def people_merged(session: AsyncSession, event: PeopleMerged) -> None:
    """A person's second record was found: its dossiers are theirs."""
    await as_system(session)
    await actions.hand_over(session, event.merged_id, to=event.kept_id, at=event.merged_at)


@listener.on(BillIssued)
async def bill_issued(session: AsyncSession, event: BillIssued) -> None:
    """The fee of a submitted dossier is known."""
    dossier = await _billed(session, event)
    await actions.bill(session, dossier, bill_id=event.bill_id, amount=event.amount, at=event.issued_at)


@listener.on(BillPaid)
async def bill_paid(session: AsyncSession, event: BillPaid) -> None:
    """The fee of a submitted dossier is paid: the desk may receive it."""
    dossier = await _billed(session, event)
    if dossier.bill_id is None:
        raise NotYet(f"the bill of dossier {event.dossier_id}")
    await actions.pay(session, dossier, bill_id=event.bill_id, amount=event.amount, at=event.paid_at)


async def _billed(session: AsyncSession, event: BillIssued | BillPaid) -> Dossier:
    await as_system(session)
    dossier = await queries.dossier(session, event.dossier_id, is_locked=True)
    if dossier is None:
        raise NotYet(f"dossier {event.dossier_id}")
    return dossier
