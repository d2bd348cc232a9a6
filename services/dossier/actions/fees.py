"""What payment says about a dossier's fee, entered into its history."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier.actions import paying
from services.dossier.actions.recording import SYSTEM, undergo
from services.dossier.lifecycle import Act
from services.dossier.models import Dossier


class WrongBill(ValueError):  # noqa: N818 - reads as what happened
    """Money came for another bill or in another amount than the dossier was told of: people must look at it."""


async def bill(session: AsyncSession, dossier: Dossier, *, bill_id: UUID, amount: int, at: datetime) -> None:
    """A bill was issued: `amount` in đồng is due; what was paid was another one."""
    paid_at = dossier.fee_paid_at if bill_id == dossier.bill_id else None
    await undergo(session, dossier, Act.BILL, by=SYSTEM, at=at, bill_id=bill_id, fee_due=amount, fee_paid_at=paid_at)


async def pay(session: AsyncSession, dossier: Dossier, *, bill_id: UUID, amount: int, at: datetime) -> None:
    """The bill was paid; where work waited for it, it goes on.

    Raises WrongBill unless it is the bill issued, and all of it.
    """
    if bill_id != dossier.bill_id:
        raise WrongBill(f"bill {bill_id} was paid, bill {dossier.bill_id} was issued")
    if amount != dossier.fee_due:
        raise WrongBill(f"{amount} was paid on bill {bill_id}, {dossier.fee_due} is due")
    await undergo(session, dossier, Act.PAY, by=SYSTEM, at=at, fee_paid_at=at)
    await paying.settle(session, dossier, at=at)
