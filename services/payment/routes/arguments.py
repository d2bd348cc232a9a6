"""What routes are given: the bill the caller may see or pay, the gateways, the settings."""

import ipaddress
from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request

from kit.db import Session
from kit.people import Citizen, Person, require
from kit.problems import NotFound
from services.payment import queries
from services.payment.models import Bill
from services.payment.providers import Gateway
from services.payment.providers.vnpay import Vnpay
from services.payment.settings import PaymentSettings

Payer = Annotated[Citizen, Depends(require(Citizen))]
BillId = Annotated[
    UUID,
    Path(description="`id` từ GET /v1/bills / the bill's `id`", examples=["3c2f1f0a-7c55-4c39-9d0b-5f2f6f8e1a77"]),
]
PaymentId = Annotated[
    UUID,
    Path(
        description="`id` từ POST /v1/bills/{bill_id}/payments / the payment's `id`",
        examples=["b7a7d4ce-1b5e-4d6b-8a43-0f6d1a2c9e58"],
    ),
]
Reader = Annotated[Person, Depends(require(Person))]


def settings_of(request: Request) -> PaymentSettings:
    """The settings this process was started with."""
    settings = request.app.state.settings
    assert isinstance(settings, PaymentSettings)
    return settings


Given = Annotated[PaymentSettings, Depends(settings_of)]


def gateways_of(settings: Given) -> Mapping[str, Gateway]:
    """The payment gateways by name."""
    vnpay = Vnpay(
        pay_url=settings.pay_url,
        tmn_code=settings.vnpay_tmn_code,
        secret=settings.vnpay_hash_secret.get_secret_value(),
    )
    return {vnpay.name: vnpay}


Gateways = Annotated[Mapping[str, Gateway], Depends(gateways_of)]


async def seen_bill(bill_id: BillId, session: Session, *, person: Reader) -> Bill:
    """A bill the caller may see; NotFound for any other."""
    bill = await queries.bill(session, bill_id, person=person)
    if bill is None:
        raise NotFound
    return bill


async def own_bill(bill_id: BillId, session: Session, *, payer: Payer) -> Bill:
    """A bill the caller owes; NotFound for any other."""
    return await seen_bill(bill_id, session, person=payer)


SeenBill = Annotated[Bill, Depends(seen_bill)]
OwnBill = Annotated[Bill, Depends(own_bill)]


def payer_address(request: Request) -> str:
    """The payer's IP address: the last hop of X-Forwarded-For, which our gateway wrote; else 127.0.0.1.

    IPv6 in full, for VNPAY wants at least 7 characters.
    """
    last = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip().partition("%")[0]
    try:
        return ipaddress.ip_address(last).exploded
    except ValueError:
        return "127.0.0.1"


PayerAddress = Annotated[str, Depends(payer_address)]
