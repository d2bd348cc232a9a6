"""What payment says: bills issued and paid."""

from datetime import datetime
from uuid import UUID

from contracts.terms import Dong, FeeLine
from kit.events import Event


class BillIssued(Event, type="payment.bill_issued.v1", about="dossier_id"):
    """A bill for a dossier's fees; its lines are frozen from the catalog revision."""

    bill_id: UUID
    dossier_id: UUID
    owner_id: UUID
    agency_code: str
    tracking_code: str
    amount: Dong
    lines: list[FeeLine]
    issued_at: datetime


class BillPaid(Event, type="payment.bill_paid.v1", about="dossier_id"):
    """The payment gateway confirmed the money for a bill."""

    bill_id: UUID
    dossier_id: UUID
    owner_id: UUID
    agency_code: str
    tracking_code: str
    amount: Dong
    gateway: str
    paid_at: datetime
