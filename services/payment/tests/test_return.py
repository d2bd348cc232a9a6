"""The page the payer comes back to shows, and never pays."""

from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.payment.lifecycle import AttemptStatus
from services.payment.models import Callback, Entry
from services.payment.tests.factories import attempt, ipn, signed, started, told

PATH = "/v1/gateways/vnpay/return"


async def test_a_genuine_success_is_shown_as_being_confirmed_and_pays_nothing(
    app: FastAPI, client: AsyncClient, session: AsyncSession
) -> None:
    begun = await started(app, client)
    answer = await client.get(f"{PATH}?{signed(told(begun.txn_ref))}")
    assert answer.status_code == 200
    assert "Đang xác nhận" in answer.text
    assert "7.000 đ" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert (await attempt(app, begun.id)).status is AttemptStatus.STARTED
    for table in (Entry, Callback):
        assert await session.scalar(select(func.count()).select_from(table)) == 0


async def test_after_the_callback_it_is_shown_as_paid(app: FastAPI, client: AsyncClient) -> None:
    begun = await started(app, client)
    query = signed(told(begun.txn_ref))
    await ipn(client, query)
    assert "<h1>Đã thanh toán</h1>" in (await client.get(f"{PATH}?{query}")).text
    assert "<h1>Paid</h1>" in (await client.get(f"{PATH}?{query}", headers={"Accept-Language": "en"})).text


async def test_a_failure_is_shown_from_what_the_callback_said(app: FastAPI, client: AsyncClient) -> None:
    begun = await started(app, client)
    query = signed(told(begun.txn_ref, vnp_ResponseCode="24", vnp_TransactionStatus="02"))
    await ipn(client, query)
    assert "Chưa thanh toán được" in (await client.get(f"{PATH}?{query}")).text


async def test_a_forged_or_unknown_return_is_not_verified(app: FastAPI, client: AsyncClient) -> None:
    begun = await started(app, client)
    for query in (
        "",
        signed(told(begun.txn_ref)) + "0",
        signed(told("f" * 32)),
        "vnp_TxnRef=<script>alert(1)</script>",
    ):
        answer = await client.get(PATH, params=query)
        assert answer.status_code == 400
        assert "Không xác minh được" in answer.text
        assert "<script" not in answer.text
