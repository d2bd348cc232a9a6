"""What notification does when it hears something: one function per event, named after it.

Each names the facts of its kind (kinds.py); actions.tell does the rest, in the transaction that records the event.
"""

from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import (
    DossierAccepted,
    DossierDeclined,
    DossierDelivered,
    DossierEvent,
    DossierResolved,
    DossierStarted,
    DossierSubmitted,
    DossierWithdrawn,
    SupplementAnswered,
    SupplementRequested,
)
from contracts.identity import CodeRequested, PeopleMerged, PersonChanged, SecurityNoted
from contracts.payment import BillIssued, BillPaid
from kit.clock import now
from kit.events import Listener
from kit.logs import log
from services.notification import actions
from services.notification.kinds import GENERAL, NOTES, Kind
from services.notification.wording import Fact

ACTIVITY = "/account/activity"
"""Identity's page on which people see what happened to their account."""
LONGEST_PLACE = 80

listener = Listener("notification")


@listener.on(PersonChanged)
async def person_changed(session: AsyncSession, event: PersonChanged) -> None:
    """Whom to reach and how; staff too, for what happens to their account."""
    await actions.keep_recipient(session, event, at=await now())


@listener.on(PeopleMerged)
async def people_merged(session: AsyncSession, event: PeopleMerged) -> None:
    """One inbox for one person."""
    await actions.merge(session, event.merged_id, into=event.kept_id, at=event.merged_at)


@listener.on(CodeRequested)
async def code_requested(session: AsyncSession, event: CodeRequested) -> None:
    """Somebody waits for a one-time code."""
    await actions.keep_code(session, event, at=await now())


@listener.on(SecurityNoted)
async def security_noted(session: AsyncSession, event: SecurityNoted) -> None:
    """Something happened to an account that its owner should hear of at once.

    Notes follow the person's record on the same subject: somebody unknown by then was never said here (staff, before
    0002), and no waiting would bring them.
    """
    at = await now()
    if not await actions.is_known(session, event.person_id):
        log.info("a security note about somebody never heard of", note=event.note)
        return
    if event.note == "contact_changed" and await actions.tell_change_also(
        session, event.person_id, event.contacts, at=at
    ):
        return
    place = event.place[:LONGEST_PLACE] if event.place else None
    await actions.tell(
        session,
        event.person_id,
        kind=Kind.SECURITY,
        variant=event.note if event.note in NOTES else GENERAL,
        facts={"noted_at": event.noted_at, "place": place},
        at=at,
        link=ACTIVITY,
        others=event.contacts,
    )


@listener.on(DossierSubmitted)
async def dossier_submitted(session: AsyncSession, event: DossierSubmitted) -> None:
    """The dossier is on its way to the agency."""
    await _about_dossier(session, event, Kind.DOSSIER_SUBMITTED, submitted_at=event.submitted_at)


@listener.on(DossierWithdrawn)
async def dossier_withdrawn(session: AsyncSession, event: DossierWithdrawn) -> None:
    """It is a draft again: there is no public page to look at."""
    await _about_dossier(session, event, Kind.DOSSIER_WITHDRAWN, is_public=False, withdrawn_at=event.withdrawn_at)


@listener.on(DossierAccepted)
async def dossier_accepted(session: AsyncSession, event: DossierAccepted) -> None:
    """The receipt slip is issued, with its due time unless the law sets none."""
    await _about_dossier(
        session,
        event,
        Kind.DOSSIER_ACCEPTED,
        variant="with_limit" if event.due_at else "without_limit",
        number=event.number,
        received_at=event.received_at,
        due_at=event.due_at,
    )


@listener.on(DossierDeclined)
async def dossier_declined(session: AsyncSession, event: DossierDeclined) -> None:
    """The desk refused to receive it (form 03)."""
    await _about_dossier(session, event, Kind.DOSSIER_DECLINED, declined_at=event.declined_at)


@listener.on(DossierStarted)
async def dossier_started(session: AsyncSession, event: DossierStarted) -> None:
    """An officer took it up."""
    await _about_dossier(session, event, Kind.DOSSIER_STARTED, started_at=event.started_at)


@listener.on(SupplementRequested)
async def supplement_requested(session: AsyncSession, event: SupplementRequested) -> None:
    """The citizen must act (form 02)."""
    await _about_dossier(session, event, Kind.SUPPLEMENT_REQUESTED, items=event.items, answer_by=event.answer_by)


@listener.on(SupplementAnswered)
async def supplement_answered(session: AsyncSession, event: SupplementAnswered) -> None:
    """The clock runs again."""
    await _about_dossier(
        session,
        event,
        Kind.SUPPLEMENT_ANSWERED,
        variant="with_limit" if event.due_at else "without_limit",
        answered_at=event.answered_at,
        due_at=event.due_at,
    )


@listener.on(DossierResolved)
async def dossier_resolved(session: AsyncSession, event: DossierResolved) -> None:
    """The agency decided."""
    await _about_dossier(
        session,
        event,
        Kind.DOSSIER_RESOLVED,
        variant=event.outcome.value,
        number=event.number,
        resolved_at=event.resolved_at,
    )


@listener.on(DossierDelivered)
async def dossier_delivered(session: AsyncSession, event: DossierDelivered) -> None:
    """The result reached the citizen."""
    await _about_dossier(session, event, Kind.DOSSIER_DELIVERED, number=event.number, delivered_at=event.delivered_at)


@listener.on(BillIssued)
async def bill_issued(session: AsyncSession, event: BillIssued) -> None:
    """Money is due."""
    await _about_bill(session, event, Kind.BILL_ISSUED, issued_at=event.issued_at)


@listener.on(BillPaid)
async def bill_paid(session: AsyncSession, event: BillPaid) -> None:
    """The money arrived."""
    await _about_bill(session, event, Kind.BILL_PAID, paid_at=event.paid_at)


def _tracking(code: str) -> str:
    """The one page about a dossier that opens from a mail, without sign-in."""
    return f"/v1/tracking/{quote(code, safe='')}"


async def _about_dossier(
    session: AsyncSession,
    event: DossierEvent,
    kind: Kind,
    *,
    variant: str | None = None,
    is_public: bool = True,
    **facts: Fact,
) -> None:
    await actions.tell(
        session,
        event.owner_id,
        kind=kind,
        variant=variant,
        facts={"tracking_code": event.tracking_code, "procedure_name": event.procedure_name, **facts},
        at=await now(),
        link=_tracking(event.tracking_code) if is_public else None,
        dossier_id=event.dossier_id,
    )


async def _about_bill(session: AsyncSession, event: BillIssued | BillPaid, kind: Kind, **facts: Fact) -> None:
    await actions.tell(
        session,
        event.owner_id,
        kind=kind,
        facts={"tracking_code": event.tracking_code, "amount": event.amount, **facts},
        at=await now(),
        link=_tracking(event.tracking_code),
        dossier_id=event.dossier_id,
    )
