"""What notification hears of the ordinary way of a dossier: one function per event, named after it."""

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import (
    DossierAccepted,
    DossierDeclined,
    DossierDelivered,
    DossierResolved,
    DossierStarted,
    DossierSubmitted,
    DossierWithdrawn,
    SupplementAnswered,
    SupplementRequested,
)
from services.notification.handlers.listener import listener
from services.notification.handlers.telling import about_dossier
from services.notification.kinds import Kind


@listener.on(DossierSubmitted)
async def dossier_submitted(session: AsyncSession, event: DossierSubmitted) -> None:
    """The dossier is on its way to the agency."""
    await about_dossier(session, event, Kind.DOSSIER_SUBMITTED, submitted_at=event.submitted_at)


@listener.on(DossierWithdrawn)
async def dossier_withdrawn(session: AsyncSession, event: DossierWithdrawn) -> None:
    """It is a draft again: there is no public page to look at."""
    await about_dossier(session, event, Kind.DOSSIER_WITHDRAWN, is_public=False, withdrawn_at=event.withdrawn_at)


@listener.on(DossierAccepted)
async def dossier_accepted(session: AsyncSession, event: DossierAccepted) -> None:
    """The receipt slip is issued, with its due time unless the law sets none; of a part, its agency has it."""
    if event.parent_id is not None:
        return
    await about_dossier(
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
    await about_dossier(session, event, Kind.DOSSIER_DECLINED, declined_at=event.declined_at)


@listener.on(DossierStarted)
async def dossier_started(session: AsyncSession, event: DossierStarted) -> None:
    """An officer took it up; of parts people see that in the whole."""
    if event.parent_id is not None:
        return
    await about_dossier(session, event, Kind.DOSSIER_STARTED, started_at=event.started_at)


@listener.on(SupplementRequested)
async def supplement_requested(session: AsyncSession, event: SupplementRequested) -> None:
    """The citizen must act (form 02)."""
    await about_dossier(session, event, Kind.SUPPLEMENT_REQUESTED, items=event.items, answer_by=event.answer_by)


@listener.on(SupplementAnswered)
async def supplement_answered(session: AsyncSession, event: SupplementAnswered) -> None:
    """The clock runs again."""
    await about_dossier(
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
    await about_dossier(
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
    await about_dossier(session, event, Kind.DOSSIER_DELIVERED, number=event.number, delivered_at=event.delivered_at)
