"""Returning a result by post: the owner says where to, the desk has it carried and hands it over."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import ResultDispatched
from contracts.terms import Channel
from kit.outbox import emit
from kit.schedule import mark_due
from kit.workdays import Calendar
from services.dossier import judging, queries
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.guards import Facts
from services.dossier.lifecycle import OVER, STATES, Act, Status, check_role
from services.dossier.models import Dossier, ReturnWish, Shipment
from services.dossier.problems import NotNow, NotWishedByPost, OnItsWay
from services.dossier.queries import shipments
from services.dossier.shipping import ShipmentStatus


async def wish(
    session: AsyncSession, dossier: Dossier, *, channel: Channel, address: dict[str, Any] | None, at: datetime
) -> ReturnWish:
    """The owner says how they want the result, as long as it has not been returned (NotNow) nor sent (OnItsWay)."""
    await queries.dossier(session, dossier.id, is_locked=True)
    if dossier.status in OVER:
        raise _not_now(dossier.status)
    if await shipments.live(session, dossier.id) is not None:
        raise OnItsWay
    said: dict[str, Any] = {"channel": channel, "address": address, "chosen_at": at}
    kept = insert(ReturnWish).values(dossier_id=dossier.id, **said)
    await session.execute(kept.on_conflict_do_update(index_elements=["dossier_id"], set_=said))
    found = await shipments.wish(session, dossier.id)
    assert found is not None
    await session.refresh(found)
    return found


async def send(session: AsyncSession, dossier: Dossier, *, carrier: str, by: Actor, at: datetime) -> Shipment:
    """The desk has a result carried: the carrier is told once this is committed. One live shipment (OnItsWay)."""
    check_role(Act.DISPATCH, by=by.roles)
    await queries.dossier(session, dossier.id, is_locked=True)
    if dossier.status is not Status.RESOLVED:
        raise _not_now(dossier.status)
    if await shipments.live(session, dossier.id) is not None:
        raise OnItsWay
    wished = await shipments.wish(session, dossier.id)
    if wished is None or wished.channel is not Channel.POST or wished.address is None:
        raise NotWishedByPost
    shipment = Shipment(
        dossier_id=dossier.id,
        carrier=carrier,
        status=ShipmentStatus.WANTED,
        address=wished.address,
        wanted_at=at,
        look_at=at,
    )
    session.add(shipment)
    await session.flush()
    mark_due(session)
    return shipment


async def dispatch(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime, hours: Calendar) -> None:
    """The desk hands the result to the carrier, once it has a waybill (NoWaybill) and what is due is paid."""
    shipment = await shipments.ordered(session, dossier.id)
    fee = await judging.fee_facts(session, dossier)
    facts = Facts(
        fee_due=fee.fee_due,
        is_fee_paid=fee.is_fee_paid,
        payment_moment=fee.payment_moment,
        has_waybill=shipment is not None,
    )
    patch = {"shipment": shipment.id} if shipment else {}
    await undergo(session, dossier, Act.DISPATCH, by=by, at=at, facts=facts, patch=patch, hours=hours)
    assert shipment is not None
    assert shipment.tracking_number is not None
    assert dossier.number is not None
    shipment.status, shipment.dispatched_at, shipment.look_at = ShipmentStatus.IN_TRANSIT, at, at
    said = ResultDispatched(
        **about(dossier),
        number=dossier.number,
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        dispatched_at=at,
    )
    await emit(session, said)
    mark_due(session)


def _not_now(status: Status) -> NotNow:
    here = STATES[status]
    return NotNow(f"Hiện tại: {here.vi}.", f"It is: {here.en}.")
