"""Things to test notification with. All people are invented."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from contracts.dossier import (
    DossierAccepted,
    DossierDeclined,
    DossierDelivered,
    DossierEvent,
    DossierExtended,
    DossierMoved,
    DossierProgressed,
    DossierReopened,
    DossierResolved,
    DossierStarted,
    DossierStopped,
    DossierSubmitted,
    DossierTransferred,
    DossierWithdrawn,
    InvitationMade,
    MessagePosted,
    Outcome,
    PaperFoundHarmful,
    PaymentRequired,
    ResultDispatched,
    ResultRevoked,
    StopReason,
    SupplementAnswered,
    SupplementRequested,
    Timeliness,
    WithdrawalAnswered,
    WithdrawalRequested,
)
from contracts.identity import CodeRequested, PersonChanged
from contracts.payment import BillIssued, BillPaid
from contracts.terms import Channel, FeeKind, FeeLine
from kit.clock import now
from kit.events import Event
from kit.sealing import Sealer
from kit.settings import DEVELOPMENT_SECRET
from services.notification.channels import Letter
from services.notification.kinds import Kind

AT = datetime(2026, 11, 25, 1, 15, tzinfo=UTC)
DUE = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
PERSONAL_NUMBER = "030194001234"


def person(person_id: UUID, **changed: object) -> PersonChanged:
    """Lan, as identity tells her."""
    record: dict[str, object] = {
        "person_id": person_id,
        "kind": "citizen",
        "full_name": "Nguyễn Thị Lan",
        "personal_number": PERSONAL_NUMBER,
        "phone": "0912345001",
        "email": "lan@motcua.example",
        "sources": {},
    }
    return PersonChanged.model_validate(record | changed)


def dossier_facts(owner_id: UUID) -> dict[str, object]:
    """What every dossier event carries."""
    return {
        "dossier_id": uuid4(),
        "tracking_code": "7QK2M9XA4D",
        "owner_id": owner_id,
        "procedure_code": "1.004194",
        "procedure_name": "Đăng ký tạm trú",
        "agency_code": "G01.24.91",
    }


def submitted(owner_id: UUID, **changed: object) -> DossierSubmitted:
    """A dossier on its way."""
    more = {"revision": 1, "channel": Channel.ONLINE, "submitted_at": AT}
    return DossierSubmitted.model_validate(dossier_facts(owner_id) | more | changed)


def all_events(owner_id: UUID) -> dict[Kind, Event]:
    """One event of every kind a citizen hears of in a dossier's life."""
    number = "G01.24.91-20261125-0000001"
    more: dict[Kind, tuple[type[DossierEvent], dict[str, object]]] = {
        Kind.DOSSIER_WITHDRAWN: (DossierWithdrawn, {"withdrawn_at": AT}),
        Kind.DOSSIER_ACCEPTED: (DossierAccepted, {"number": number, "received_at": AT, "due_at": DUE}),
        Kind.DOSSIER_DECLINED: (DossierDeclined, {"declined_at": AT}),
        Kind.DOSSIER_STARTED: (DossierStarted, {"started_at": AT}),
        Kind.SUPPLEMENT_REQUESTED: (SupplementRequested, {"items": 2, "answer_by": DUE}),
        Kind.SUPPLEMENT_ANSWERED: (SupplementAnswered, {"answered_at": AT, "due_at": None}),
        Kind.DOSSIER_RESOLVED: (
            DossierResolved,
            {"number": number, "outcome": Outcome.GRANTED, "resolved_at": AT, "timeliness": Timeliness.EARLY},
        ),
        Kind.DOSSIER_DELIVERED: (
            DossierDelivered,
            {"number": number, "channel": Channel.ONLINE, "delivered_at": AT},
        ),
        **turns(owner_id, number=number),
    }
    bill = {
        "bill_id": uuid4(),
        "dossier_id": uuid4(),
        "owner_id": owner_id,
        "agency_code": "G01.24.91",
        "tracking_code": "7QK2M9XA4D",
        "amount": 7000,
    }
    line = FeeLine(code="le-phi", name="Lệ phí đăng ký tạm trú", kind=FeeKind.CHARGE, amount=7000)
    return {
        Kind.DOSSIER_SUBMITTED: submitted(owner_id),
        **{kind: event.model_validate(dossier_facts(owner_id) | facts) for kind, (event, facts) in more.items()},
        Kind.BILL_ISSUED: BillIssued.model_validate(bill | {"lines": [line], "issued_at": AT}),
        Kind.BILL_PAID: BillPaid.model_validate(bill | {"gateway": "vnpay", "paid_at": AT}),
    }


def turns(owner_id: UUID, *, number: str) -> dict[Kind, tuple[type[DossierEvent], dict[str, object]]]:
    """What happens to a dossier that leaves its ordinary way."""
    fine = FeeLine(code="phi", name="Phí thẩm định", kind=FeeKind.FEE, amount=50_000)
    sent = {"number": number, "carrier": "Bưu điện", "tracking_number": "EA123456789VN", "dispatched_at": AT}
    return {
        Kind.PAYMENT_REQUIRED: (PaymentRequired, {"fees": [fine], "pay_by": DUE}),
        Kind.WITHDRAWAL_REQUESTED: (WithdrawalRequested, {"requested_at": AT}),
        Kind.WITHDRAWAL_ANSWERED: (WithdrawalAnswered, {"is_granted": False, "answered_at": AT, "due_at": DUE}),
        Kind.DOSSIER_STOPPED: (DossierStopped, {"cause": StopReason.NOT_SUPPLEMENTED, "stopped_at": AT}),
        Kind.DOSSIER_REOPENED: (DossierReopened, {"reopened_at": AT, "due_at": None}),
        Kind.DOSSIER_EXTENDED: (DossierExtended, {"was_due_at": AT, "due_at": DUE, "extended_at": AT}),
        Kind.DOSSIER_PROGRESSED: (DossierProgressed, {"progressed_at": AT}),
        Kind.DOSSIER_MOVED: (DossierMoved, {"former_agency_code": "G01.24.92", "moved_at": AT}),
        Kind.DOSSIER_TRANSFERRED: (DossierTransferred, {"former_owner_id": owner_id, "transferred_at": AT}),
        Kind.RESULT_DISPATCHED: (ResultDispatched, sent),
        Kind.RESULT_REVOKED: (ResultRevoked, {"paper_code": "XN-7QK2-M9XA-4DTB", "revoked_at": AT}),
        Kind.MESSAGE_POSTED: (MessagePosted, {"message_id": uuid4(), "is_from_agency": True, "posted_at": AT}),
        Kind.PAPER_FOUND_HARMFUL: (
            PaperFoundHarmful,
            {"paper_id": uuid4(), "component_id": "ct01", "found_at": AT},
        ),
        Kind.INVITATION_MADE: (
            InvitationMade,
            {"invitation_id": uuid4(), "person_id": owner_id, "kind": "co_author", "made_at": AT},
        ),
    }


SENDER = "khong-tra-loi@motcua.example"

LETTER = Letter(
    id=uuid4(),
    to="lan@motcua.example",
    subject="Hồ sơ 7QK2M9XA4D đã được nộp",
    text="Kính gửi bà Nguyễn Thị Lan,\n\nHồ sơ đã được nộp.\n.\n",
    language="vi",
)

SHORT = Letter(id=uuid4(), to="+84912345001", subject="Mã", text="Mot Cua: 493027 la ma de dang nhap.", language="vi")

ADDRESS, DIGITS = "lan@motcua.example", "493027"
IDENTITYS = Sealer(DEVELOPMENT_SECRET, name="messages")
"""As identity makes it."""


def sealed(address: str = ADDRESS, code: str = DIGITS, *, box: Sealer = IDENTITYS) -> str:
    """An address and a code as identity seals them."""
    return box.seal(json.dumps({"address": address, "code": code}).encode())


async def asked(*, lives: timedelta = timedelta(minutes=10), **changed: object) -> CodeRequested:
    """A code as identity asks for it."""
    at = await now()
    fields: dict[str, object] = {
        "message_id": uuid4(),
        "channel": "email",
        "purpose": "sign_in",
        "sealed": sealed(),
        "expires_at": at + lives,
    }
    return CodeRequested.model_validate(fields | changed).with_envelope(id=uuid4(), occurred_at=at)  # type: ignore[return-value]
