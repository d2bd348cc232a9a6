"""What other services would have said, and files to send."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from contracts.catalog import CalendarPublished, PaymentMoment, ProcedurePublished
from contracts.fees import FeeRule
from contracts.identity import AgencyChanged, DelegationChanged, PersonChanged, Provenance
from contracts.offers import ChannelTerms, Component, Form
from contracts.payment import BillIssued, BillPaid
from contracts.terms import (
    Address,
    AgencyKind,
    Channel,
    FeeKind,
    FeeLine,
    Holiday,
    LimitUnit,
    OnlineLevel,
    TimeLimit,
    WorkSession,
)
from kit.clock import LOCAL
from kit.workdays import Calendar

POLICE = "G01.24.91"
OTHER_POLICE = "G01.24.92"
PROCEDURE = "1.004194"
OTHERS = ("1.004222", "2.000635", "1.000656", "2.000986")
"""More procedures, for more drafts of one person."""
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"

HOURS = Calendar(
    sessions=((time(7), time(11, 30)), (time(13, 30), time(17))),
    weekend=frozenset({6, 7}),
    holidays=frozenset(
        {date(2026, 8, 31), date(2026, 9, 2), date(2026, 11, 24), *(date(2027, 2, day) for day in range(5, 11))}
    ),
    makeup_days=frozenset({date(2026, 8, 22)}),
)
"""Office hours of the demo province: 24/11/2026 is a holiday, 22/8/2026 a make-up Saturday, Tết 2027 is 5-10
February.
"""


def local(*parts: int) -> datetime:
    """A moment in Vietnam: year, month, day, hour, minute, second."""
    year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=LOCAL)


SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["full_name", "personal_number", "reason"],
    "properties": {
        "full_name": {"type": "string", "minLength": 2, "x-source": "person.full_name"},
        "personal_number": {"type": "string", "format": "personal-number", "x-source": "person.personal_number"},
        "birth_date": {"type": "string", "format": "date", "x-source": "person.birth_date"},
        "sex": {"enum": ["female", "male"]},
        "phone": {"type": "string", "format": "vn-phone", "x-source": "person.phone"},
        "residence": {
            "type": "object",
            "additionalProperties": False,
            "x-source": "person.residence",
            "properties": {name: {"type": "string"} for name in ("province_code", "ward_code", "ward_name", "line")},
        },
        "reason": {"type": "string", "minLength": 3, "maxLength": 200},
        "stay_ward_code": {"type": "string", "x-competence": True},
        "stay_from_on": {"type": "string", "format": "date"},
        "stay_to_on": {"type": "string", "format": "date"},
        "members": {"type": "array", "maxItems": 2, "items": {"type": "string"}},
    },
    "x-rules": [
        {
            "field": "stay_to_on",
            "after": "stay_from_on",
            "within_months": 24,
            "message": "Thời hạn tạm trú không quá 24 tháng.",
            "message_en": "At most 24 months.",
        }
    ],
}


def component(id_: str, *, is_mandatory: bool = True, group: str | None = None) -> Component:
    """A paper of the list."""
    return Component(
        id=id_, name=f"Giấy tờ {id_}", group=group, is_mandatory=is_mandatory, originals=1, copies=0, form_file=None
    )


def fee(amount: int) -> FeeLine:
    """A charge."""
    return FeeLine(code="residence", name="Lệ phí đăng ký cư trú", kind=FeeKind.CHARGE, amount=amount)


def procedure(**changed: Any) -> ProcedurePublished:
    """Temporary residence registration: 3 working days, 7,000 đ online, one mandatory paper."""
    said: dict[str, Any] = {
        "procedure_code": PROCEDURE,
        "revision": 1,
        "revision_id": uuid4(),
        "name": "Đăng ký tạm trú",
        "field": "Đăng ký, quản lý cư trú",
        "online_level": OnlineLevel.FULL,
        "agency_kinds": [AgencyKind.COMMUNE_POLICE],
        "applicants": ["Công dân Việt Nam"],
        "channels": [
            ChannelTerms(
                channel=Channel.ONLINE,
                time_limit=TimeLimit(value=3, unit=LimitUnit.WORKING_DAY),
                fees=[fee(7000)],
            )
        ],
        "components": [component("ct01"), component("housing", is_mandatory=False)],
        "form": Form(answers=SCHEMA, ui={}),
        "results": [],
        "legal_bases": ["Luật Cư trú 68/2020/QH14"],
        "payment_moment": PaymentMoment.SUBMISSION,
        "effective_from": date(2026, 1, 1),
    }
    return ProcedurePublished(**said | changed)


def priced() -> ProcedurePublished:
    """The same, and an appraisal for which no amount is laid down."""
    limit = TimeLimit(value=3, unit=LimitUnit.WORKING_DAY)
    rules = [
        FeeRule(code="residence", name="Lệ phí đăng ký cư trú", kind=FeeKind.CHARGE, amount=7000),
        FeeRule(code="appraisal", name="Phí thẩm định", kind=FeeKind.FEE, amount=None),
    ]
    return procedure(channels=[ChannelTerms(channel=Channel.ONLINE, time_limit=limit, fees=[fee(7000)], rules=rules)])


def agency(code: str = POLICE, **changed: Any) -> AgencyChanged:
    """A ward's police."""
    said: dict[str, Any] = {
        "agency_code": code,
        "name": "Công an phường Tứ Minh",
        "kind": AgencyKind.COMMUNE_POLICE,
        "ward_codes": ["10891"],
        "number_template": "{agency}-{date:%Y%m%d}-{seq:07}",
        "address": "phường Tứ Minh, thành phố Hải Phòng",
        "valid_from": date(2025, 7, 1),
    }
    return AgencyChanged(**said | changed)


def calendar() -> CalendarPublished:
    """The province's hours, as catalog says them."""
    return CalendarPublished(
        calendar_code="VN-31",
        version=1,
        weekend=sorted(HOURS.weekend),
        sessions=[WorkSession(starts=starts, ends=ends) for starts, ends in HOURS.sessions],
        holidays=[Holiday(day=day, name="Ngày nghỉ") for day in sorted(HOURS.holidays)],
        makeup_days=sorted(HOURS.makeup_days),
    )


def person(id_: UUID, **changed: Any) -> PersonChanged:
    """Lan, as identity knows her."""
    verified = Provenance(source="population_database", verified_at=datetime(2026, 1, 2, tzinfo=UTC))
    said: dict[str, Any] = {
        "person_id": id_,
        "kind": "citizen",
        "full_name": "Nguyễn Thị Lan",
        "personal_number": "030194001234",
        "birth_date": date(1994, 5, 12),
        "phone": "0912345001",
        "email": "lan@motcua.example",
        "residence": Address(
            province_code="31", ward_code="10891", ward_name="Phường Tứ Minh", line="12 Nguyễn Lương Bằng"
        ),
        "sources": {
            "full_name": verified,
            "personal_number": verified,
            "birth_date": verified,
            "residence": verified,
            "phone": Provenance(source="declared"),
        },
    }
    return PersonChanged(**said | changed)


def delegation(principal_id: UUID, delegate_id: UUID, **changed: Any) -> DelegationChanged:
    """The principal lets the delegate act for them in temporary residence, this year and the next ones."""
    said: dict[str, Any] = {
        "delegation_id": uuid4(),
        "principal_id": principal_id,
        "delegate_id": delegate_id,
        "procedures": [PROCEDURE],
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2099, 12, 31),
        "status": "accepted",
    }
    return DelegationChanged(**said | changed)


def bill(dossier: dict[str, Any], *, owner_id: UUID, agency_code: str = POLICE) -> BillIssued:
    """The bill payment issues for a submitted dossier (its JSON)."""
    return BillIssued(
        bill_id=uuid4(),
        dossier_id=UUID(dossier["id"]),
        owner_id=owner_id,
        agency_code=agency_code,
        tracking_code=dossier["tracking_code"],
        amount=7000,
        lines=[fee(7000)],
        issued_at=datetime.now(UTC),
    )


def payment(issued: BillIssued, **changed: Any) -> BillPaid:
    """That bill, paid."""
    said = issued.model_dump(include={"bill_id", "dossier_id", "owner_id", "agency_code", "tracking_code", "amount"})
    return BillPaid(**said | {"gateway": "vnpay", "paid_at": datetime.now(UTC)} | changed)
