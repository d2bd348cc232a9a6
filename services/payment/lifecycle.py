"""The life of a bill and of an attempt to pay it, as tables: every edge is named by what happened.

`failed` and `expired` are what we know so far, not the end: while the gateway can still succeed, a late success is
recorded. Money that arrives for a bill that no longer needs it stays in `needs_refund`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from contracts.payment import BillIssued, BillPaid
from kit.events import Event
from kit.problems import Conflict


class AlreadyPaid(Conflict):
    """Khoản phí, lệ phí này đã được thanh toán."""

    english = "This bill has already been paid."


class BillWithdrawn(Conflict):
    """Khoản phí, lệ phí này đã được huỷ."""

    english = "This bill has been cancelled."


class BillSuspended(Conflict):
    """Hồ sơ đã được rút lại để sửa; khoản phí, lệ phí này tạm ngừng thu cho đến khi nộp lại."""

    english = "The dossier was taken back; nothing is due until it is submitted again."


class BillStatus(StrEnum):
    """Where a bill stands. Suspended: its dossier is a draft again, so nothing is due and only its owner sees it."""

    OPEN = "open"
    SUSPENDED = "suspended"
    PAID = "paid"
    CANCELLED = "cancelled"


class BillTurn(StrEnum):
    """What can happen to a bill."""

    PAID = "bill_paid"
    TAKEN_BACK = "dossier_taken_back"
    SENT_AGAIN = "dossier_sent_again"
    DECLINED = "dossier_declined"


class AttemptStatus(StrEnum):
    """Where an attempt to pay stands, as shown to clients. It begins started."""

    STARTED = "started"
    SUCCESS = "success"
    FAILED = "failed"
    EXPIRED = "expired"
    NEEDS_REFUND = "needs_refund"


class AttemptTurn(StrEnum):
    """What can happen to an attempt."""

    CONFIRMED = "gateway_confirmed"
    DECLINED = "gateway_declined"
    LAPSED = "time_lapsed"
    UNNEEDED = "bill_settled_otherwise"


Status = TypeVar("Status", BillStatus, AttemptStatus)


@dataclass(frozen=True)
class Edge(Generic[Status]):
    """From any of `before` to `after`."""

    before: frozenset[Status]
    after: Status


@dataclass(frozen=True)
class BillEdge(Edge[BillStatus]):
    """`says` is what other services are told; a test takes every edge and listens."""

    says: type[Event] | None = None


BILL_LIFE: Mapping[BillTurn, BillEdge] = {
    BillTurn.PAID: BillEdge(frozenset({BillStatus.OPEN}), BillStatus.PAID, BillPaid),
    BillTurn.TAKEN_BACK: BillEdge(frozenset({BillStatus.OPEN}), BillStatus.SUSPENDED),
    BillTurn.SENT_AGAIN: BillEdge(frozenset({BillStatus.SUSPENDED}), BillStatus.OPEN, BillIssued),
    BillTurn.DECLINED: BillEdge(frozenset({BillStatus.OPEN, BillStatus.SUSPENDED}), BillStatus.CANCELLED),
}

ATTEMPT_LIFE: Mapping[AttemptTurn, Edge[AttemptStatus]] = {
    AttemptTurn.CONFIRMED: Edge(
        frozenset({AttemptStatus.STARTED, AttemptStatus.FAILED, AttemptStatus.EXPIRED}), AttemptStatus.SUCCESS
    ),
    AttemptTurn.DECLINED: Edge(frozenset({AttemptStatus.STARTED, AttemptStatus.EXPIRED}), AttemptStatus.FAILED),
    AttemptTurn.LAPSED: Edge(frozenset({AttemptStatus.STARTED}), AttemptStatus.EXPIRED),
    AttemptTurn.UNNEEDED: Edge(frozenset({AttemptStatus.SUCCESS}), AttemptStatus.NEEDS_REFUND),
}


def check_payable(status: BillStatus) -> None:
    """Raise `AlreadyPaid`, `BillSuspended` or `BillWithdrawn` unless an attempt to pay may start."""
    if status is BillStatus.PAID:
        raise AlreadyPaid
    if status is BillStatus.SUSPENDED:
        raise BillSuspended
    if status is BillStatus.CANCELLED:
        raise BillWithdrawn
