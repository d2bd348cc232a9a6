"""A dossier its applicant takes back owes nothing until it is sent again; money that came stays where it belongs."""

from uuid import UUID

from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.payment import BillIssued, BillPaid
from kit.people import Citizen
from kit.testing import citizen, headers, hear, officer, said
from services.payment.lifecycle import AttemptStatus, BillStatus
from services.payment.models import Bill
from services.payment.tests.factories import (
    AGENCY,
    again,
    attempt,
    billed,
    declined,
    ipn,
    published,
    run_out,
    signed,
    start_payment,
    started,
    submitted,
    taken_back,
    told,
)


async def pay(app: FastAPI, client: AsyncClient, bill: Bill, payer: Citizen) -> None:
    """Start an attempt and let the gateway confirm it."""
    begun = await attempt(app, UUID((await start_payment(client, bill.id, payer))["id"]))
    assert await ipn(client, signed(told(begun.txn_ref, begun.amount))) == "00"


async def bill_now(session: AsyncSession) -> Bill:
    """The only bill, as it is now."""
    return (await session.scalars(select(Bill).execution_options(populate_existing=True))).one()


async def test_its_bill_is_suspended_not_payable_and_no_business_of_the_agency(
    app: FastAPI, client: AsyncClient, session: AsyncSession
) -> None:
    payer, clerk = citizen(), officer(AGENCY, "counter")
    dossier = submitted(owner_id=payer.id)
    bill = await billed(app, dossier)
    payment = await start_payment(client, bill.id, payer)
    await hear(app, taken_back(dossier))
    assert (await bill_now(session)).status is BillStatus.SUSPENDED
    refused = await client.post(f"/v1/bills/{bill.id}/payments", json={"gateway": "vnpay"}, headers=headers(payer))
    assert (refused.status_code, refused.json()["code"]) == (409, "bill-suspended")
    assert (await client.get(f"/v1/bills/{bill.id}", headers=headers(payer))).json()["status"] == "suspended"
    for path in (f"/v1/bills/{bill.id}", f"/v1/payments/{payment['id']}"):
        assert (await client.get(path, headers=headers(clerk))).status_code == 404
    assert (await client.get("/v1/bills", headers=headers(clerk))).json()["items"] == []


async def test_sent_again_the_same_bill_is_open_with_the_fee_of_then(
    app: FastAPI, client: AsyncClient, session: AsyncSession
) -> None:
    payer = citizen()
    dossier = submitted(owner_id=payer.id)
    bill = await billed(app, dossier)
    before = await start_payment(client, bill.id, payer)
    await hear(app, taken_back(dossier))
    await hear(app, published(revision=2, online=9_000))
    await hear(app, again(dossier, revision=2))
    now_is = await bill_now(session)
    assert (now_is.id, now_is.status, now_is.amount) == (bill.id, BillStatus.OPEN, 9_000)
    issued = [one for one in await said(session) if isinstance(one, BillIssued)]
    assert [(one.bill_id, one.amount) for one in issued] == [(bill.id, 7_000), (bill.id, 9_000)]
    after = await start_payment(client, bill.id, payer)
    assert (after["id"] != before["id"], after["amount"]["amount"]) == (True, 9_000)
    old = await attempt(app, UUID(before["id"]))
    assert await ipn(client, signed(told(old.txn_ref))) == "00"
    assert (await attempt(app, old.id)).status is AttemptStatus.NEEDS_REFUND, "it is not the amount due any more"
    assert (await bill_now(session)).status is BillStatus.OPEN


async def test_a_paid_bill_stays_paid_and_is_not_charged_again(
    app: FastAPI, client: AsyncClient, session: AsyncSession
) -> None:
    payer = citizen()
    dossier = submitted(owner_id=payer.id)
    bill = await billed(app, dossier)
    await pay(app, client, bill, payer)
    await hear(app, taken_back(dossier))
    assert (await bill_now(session)).status is BillStatus.PAID
    await hear(app, again(dossier))
    assert (await bill_now(session)).status is BillStatus.PAID
    assert [type(one) for one in await said(session)] == [BillIssued, BillPaid]


async def test_money_that_comes_while_it_is_taken_back_is_owed_back(
    app: FastAPI, client: AsyncClient, session: AsyncSession
) -> None:
    dossier = submitted()
    begun = await started(app, client, dossier)
    await hear(app, taken_back(dossier))
    assert await ipn(client, signed(told(begun.txn_ref))) == "00"
    assert (await attempt(app, begun.id)).status is AttemptStatus.NEEDS_REFUND
    assert not [one for one in await said(session) if isinstance(one, BillPaid)]


async def test_money_that_comes_late_pays_the_dossier_sent_again(
    app: FastAPI, client: AsyncClient, session: AsyncSession
) -> None:
    dossier = submitted()
    begun = await started(app, client, dossier)
    await hear(app, taken_back(dossier))
    await run_out(app)
    await hear(app, again(dossier))
    assert await ipn(client, signed(told(begun.txn_ref))) == "00"
    assert (await bill_now(session)).status is BillStatus.PAID


async def test_declined_after_it_was_sent_again_it_is_cancelled(app: FastAPI, session: AsyncSession) -> None:
    dossier = submitted()
    await billed(app, dossier)
    for event in (taken_back(dossier), again(dossier), declined(dossier)):
        await hear(app, event)
    assert (await bill_now(session)).status is BillStatus.CANCELLED
