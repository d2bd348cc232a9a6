"""REST shapes of payment."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from contracts.terms import FeeKind
from kit.schemas import Money, Schema
from services.payment.lifecycle import AttemptStatus, BillStatus
from services.payment.models import Attempt, Bill


class LineOut(Schema):
    """One amount due and why."""

    code: str
    name: str
    kind: FeeKind
    amount: Money
    note: str | None


class BillOut(Schema):
    """A bill as its owner and the agency see it. `settled_at`: when it was paid or cancelled."""

    id: UUID
    dossier_id: UUID
    tracking_code: str
    agency_code: str
    amount: Money
    lines: list[LineOut]
    status: BillStatus
    issued_at: datetime
    settled_at: datetime | None


class PaymentIn(Schema):
    """How the payer wants to pay."""

    gateway: Literal["vnpay"] = Field(examples=["vnpay"])


class PaymentOut(Schema):
    """An attempt to pay. `redirect_url`, told when it is started, is where the browser goes before `expires_at`."""

    id: UUID
    bill_id: UUID
    gateway: str
    amount: Money
    status: AttemptStatus
    redirect_url: str | None
    expires_at: datetime


class IpnAnswer(Schema):
    """What VNPAY expects: 00 accepted, 01 order, 02 already, 04 amount, 97 signature, 99 other."""

    RspCode: Literal["00", "01", "02", "04", "97", "99"] = Field(examples=["00"])
    Message: str = Field(examples=["Confirm Success"])


def bill_out(bill: Bill) -> BillOut:
    """A bill, field by field."""
    return BillOut(
        id=bill.id,
        dossier_id=bill.dossier_id,
        tracking_code=bill.tracking_code,
        agency_code=bill.agency_code,
        amount=Money(amount=bill.amount),
        lines=[
            LineOut(
                code=line["code"],
                name=line["name"],
                kind=FeeKind(line["kind"]),
                amount=Money(amount=line["amount"]),
                note=line["note"],
            )
            for line in bill.lines
        ],
        status=bill.status,
        issued_at=bill.issued_at,
        settled_at=bill.settled_at,
    )


def payment_out(attempt: Attempt, *, redirect_url: str | None = None) -> PaymentOut:
    """An attempt, field by field."""
    return PaymentOut(
        id=attempt.id,
        bill_id=attempt.bill_id,
        gateway=attempt.gateway,
        amount=Money(amount=attempt.amount),
        status=attempt.status,
        redirect_url=redirect_url,
        expires_at=attempt.expires_at,
    )
