"""What anybody may send: messages without the gateway's signature are counted, not collected."""

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from services.payment.actions import callbacks
from services.payment.models import Callback, UnsignedCount, UnsignedSample
from services.payment.tests.factories import ipn, signed, started, told


async def test_unsigned_callbacks_leave_a_count_and_a_few_short_samples(
    client: AsyncClient, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks, "UNSIGNED_SAMPLES", 5)
    for number in range(12):
        assert await ipn(client, f"vnp_TxnRef={number}&vnp_OrderInfo={'x' * 6_000}") == "97"
    assert await session.scalar(select(func.count()).select_from(Callback)) == 0
    assert await session.scalar(select(func.sum(UnsignedCount.count))) == 12
    kept = (await session.scalars(select(UnsignedSample.query))).all()
    assert {len(query) for query in kept} == {512}
    assert {query.partition("&")[0] for query in kept} == {f"vnp_TxnRef={number}" for number in range(7, 12)}


@pytest.mark.parametrize("act", ["UPDATE callbacks SET query = ''", "DELETE FROM callbacks", "TRUNCATE callbacks"])
async def test_the_application_cannot_change_the_evidence(
    app: FastAPI, client: AsyncClient, session: AsyncSession, act: str
) -> None:
    begun = await started(app, client)
    assert await ipn(client, signed(told(begun.txn_ref))) == "00"
    assert await session.scalar(select(func.count()).select_from(Callback)) == 1
    with pytest.raises(DBAPIError, match="permission denied"):
        await session.execute(text(act))
    await session.rollback()
