"""Events, bills and gateway messages to test with. The gateway's signature is written here again, by hand."""

import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus
from uuid import UUID, uuid4

from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import select

from contracts.catalog import PaymentMoment, ProcedurePublished
from contracts.dossier import DossierDeclined, DossierSubmitted, DossierWithdrawn
from contracts.offers import ChannelTerms, Form
from contracts.terms import AgencyKind, Channel, FeeKind, FeeLine, OnlineLevel
from kit.clock import now
from kit.db import transaction
from kit.people import Citizen
from kit.testing import citizen, headers, hear
from services.payment import actions
from services.payment.models import Attempt, Bill
from services.payment.providers import Order

AGENCY = "G01.24.91"
SECRET = "development-only"


def published(*, revision: int = 1, online: int = 7_000, direct: int = 15_000) -> ProcedurePublished:
    """A procedure with a fee on two channels."""
    amounts = {Channel.ONLINE: online, Channel.DIRECT: direct}
    return ProcedurePublished(
        procedure_code="1.004194",
        revision=revision,
        revision_id=uuid4(),
        name="Đăng ký tạm trú",
        field="Đăng ký, quản lý cư trú",
        online_level=OnlineLevel.FULL,
        agency_kinds=[AgencyKind.COMMUNE_POLICE],
        applicants=["citizen"],
        channels=[
            ChannelTerms(
                channel=channel,
                time_limit=None,
                fees=[FeeLine(code="LP", name="Lệ phí đăng ký tạm trú", kind=FeeKind.CHARGE, amount=amount)],
            )
            for channel, amount in amounts.items()
        ],
        components=[],
        form=Form(answers={}, ui={}),
        results=[],
        legal_bases=[],
        payment_moment=PaymentMoment.SUBMISSION,
        effective_from=date(2026, 1, 1),
    )


def submitted(
    *, owner_id: UUID | None = None, revision: int = 1, channel: Channel = Channel.ONLINE, agency_code: str = AGENCY
) -> DossierSubmitted:
    """A dossier submitted under a revision."""
    return DossierSubmitted(
        dossier_id=uuid4(),
        tracking_code="TX8F3K1",
        owner_id=owner_id or uuid4(),
        procedure_code="1.004194",
        procedure_name="Đăng ký tạm trú",
        agency_code=agency_code,
        revision=revision,
        channel=channel,
        submitted_at=datetime(2026, 11, 23, 2, tzinfo=UTC),
    )


def declined(dossier: DossierSubmitted) -> DossierDeclined:
    """The desk refused that dossier."""
    return DossierDeclined(
        dossier_id=dossier.dossier_id,
        tracking_code=dossier.tracking_code,
        owner_id=dossier.owner_id,
        procedure_code=dossier.procedure_code,
        procedure_name=dossier.procedure_name,
        agency_code=dossier.agency_code,
        declined_at=datetime(2026, 11, 23, 3, tzinfo=UTC),
    )


def taken_back(dossier: DossierSubmitted) -> DossierWithdrawn:
    """Its applicant took that dossier back."""
    told = dossier.model_dump(exclude={"revision", "channel", "submitted_at"})
    return DossierWithdrawn(**told, withdrawn_at=datetime(2026, 11, 23, 3, tzinfo=UTC))


def again(dossier: DossierSubmitted, **changed: Any) -> DossierSubmitted:
    """Its applicant sent that dossier again."""
    return DossierSubmitted(**dossier.model_dump() | changed)


async def billed(app: FastAPI, dossier: DossierSubmitted) -> Bill:
    """The bill of a dossier, issued by the events that lead to it."""
    await hear(app, published())
    await hear(app, dossier)
    async with transaction(app) as session:
        return (await session.scalars(select(Bill).where(Bill.dossier_id == dossier.dossier_id))).one()


async def start_payment(client: AsyncClient, bill_id: UUID, payer: Citizen) -> dict[str, Any]:
    """A new attempt, through the API."""
    answer = await client.post(f"/v1/bills/{bill_id}/payments", json={"gateway": "vnpay"}, headers=headers(payer))
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def started(app: FastAPI, client: AsyncClient, dossier: DossierSubmitted | None = None) -> Attempt:
    """An attempt of its owner on the fresh bill of a dossier: 7,000 đ."""
    bill = await billed(app, dossier or submitted())
    return await attempt(app, UUID((await start_payment(client, bill.id, citizen(bill.owner_id)))["id"]))


async def run_out(app: FastAPI) -> None:
    """Time passes: no attempt is running any more."""
    async with transaction(app) as session:
        await actions.lapse(session, at=await now() + timedelta(hours=1), limit=100)


async def attempt(app: FastAPI, attempt_id: UUID) -> Attempt:
    """The attempt as it is now."""
    async with transaction(app) as session:
        return await session.get_one(Attempt, attempt_id)


def order(**changed: object) -> Order:
    """An order of 7,000 đ."""
    fields: dict[str, object] = {
        "reference": "a1b2c3",
        "amount": 7_000,
        "words": "Le phi ho so TX-8F3K.1",
        "return_url": "http://127.0.0.1:8080/v1/gateways/vnpay/return",
        "payer_address": "127.0.0.1",
        "language": "vi",
        "created_at": datetime(2026, 11, 23, 2, tzinfo=UTC),
        "expires_at": datetime(2026, 11, 23, 2, 15, tzinfo=UTC),
    }
    return Order(**(fields | changed))  # type: ignore[arg-type]


def signed(fields: dict[str, str], secret: str = SECRET) -> str:
    """A query string as VNPAY signs it."""
    text = "&".join(f"{quote_plus(k)}={quote_plus(v)}" for k, v in sorted(fields.items()) if v)
    return f"{text}&vnp_SecureHash={hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()}"


def told(reference: str, amount: int = 7_000, **changed: str) -> dict[str, str]:
    """What VNPAY tells of an order, unsigned; success unless changed."""
    return {
        "vnp_TmnCode": "MOTCUA01",
        "vnp_Amount": str(amount * 100),
        "vnp_BankCode": "NCB",
        "vnp_BankTranNo": "VNP14000001",
        "vnp_CardType": "ATM",
        "vnp_PayDate": "20261123090500",
        "vnp_OrderInfo": "Le phi ho so TX8F3K1",
        "vnp_TransactionNo": "14000001",
        "vnp_ResponseCode": "00",
        "vnp_TransactionStatus": "00",
        "vnp_TxnRef": reference,
    } | changed


async def ipn(client: AsyncClient, query: str) -> str:
    """VNPAY calls back; our RspCode."""
    answer = await client.get(f"/v1/gateways/vnpay/ipn?{query}")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["RspCode"])
