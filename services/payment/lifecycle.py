"""The life of a bill and of an attempt to pay it, as tables: every edge is named by what happened.

`failed` and `expired` are what we know so far, not the end: while the gateway can still succeed, a late success is
recorded. Money that arrives for a bill that no longer needs it stays in `needs_refund`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from contracts.payment import BillPaid
from kit.events import Event
from kit.problems import Conflict


class AlreadyPaid(Conflict):
    """Khoản phí, lệ phí này đã được thanh toán."""

    english = "This bill has already been paid."


class BillWithdrawn(Conflict):
    """Khoản phí, lệ phí này đã được huỷ."""

    english = "This bill has been cancelled."


class BillStatus(StrEnum):
    """Where a bill stands."""

    OPEN = "open"
    PAID = "paid"
    CANCELLED = "cancelled"


class BillTurn(StrEnum):
    """What can happen to a bill."""

    PAID = "bill_paid"
    WITHDRAWN = "bill_withdrawn"


class AttemptStatus(StrEnum):
    """Where an attempt to pay stands, as shown to clients."""

    CREATED = "created"
    STARTED = "started"
    SUCCESS = "success"
    FAILED = "failed"
    EXPIRED = "expired"
    NEEDS_REFUND = "needs_refund"


class AttemptTurn(StrEnum):
    """What can happen to an attempt."""

    REDIRECTED = "payer_redirected"
    CONFIRMED = "gateway_confirmed"
    DECLINED = "gateway_declined"
    LAPSED = "time_lapsed"
    UNNEEDED = "bill_settled_otherwise"


Status = TypeVar("Status", BillStatus, AttemptStatus)


@dataclass(frozen=True)
class Edge(Generic[Status]):
    """From any of `before` to `after`; `says` is what other services are told."""

    before: frozenset[Status]
    after: Status
    says: type[Event] | None = None


BILL_LIFE: Mapping[BillTurn, Edge[BillStatus]] = {
    BillTurn.PAID: Edge(frozenset({BillStatus.OPEN}), BillStatus.PAID, BillPaid),
    BillTurn.WITHDRAWN: Edge(frozenset({BillStatus.OPEN}), BillStatus.CANCELLED),
}

ATTEMPT_LIFE: Mapping[AttemptTurn, Edge[AttemptStatus]] = {
    AttemptTurn.REDIRECTED: Edge(frozenset({AttemptStatus.CREATED}), AttemptStatus.STARTED),
    AttemptTurn.CONFIRMED: Edge(
        frozenset({AttemptStatus.STARTED, AttemptStatus.FAILED, AttemptStatus.EXPIRED}), AttemptStatus.SUCCESS
    ),
    AttemptTurn.DECLINED: Edge(frozenset({AttemptStatus.STARTED, AttemptStatus.EXPIRED}), AttemptStatus.FAILED),
    AttemptTurn.LAPSED: Edge(frozenset({AttemptStatus.CREATED, AttemptStatus.STARTED}), AttemptStatus.EXPIRED),
    AttemptTurn.UNNEEDED: Edge(frozenset({AttemptStatus.SUCCESS}), AttemptStatus.NEEDS_REFUND),
}


def check_payable(status: BillStatus) -> None:
    """Raise `AlreadyPaid` or `BillWithdrawn` unless a new attempt to pay may start."""
    if status is BillStatus.PAID:
        raise AlreadyPaid
    if status is BillStatus.CANCELLED:
        raise BillWithdrawn
