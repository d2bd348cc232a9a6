"""What payment says about a dossier's fee, entered into its history."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier.actions.recording import SYSTEM, undergo
from services.dossier.lifecycle import Act
from services.dossier.models import Dossier


async def bill(session: AsyncSession, dossier: Dossier, *, amount: int, at: datetime) -> None:
    """A bill was issued: `amount` in đồng is due."""
    await undergo(session, dossier, Act.BILL, by=SYSTEM, at=at, fee_due=amount)


async def pay(session: AsyncSession, dossier: Dossier, *, at: datetime) -> None:
    """The bill was paid."""
    await undergo(session, dossier, Act.PAY, by=SYSTEM, at=at, fee_paid_at=at)
