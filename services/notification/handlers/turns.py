"""What notification hears when a dossier leaves its ordinary way: waits, stops, moves, or somebody speaks."""

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import (
    DossierExtended,
    DossierMoved,
    DossierProgressed,
    DossierReopened,
    DossierStopped,
    DossierTransferred,
    InvitationMade,
    MessagePosted,
    PaperFoundHarmful,
    PaymentRequired,
    ResultDispatched,
    ResultRevoked,
    WithdrawalAnswered,
    WithdrawalRequested,
)
from services.notification.handlers.listener import listener
from services.notification.handlers.telling import about_dossier
from services.notification.kinds import Kind


@listener.on(PaymentRequired)
async def payment_required(session: AsyncSession, event: PaymentRequired) -> None:
    """The citizen must pay before work goes on."""
    amount = sum(line.amount for line in event.fees)
    await about_dossier(session, event, Kind.PAYMENT_REQUIRED, amount=amount, pay_by=event.pay_by)


@listener.on(WithdrawalRequested)
async def withdrawal_requested(session: AsyncSession, event: WithdrawalRequested) -> None:
    """The agency will answer."""
    await about_dossier(session, event, Kind.WITHDRAWAL_REQUESTED, requested_at=event.requested_at)


@listener.on(WithdrawalAnswered)
async def withdrawal_answered(session: AsyncSession, event: WithdrawalAnswered) -> None:
    """The agency let it go, or goes on with it."""
    variant = "granted" if event.is_granted else "refused"
    await about_dossier(session, event, Kind.WITHDRAWAL_ANSWERED, variant=variant, answered_at=event.answered_at)


@listener.on(DossierStopped)
async def dossier_stopped(session: AsyncSession, event: DossierStopped) -> None:
    """It ended without a result (form 05)."""
    await about_dossier(session, event, Kind.DOSSIER_STOPPED, variant=event.cause.value, stopped_at=event.stopped_at)


@listener.on(DossierReopened)
async def dossier_reopened(session: AsyncSession, event: DossierReopened) -> None:
    """Work goes on."""
    await about_dossier(session, event, Kind.DOSSIER_REOPENED, reopened_at=event.reopened_at)


@listener.on(DossierExtended)
async def dossier_extended(session: AsyncSession, event: DossierExtended) -> None:
    """The agency apologises and names a new date (form 04)."""
    await about_dossier(session, event, Kind.DOSSIER_EXTENDED, was_due_at=event.was_due_at, due_at=event.due_at)


@listener.on(DossierProgressed)
async def dossier_progressed(session: AsyncSession, event: DossierProgressed) -> None:
    """How far it is."""
    await about_dossier(session, event, Kind.DOSSIER_PROGRESSED, progressed_at=event.progressed_at)


@listener.on(DossierMoved)
async def dossier_moved(session: AsyncSession, event: DossierMoved) -> None:
    """Its agency was succeeded."""
    await about_dossier(session, event, Kind.DOSSIER_MOVED, moved_at=event.moved_at)


@listener.on(DossierTransferred)
async def dossier_transferred(session: AsyncSession, event: DossierTransferred) -> None:
    """Whoever took it over is told, and whoever gave it."""
    for person_id, variant in ((event.owner_id, "received"), (event.former_owner_id, "given")):
        await about_dossier(
            session,
            event,
            Kind.DOSSIER_TRANSFERRED,
            variant=variant,
            is_public=variant == "received",
            person_id=person_id,
            transferred_at=event.transferred_at,
        )


@listener.on(ResultDispatched)
async def result_dispatched(session: AsyncSession, event: ResultDispatched) -> None:
    """The result is in the post."""
    told = event.model_dump(include={"carrier", "tracking_number", "dispatched_at"})
    await about_dossier(session, event, Kind.RESULT_DISPATCHED, **told)


@listener.on(ResultRevoked)
async def result_revoked(session: AsyncSession, event: ResultRevoked) -> None:
    """An issued result is void."""
    await about_dossier(session, event, Kind.RESULT_REVOKED, paper_code=event.paper_code, revoked_at=event.revoked_at)


@listener.on(MessagePosted)
async def message_posted(session: AsyncSession, event: MessagePosted) -> None:
    """The agency wrote; what the citizen writes the agency sees in its worklist."""
    if not event.is_from_agency:
        return
    await about_dossier(session, event, Kind.MESSAGE_POSTED, posted_at=event.posted_at)


@listener.on(PaperFoundHarmful)
async def paper_found_harmful(session: AsyncSession, event: PaperFoundHarmful) -> None:
    """A file they uploaded does not count; of a draft there is no public page."""
    await about_dossier(session, event, Kind.PAPER_FOUND_HARMFUL, is_public=False, found_at=event.found_at)


@listener.on(InvitationMade)
async def invitation_made(session: AsyncSession, event: InvitationMade) -> None:
    """Somebody is asked to write along or to take it over."""
    await about_dossier(
        session,
        event,
        Kind.INVITATION_MADE,
        variant=event.kind,
        is_public=False,
        person_id=event.person_id,
        made_at=event.made_at,
    )
