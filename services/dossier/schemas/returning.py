"""What the owner says of how they want the result, and what is told of its way by post."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.terms import Channel
from kit.faults import Fault
from kit.schemas import Line, Schema
from services.dossier.models import ReturnWish, Shipment
from services.dossier.schemas.requests import like
from services.dossier.schemas.whole import Words
from services.dossier.shipping import WORDS, ShipmentStatus

Phone = Annotated[str, StringConstraints(pattern=r"^(0|\+84)([35789][0-9]{8}|2[0-9]{9})$")]
"""A mobile number has nine digits behind 0 or +84, a fixed one ten."""


class PostalAddress(Schema):
    """Where a result is sent: who receives it, their phone, house and street, ward code (of the General Statistics
    Office) and its name.
    """

    recipient: Line
    phone: Line
    line: Line
    ward_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
    ward_name: Line


class Destination(PostalAddress):
    """An address as it is asked for."""

    phone: Phone


class Wish(Schema):
    """How the owner wants the result. By post it needs an address, otherwise it has none."""

    model_config = like(
        channel="post",
        address={
            "recipient": "Nguyễn Thị Lan",
            "phone": "0912345001",
            "line": "12 Nguyễn Lương Bằng",
            "ward_code": "10891",
            "ward_name": "Phường Tứ Minh",
        },
    )

    channel: Channel = Field(strict=False)
    address: Destination | None = None

    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the wish beside its shape."""
        if (self.channel is Channel.POST) == (self.address is not None):
            return ()
        if self.address is None:
            return (Fault("/address", "missing", "Cần địa chỉ nhận qua bưu chính.", "An address is needed by post."),)
        return (Fault("/address", "unexpected", "Chỉ nhận qua bưu chính mới có địa chỉ.", "Only by post."),)


class ShipmentOut(Schema):
    """A result on its way. `fare` in đồng is collected by the carrier when it delivers."""

    id: UUID
    carrier: str
    tracking_number: str | None
    fare: int | None
    status: ShipmentStatus
    status_name: Words
    wanted_at: datetime
    dispatched_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, shipment: Shipment) -> Self:
        """The shipment as owner and agency see it."""
        names = ("id", "carrier", "tracking_number", "fare", "status", "wanted_at", "dispatched_at", "ended_at")
        vi, en = WORDS[shipment.status]
        return cls(**{name: getattr(shipment, name) for name in names}, status_name=Words(vi=vi, en=en))


class ReturnOut(Schema):
    """How the result is to be returned (null: the owner has not said), and its shipments, the latest first."""

    channel: Channel | None
    address: PostalAddress | None
    chosen_at: datetime | None
    shipments: list[ShipmentOut]

    @classmethod
    def of(cls, wish: ReturnWish | None, shipments: Sequence[Shipment]) -> Self:
        """The wish and what became of it."""
        address = wish.address if wish else None
        return cls(
            channel=wish.channel if wish else None,
            address=PostalAddress.model_validate(address) if address else None,
            chosen_at=wish.chosen_at if wish else None,
            shipments=[ShipmentOut.of(one) for one in shipments],
        )
