"""What the one-stop desk does: accepts (form 01), declines (form 03), hands over the result."""

from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierAccepted, DossierDeclined, DossierDelivered
from contracts.limits import due_at
from contracts.terms import Channel
from kit.clock import LOCAL
from kit.outbox import emit
from kit.workdays import Calendar
from services.dossier import codes, queries
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.admission import channel_terms
from services.dossier.lifecycle import Act, Facts, check
from services.dossier.models import Dossier, NumberSequence, Paper, Verdict
from services.dossier.problems import NotKnownYet
from services.dossier.replicas import Agency


async def accept(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime, calendar: Calendar) -> None:
    """The desk receives the dossier: it gets its number and its due date, and the legal clock starts.

    Raises FeeUnpaid while the fee due at submission is not paid.
    """
    facts = Facts(fee_due=dossier.fee_due, is_fee_paid=dossier.fee_paid_at is not None)
    check(Act.ACCEPT, dossier.status, by=by.roles, facts=facts)
    terms = channel_terms(await queries.procedure_of(session, dossier), dossier.channel)
    limit = terms.time_limit if terms else None
    due = due_at(limit, received_at=at, calendar=calendar) if limit else None
    number = await _draw_number(session, dossier.agency_code, on=at.astimezone(LOCAL).date())
    await undergo(session, dossier, Act.ACCEPT, by=by, at=at, facts=facts, number=number, received_at=at, due_at=due)
    await session.execute(update(Paper).where(Paper.dossier_id == dossier.id).values(verdict=Verdict.GOOD))
    await emit(session, DossierAccepted(**about(dossier), number=number, received_at=at, due_at=due))


async def decline(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime, reason: str) -> None:
    """The desk refuses to receive the dossier and says why."""
    await undergo(session, dossier, Act.DECLINE, by=by, at=at, note=reason)
    await emit(session, DossierDeclined(**about(dossier), declined_at=at))


async def deliver(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime, channel: Channel) -> None:
    """The result reaches the applicant."""
    await undergo(session, dossier, Act.DELIVER, by=by, at=at, delivered_at=at, delivered_by=channel)
    assert dossier.number is not None
    await emit(session, DossierDelivered(**about(dossier), number=dossier.number, channel=channel, delivered_at=at))


async def _draw_number(session: AsyncSession, agency_code: str, *, on: date) -> str:
    """The agency's next number of the day. The row lock holds until the commit: no gap, no double."""
    agency = await session.get(Agency, agency_code)
    if agency is None:
        raise NotKnownYet
    drawn = insert(NumberSequence).values(agency_code=agency_code, day=on, last=1)
    sequence = await session.scalar(
        drawn.on_conflict_do_update(
            index_elements=["agency_code", "day"], set_={"last": NumberSequence.last + 1}
        ).returning(NumberSequence.last)
    )
    assert sequence is not None
    return codes.number(agency.number_template, agency=agency_code, on=on, seq=sequence)
