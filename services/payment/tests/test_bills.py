"""Bills and payments over REST: who may see, who may pay, and once."""

import asyncio
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Partner
from kit.testing import citizen, headers, hear, officer
from services.payment.models import Attempt
from services.payment.tests.factories import (
    AGENCY,
    billed,
    declined,
    ipn,
    run_out,
    signed,
    start_payment,
    submitted,
    told,
)

WISH = {"gateway": "vnpay"}


async def test_the_owner_finds_the_bill_of_a_dossier(app: FastAPI, client: AsyncClient) -> None:
    payer = citizen()
    bill = await billed(app, submitted(owner_id=payer.id))
    answer = await client.get(f"/v1/bills?dossier={bill.dossier_id}", headers=headers(payer))
    (item,) = answer.json()["items"]
    assert item["amount"] == {"amount": 7_000, "currency": "VND"}
    assert item["lines"][0]["name"] == "Lệ phí đăng ký tạm trú"
    assert item["status"] == "open"
    assert (await client.get(f"/v1/bills/{bill.id}", headers=headers(payer))).json() == item


async def test_only_the_owner_and_the_agencys_officers_see_a_bill(app: FastAPI, client: AsyncClient) -> None:
    payer = citizen()
    bill = await billed(app, submitted(owner_id=payer.id))
    payment = await start_payment(client, bill.id, payer)
    partner = Partner(id=uuid4(), client_id="bhxh", scopes=frozenset(), name="bhxh", agency=AGENCY)
    askers = {
        payer: 200,
        officer(AGENCY, "counter"): 200,
        officer("G01.24.92", "counter"): 404,
        citizen(): 404,
        partner: 404,
    }
    for person, status in askers.items():
        signed_in = headers(person)
        assert (await client.get(f"/v1/bills/{bill.id}", headers=signed_in)).status_code == status
        assert (await client.get(f"/v1/payments/{payment['id']}", headers=signed_in)).status_code == status
        listed = (await client.get(f"/v1/bills?dossier={bill.dossier_id}", headers=signed_in)).json()["items"]
        assert len(listed) == (status == 200)
    assert (await client.get(f"/v1/bills/{bill.id}")).status_code == 401


async def test_only_the_owner_may_pay(app: FastAPI, client: AsyncClient) -> None:
    bill = await billed(app, submitted())
    path = f"/v1/bills/{bill.id}/payments"
    assert (await client.post(path, json=WISH, headers=headers(citizen()))).status_code == 404
    assert (await client.post(path, json=WISH, headers=headers(officer(AGENCY, "counter")))).status_code == 403
    assert (await client.post(path, json=WISH)).status_code == 401


async def test_a_payment_sends_the_payer_to_vnpay_with_the_bills_amount(app: FastAPI, client: AsyncClient) -> None:
    payer = citizen()
    bill = await billed(app, submitted(owner_id=payer.id))
    answer = await client.post(
        f"/v1/bills/{bill.id}/payments",
        json=WISH,
        headers=headers(payer, **{"X-Forwarded-For": "6.6.6.6, 203.0.113.7", "Accept-Language": "en"}),
    )
    payment = answer.json()
    assert payment["status"] == "started"
    assert payment["amount"]["amount"] == 7_000
    assert payment["redirect_url"].startswith("http://127.0.0.1:8080/sandbox/vnpay/paymentv2/vpcpay.html?")
    order = dict(parse_qsl(urlsplit(payment["redirect_url"]).query))
    assert order["vnp_Amount"] == "700000"
    assert order["vnp_IpAddr"] == "203.0.113.7", "the address our gateway saw, not one the client claims"
    assert order["vnp_ReturnUrl"] == "http://127.0.0.1:8080/v1/gateways/vnpay/return"
    assert order["vnp_Locale"] == "en"
    assert order["vnp_TxnRef"].isalnum()
    read = (await client.get(f"/v1/payments/{payment['id']}", headers=headers(payer))).json()
    assert read == payment | {"redirect_url": None}


@pytest.mark.parametrize(
    ("hops", "address"),
    [
        ("<script>", "127.0.0.1"),
        ("6.6.6.6, ", "127.0.0.1"),
        ("::1", "0000:0000:0000:0000:0000:0000:0000:0001"),
        ("fe80::1%eth0", "fe80:0000:0000:0000:0000:0000:0000:0001"),
    ],
)
async def test_the_payers_address_is_always_one_vnpay_takes(
    app: FastAPI, client: AsyncClient, *, hops: str, address: str
) -> None:
    payer = citizen()
    bill = await billed(app, submitted(owner_id=payer.id))
    answer = await client.post(
        f"/v1/bills/{bill.id}/payments", json=WISH, headers=headers(payer, **{"X-Forwarded-For": hops})
    )
    order = dict(parse_qsl(urlsplit(answer.json()["redirect_url"]).query))
    assert order["vnp_IpAddr"] == address


async def test_a_retried_payment_is_one_attempt(app: FastAPI, client: AsyncClient, session: AsyncSession) -> None:
    payer = citizen()
    bill = await billed(app, submitted(owner_id=payer.id))
    same = headers(payer)
    answers = [await client.post(f"/v1/bills/{bill.id}/payments", json=WISH, headers=same) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.text for answer in answers}) == 1
    assert await session.scalar(select(func.count()).select_from(Attempt)) == 1
    missing = {"Authorization": same["Authorization"]}
    assert (await client.post(f"/v1/bills/{bill.id}/payments", json=WISH, headers=missing)).status_code == 400


async def test_a_second_tab_continues_the_payment_that_is_running(app: FastAPI, client: AsyncClient) -> None:
    payer = citizen()
    bill = await billed(app, submitted(owner_id=payer.id))
    first = await start_payment(client, bill.id, payer)
    elsewhere = headers(payer, **{"X-Forwarded-For": "203.0.113.7", "Accept-Language": "en"})
    second = await client.post(f"/v1/bills/{bill.id}/payments", json=WISH, headers=elsewhere)
    assert second.json() == first, "the same attempt, sent to the same address"
    reference = dict(parse_qsl(urlsplit(first["redirect_url"]).query))["vnp_TxnRef"]
    declined_by_bank = told(reference, vnp_ResponseCode="24", vnp_TransactionStatus="02")
    assert await ipn(client, signed(declined_by_bank)) == "00"
    third = await start_payment(client, bill.id, payer)
    assert third["id"] != first["id"], "a failed one is not continued"
    await run_out(app)
    assert (await start_payment(client, bill.id, payer))["id"] not in (first["id"], third["id"])


async def test_thirty_starts_at_once_are_one_attempt(live: FastAPI, live_client: AsyncClient) -> None:
    payer = citizen()
    bill = await billed(live, submitted(owner_id=payer.id))
    begun = await asyncio.gather(*(start_payment(live_client, bill.id, payer) for _ in range(30)))
    assert len({one["redirect_url"] for one in begun}) == 1


async def test_a_settled_bill_cannot_be_paid_again(app: FastAPI, client: AsyncClient) -> None:
    payer = citizen()
    paid, withdrawn = submitted(owner_id=payer.id), submitted(owner_id=payer.id)
    first, second = await billed(app, paid), await billed(app, withdrawn)
    started = await start_payment(client, first.id, payer)
    reference = dict(parse_qsl(urlsplit(started["redirect_url"]).query))["vnp_TxnRef"]
    assert await ipn(client, signed(told(reference))) == "00"
    await hear(app, declined(withdrawn))
    for bill, code in ((first, "already-paid"), (second, "bill-withdrawn")):
        answer = await client.post(f"/v1/bills/{bill.id}/payments", json=WISH, headers=headers(payer))
        assert (answer.status_code, answer.json()["code"]) == (409, code)


async def test_neither_amount_nor_unknown_gateway_is_taken_from_the_client(app: FastAPI, client: AsyncClient) -> None:
    payer = citizen()
    bill = await billed(app, submitted(owner_id=payer.id))
    bodies: list[object] = [{"gateway": "vnpay", "amount": 1}, {"gateway": "momo"}, {}, []]
    for body in bodies:
        answer = await client.post(f"/v1/bills/{bill.id}/payments", json=body, headers=headers(payer))
        assert answer.status_code == 400


async def test_bills_page_by_cursor(app: FastAPI, client: AsyncClient) -> None:
    payer = citizen()
    bills = [await billed(app, submitted(owner_id=payer.id)) for _ in range(5)]
    seen: list[str] = []
    query = "limit=2"
    for _ in range(3):
        page = (await client.get(f"/v1/bills?{query}", headers=headers(payer))).json()
        seen += [item["id"] for item in page["items"]]
        query = f"limit=2&cursor={page['next']}"
    assert page["next"] is None
    assert sorted(seen) == sorted(str(bill.id) for bill in bills)
    assert (await client.get("/v1/bills?cursor=forged", headers=headers(payer))).status_code == 400
