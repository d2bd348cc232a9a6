"""What the platform does by itself about results by post: orders them of the carrier, asks where they are, delivers.

The carrier is spoken to between two transactions. A shipment claimed by a replica that died is taken up by the next
one after `LEASE`; the carrier knows an order by the shipment's id, so it is not carried twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.terms import Channel
from kit.clock import now
from kit.db import transaction
from kit.logs import log
from services.dossier import queries
from services.dossier.actions import desk
from services.dossier.actions.recording import SYSTEM
from services.dossier.lifecycle import Status
from services.dossier.models import Dossier, Shipment
from services.dossier.posting import Carrier, CarrierAway, CarrierRefuses, Waybill
from services.dossier.settings import DossierSettings
from services.dossier.shipping import ASKED, LIVE, ShipmentStatus, moved
from services.dossier.sight import as_system

LEASE = timedelta(minutes=2)
"""Longer than a carrier may take to answer."""
BATCH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What to tell or ask the carrier of one shipment."""

    shipment_id: UUID
    status: ShipmentStatus
    sender: str
    address: dict[str, Any]
    tracking_number: str | None


async def follow(app: FastAPI) -> int:
    """Speak to the carrier of every shipment that is due; how many were."""
    carrier: Carrier = app.state.carrier
    async with transaction(app) as session:
        await as_system(session)
        errands = await _claimed(session, at=await now())
    for errand in errands:
        said = await _asked(carrier, errand)
        async with transaction(app) as session:
            await as_system(session)
            await heard(session, errand.shipment_id, said, at=await now(), settings=app.state.settings)
    return len(errands)


async def _claimed(session: AsyncSession, *, at: datetime) -> list[Errand]:
    due = select(Shipment, Dossier.agency_name).join(Dossier, Dossier.id == Shipment.dossier_id)
    due = due.where(Shipment.look_at <= at, Shipment.status.in_(ASKED)).order_by(Shipment.look_at).limit(BATCH)
    rows = (await session.execute(due.with_for_update(of=Shipment, skip_locked=True))).all()
    for shipment, _ in rows:
        shipment.look_at = at + LEASE
    return [
        Errand(
            shipment_id=shipment.id,
            status=shipment.status,
            sender=agency_name,
            address=shipment.address,
            tracking_number=shipment.tracking_number,
        )
        for shipment, agency_name in rows
    ]


async def _asked(carrier: Carrier, errand: Errand) -> Waybill | ShipmentStatus | None:
    """What the carrier says; None: nothing of use now."""
    try:
        if errand.tracking_number is None:
            return await carrier.order(errand.shipment_id, sender=errand.sender, address=errand.address)
        return await carrier.whereabouts(errand.tracking_number)
    except CarrierRefuses as fault:
        log.warning("carrier_refuses", shipment=str(errand.shipment_id), said=str(fault))
        return ShipmentStatus.REFUSED
    except CarrierAway as fault:
        log.warning("carrier_away", shipment=str(errand.shipment_id), said=str(fault))
        return None


async def heard(
    session: AsyncSession,
    shipment_id: UUID,
    said: Waybill | ShipmentStatus | None,
    *,
    at: datetime,
    settings: DossierSettings,
) -> None:
    """Make of the carrier's answer what it means. The dossier is locked before the shipment, as every act does."""
    dossier_id = await session.scalar(select(Shipment.dossier_id).where(Shipment.id == shipment_id))
    assert dossier_id is not None
    dossier = await queries.dossier(session, dossier_id, is_locked=True)
    shipment = await session.get(Shipment, shipment_id, with_for_update=True, populate_existing=True)
    assert dossier is not None
    assert shipment is not None
    shipment.look_at = at + timedelta(seconds=settings.carrier_pause_seconds)
    if isinstance(said, Waybill):
        shipment.tracking_number, shipment.fare, said = said.tracking_number, said.fare, ShipmentStatus.ORDERED
    if said is None or (after := moved(shipment.status, said)) is shipment.status:
        return
    shipment.status = after
    if after not in ASKED:
        shipment.look_at = None
    if after not in LIVE:
        shipment.ended_at = at
    await session.flush()
    if after is ShipmentStatus.DELIVERED and dossier.status is Status.RESOLVED:
        hours = await queries.calendar(session, dossier.agency_code, otherwise=settings.calendar_code)
        await desk.deliver(session, dossier, by=SYSTEM, at=at, channel=Channel.POST, hours=hours)
