"""How a result is to be returned, and what the post makes of it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier.models import ReturnWish, Shipment
from services.dossier.shipping import LIVE, ShipmentStatus


async def wish(session: AsyncSession, dossier_id: UUID) -> ReturnWish | None:
    """How its owner wants the result; None: they have not said."""
    return await session.scalar(select(ReturnWish).where(ReturnWish.dossier_id == dossier_id))


async def of(session: AsyncSession, dossier_id: UUID) -> Sequence[Shipment]:
    """Every shipment of a result, the latest first."""
    made = select(Shipment).where(Shipment.dossier_id == dossier_id)
    return (await session.scalars(made.order_by(Shipment.wanted_at.desc(), Shipment.id))).all()


async def live(session: AsyncSession, dossier_id: UUID) -> Shipment | None:
    """The shipment that is on its way or about to be."""
    return await session.scalar(select(Shipment).where(Shipment.dossier_id == dossier_id, Shipment.status.in_(LIVE)))


async def ordered(session: AsyncSession, dossier_id: UUID) -> Shipment | None:
    """The shipment that has its waybill and waits to be handed to the carrier."""
    found = await live(session, dossier_id)
    return found if found is not None and found.status is ShipmentStatus.ORDERED else None
