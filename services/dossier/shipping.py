"""Where a result given to the post can be, and what each answer of the carrier makes of it. Pure."""

from enum import StrEnum


class ShipmentStatus(StrEnum):
    """Where a result given to the post is. WANTED: the carrier has not been told yet."""

    WANTED = "wanted"
    ORDERED = "ordered"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    RETURNED = "returned"
    REFUSED = "refused"


S = ShipmentStatus

MOVES: dict[ShipmentStatus, frozenset[ShipmentStatus]] = {
    S.WANTED: frozenset({S.ORDERED, S.REFUSED}),
    S.ORDERED: frozenset({S.IN_TRANSIT}),
    S.IN_TRANSIT: frozenset({S.DELIVERED, S.RETURNED}),
    S.DELIVERED: frozenset(),
    S.RETURNED: frozenset(),
    S.REFUSED: frozenset(),
}
LIVE = frozenset(status for status, onward in MOVES.items() if onward)
"""The result is on its way, or about to be: no second shipment is made of it."""
ASKED = frozenset({S.WANTED, S.IN_TRANSIT})
"""The carrier has something to tell of these; one that is ordered waits for the desk to hand it over."""

WORDS: dict[ShipmentStatus, tuple[str, str]] = {
    S.WANTED: ("Đang tạo vận đơn", "Being ordered"),
    S.ORDERED: ("Đã có vận đơn, chờ gửi", "Ordered, to be handed over"),
    S.IN_TRANSIT: ("Đang vận chuyển", "In transit"),
    S.DELIVERED: ("Đã phát", "Delivered"),
    S.RETURNED: ("Chuyển hoàn về cơ quan", "Returned to the agency"),
    S.REFUSED: ("Bưu chính không nhận", "Refused by the carrier"),
}


def moved(here: ShipmentStatus, said: ShipmentStatus) -> ShipmentStatus:
    """Where a shipment is after the carrier said so; what cannot follow (late or confused news) changes nothing."""
    return said if said in MOVES[here] else here
