"""What routes are given: the bill the caller may see or pay, the gateways, the settings."""

import ipaddress
from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from kit.db import Session
from kit.people import Citizen, Person, require
from kit.problems import NotFound
from services.payment import queries
from services.payment.models import Bill
from services.payment.providers import Gateway
from services.payment.providers.vnpay import Vnpay
from services.payment.settings import PaymentSettings

Payer = Annotated[Citizen, Depends(require(Citizen))]
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


async def seen_bill(bill_id: UUID, session: Session, *, person: Reader) -> Bill:
    """A bill the caller may see; NotFound for any other."""
    bill = await queries.bill(session, bill_id, person=person)
    if bill is None:
        raise NotFound
    return bill


async def own_bill(bill_id: UUID, session: Session, *, payer: Payer) -> Bill:
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
