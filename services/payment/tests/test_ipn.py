"""VNPAY's callback: the only thing that makes a bill paid, once."""

import asyncio
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.payment import BillPaid
from kit.db import transaction
from kit.testing import citizen, hear, said
from services.payment.actions import callbacks
from services.payment.lifecycle import AttemptStatus, BillStatus
from services.payment.models import Bill, Callback, Entry
from services.payment.providers import Verdict
from services.payment.tests.factories import (
    attempt,
    billed,
    declined,
    ipn,
    run_out,
    signed,
    start_payment,
    started,
    submitted,
    told,
)


async def ledger(session: AsyncSession) -> dict[str, int]:
    """The balance of every account."""
    rows = await session.execute(select(Entry.account, func.sum(Entry.amount)).group_by(Entry.account))
    return {account: int(balance) for account, balance in rows}


async def paid_events(session: AsyncSession) -> list[BillPaid]:
    """Every BillPaid said so far."""
    return [event for event in await said(session) if isinstance(event, BillPaid)]


async def test_a_success_pays_the_bill_books_it_and_says_so(
    app: FastAPI, client: AsyncClient, session: AsyncSession
) -> None:
    begun = await started(app, client)
    assert await ipn(client, signed(told(begun.txn_ref))) == "00"
    bill = await session.get_one(Bill, begun.bill_id)
    assert (bill.status, bill.amount) == (BillStatus.PAID, 7_000)
    now_is = await attempt(app, begun.id)
    assert (now_is.status, now_is.gateway_number) == (AttemptStatus.SUCCESS, "14000001")
    assert await ledger(session) == {"gateway:vnpay": 7_000, "fees:agency:G01.24.91": -7_000}
    (event,) = await paid_events(session)
    assert (event.bill_id, event.amount, event.gateway) == (bill.id, 7_000, "vnpay")


async def test_thirty_two_callbacks_at_once_pay_once(live: FastAPI, live_client: AsyncClient) -> None:
    begun = await started(live, live_client)
    query = signed(told(begun.txn_ref))
    codes = await asyncio.gather(*(ipn(live_client, query) for _ in range(32)))
    assert sorted(codes) == ["00", *["02"] * 31]
    async with transaction(live) as session:
        assert await ledger(session) == {"gateway:vnpay": 7_000, "fees:agency:G01.24.91": -7_000}
        assert len(await paid_events(session)) == 1


async def test_two_attempts_confirmed_at_once_pay_once_and_the_other_is_owed_back(
    live: FastAPI, live_client: AsyncClient
) -> None:
    payer = citizen()
    bill = await billed(live, submitted(owner_id=payer.id))
    begun = []
    for _ in range(8):
        begun.append(await attempt(live, UUID((await start_payment(live_client, bill.id, payer))["id"])))
        await run_out(live)
    codes = await asyncio.gather(*(ipn(live_client, signed(told(one.txn_ref))) for one in begun for _ in range(4)))
    assert codes.count("00") == 8
    statuses = sorted([(await attempt(live, one.id)).status for one in begun])
    assert statuses == sorted([AttemptStatus.SUCCESS, *[AttemptStatus.NEEDS_REFUND] * 7])
    async with transaction(live) as session:
        assert await ledger(session) == {
            "gateway:vnpay": 56_000,
            "fees:agency:G01.24.91": -7_000,
            "refunds:agency:G01.24.91": -49_000,
        }
        assert len(await paid_events(session)) == 1


async def test_a_thousand_replays_change_nothing(app: FastAPI, client: AsyncClient, session: AsyncSession) -> None:
    begun = await started(app, client)
    query = signed(told(begun.txn_ref))
    assert await ipn(client, query) == "00"
    before = (await ledger(session), await attempt(app, begun.id))
    for _ in range(1_000):
        assert await ipn(client, query) == "02"
    after = (await ledger(session), await attempt(app, begun.id))
    assert before[0] == after[0]
    assert before[1].changed_at == after[1].changed_at
    assert len(await paid_events(session)) == 1
    assert await session.scalar(select(func.count()).select_from(Callback)) == 1_001


@pytest.mark.parametrize(
    ("changed", "code", "verdict"),
    [
        ({"vnp_Amount": "699900"}, "04", Verdict.WRONG_AMOUNT),
        ({"vnp_Amount": "700001"}, "04", Verdict.WRONG_AMOUNT),
        ({"vnp_TxnRef": "f" * 32}, "01", Verdict.UNKNOWN_ORDER),
        ({"vnp_TmnCode": "OTHER"}, "01", Verdict.UNKNOWN_ORDER),
        ({"vnp_ResponseCode": "0"}, "99", Verdict.UNREADABLE),
    ],
)
async def test_a_genuine_but_wrong_callback_pays_nothing(
    app: FastAPI, client: AsyncClient, session: AsyncSession, *, changed: dict[str, str], code: str, verdict: Verdict
) -> None:
    begun = await started(app, client)
    query = signed(told(begun.txn_ref) | changed)
    assert await ipn(client, query) == code
    assert (await session.get_one(Bill, begun.bill_id)).status is BillStatus.OPEN
    kept = (await session.scalars(select(Callback))).one()
    assert (kept.query, kept.verdict) == (query, verdict)


async def test_tampered_or_doubled_parameters_fail_the_checksum(
    app: FastAPI, client: AsyncClient, session: AsyncSession
) -> None:
    begun = await started(app, client)
    query = signed(told(begun.txn_ref, vnp_ResponseCode="24", vnp_TransactionStatus="02"))
    success = query.replace("vnp_ResponseCode=24", "vnp_ResponseCode=00").replace("Status=02", "Status=00")
    genuine = signed(told(begun.txn_ref))
    for forged in (
        success,
        f"{genuine}&vnp_Amount=1",
        f"vnp_Amount=700000&{genuine}",
        genuine.replace("SecureHash=", "SecureHash=0"),
        genuine.partition("&vnp_SecureHash")[0],
        signed(told(begun.txn_ref), "another secret"),
        "",
    ):
        assert await ipn(client, forged) == "97"
    assert (await client.get("/v1/gateways/vnpay/ipn?vnp_TxnRef=%00")).status_code == 400
    assert (await session.get_one(Bill, begun.bill_id)).status is BillStatus.OPEN
    assert await ledger(session) == {}


async def test_a_failure_is_recorded_and_a_later_success_still_pays(
    app: FastAPI, client: AsyncClient, session: AsyncSession
) -> None:
    begun = await started(app, client)
    failure = signed(told(begun.txn_ref, vnp_ResponseCode="24", vnp_TransactionStatus="02"))
    assert await ipn(client, failure) == "00"
    assert (await attempt(app, begun.id)).status is AttemptStatus.FAILED
    assert await ipn(client, failure) == "02"
    assert await ipn(client, signed(told(begun.txn_ref))) == "00"
    assert await ipn(client, failure) == "02", "a success is final"
    assert (await attempt(app, begun.id)).status is AttemptStatus.SUCCESS
    assert len(await paid_events(session)) == 1


async def test_a_gateway_that_has_not_made_up_its_mind_changes_nothing(app: FastAPI, client: AsyncClient) -> None:
    begun = await started(app, client)
    assert await ipn(client, signed(told(begun.txn_ref, vnp_TransactionStatus="01"))) == "00"
    assert (await attempt(app, begun.id)).status is AttemptStatus.STARTED


async def test_a_success_after_the_time_is_over_still_pays(app: FastAPI, client: AsyncClient) -> None:
    begun = await started(app, client)
    await run_out(app)
    assert (await attempt(app, begun.id)).status is AttemptStatus.EXPIRED
    assert await ipn(client, signed(told(begun.txn_ref))) == "00"
    assert (await attempt(app, begun.id)).status is AttemptStatus.SUCCESS


async def test_money_for_a_cancelled_bill_is_owed_back(
    app: FastAPI, client: AsyncClient, session: AsyncSession
) -> None:
    dossier = submitted()
    begun = await started(app, client, dossier)
    await hear(app, declined(dossier))
    assert await ipn(client, signed(told(begun.txn_ref))) == "00"
    assert (await attempt(app, begun.id)).status is AttemptStatus.NEEDS_REFUND
    assert await ledger(session) == {"gateway:vnpay": 7_000, "refunds:agency:G01.24.91": -7_000}
    assert await paid_events(session) == []


async def test_a_fault_of_ours_asks_vnpay_to_call_again(
    app: FastAPI, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = await started(app, client)

    async def broken(*_: object, **__: object) -> None:
        raise OSError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(callbacks, "_collect", broken)
        assert await ipn(client, signed(told(begun.txn_ref))) == "99"
    assert (await attempt(app, begun.id)).status is AttemptStatus.STARTED, "half a payment was rolled back"
    assert await ipn(client, signed(told(begun.txn_ref))) == "00"
