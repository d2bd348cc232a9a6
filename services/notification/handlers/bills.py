"""What notification hears of money."""

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.payment import BillIssued, BillPaid
from kit.clock import now
from services.notification import actions
from services.notification.handlers.listener import listener
from services.notification.handlers.telling import tracking
from services.notification.kinds import Kind
from services.notification.wording import Fact


@listener.on(BillIssued)
async def bill_issued(session: AsyncSession, event: BillIssued) -> None:
    """Money is due."""
    await _about_bill(session, event, Kind.BILL_ISSUED, issued_at=event.issued_at)


@listener.on(BillPaid)
async def bill_paid(session: AsyncSession, event: BillPaid) -> None:
    """The money arrived."""
    await _about_bill(session, event, Kind.BILL_PAID, paid_at=event.paid_at)


async def _about_bill(session: AsyncSession, event: BillIssued | BillPaid, kind: Kind, **facts: Fact) -> None:
    await actions.tell(
        session,
        event.owner_id,
        kind=kind,
        facts={"tracking_code": event.tracking_code, "amount": event.amount, **facts},
        at=await now(),
        link=tracking(event.tracking_code),
        dossier_id=event.dossier_id,
    )
