"""The post, as dossier speaks to it: an order for a result to be carried, and where it is.

One adapter (`rest.py`); another carrier is another class with these two methods.
"""

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from services.dossier.shipping import ShipmentStatus


class CarrierAway(Exception):  # noqa: N818 - not an error of ours
    """The carrier gave no usable answer: ask again later."""


class CarrierRefuses(Exception):  # noqa: N818 - not an error of ours
    """The carrier does not take this, and will not when asked again."""


@dataclass(frozen=True, slots=True)
class Waybill:
    """The carrier's number and its fare in đồng, which it collects from the recipient."""

    tracking_number: str
    fare: int


class Carrier(Protocol):
    """Who carries results. Both raise CarrierAway; `order` also CarrierRefuses."""

    name: str

    async def order(self, shipment_id: UUID, *, sender: str, address: dict[str, Any]) -> Waybill:
        """Have a result carried; the same id again gives the same waybill."""
        ...

    async def whereabouts(self, tracking_number: str) -> ShipmentStatus:
        """Where it is now."""
        ...

    async def aclose(self) -> None:
        """Let the connections go."""
        ...
