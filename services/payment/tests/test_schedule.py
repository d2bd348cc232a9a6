"""Attempts lapse; the ledger stays as it is."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.db import transaction
from services.payment.lifecycle import AttemptStatus
from services.payment.models import Attempt
from services.payment.schedule import expire_attempts
from services.payment.tests.factories import attempt, ipn, signed, started, told


async def test_only_attempts_past_their_time_expire(app: FastAPI, client: AsyncClient, session: AsyncSession) -> None:
    late, fresh, paid = [await started(app, client) for _ in range(3)]
    await ipn(client, signed(told(paid.txn_ref)))
    past = await now() - timedelta(seconds=1)
    await session.execute(update(Attempt).where(Attempt.id.in_([late.id, paid.id])).values(expires_at=past))
    await session.commit()
    assert await expire_attempts(session) == 1
    await session.commit()
    statuses = [(await attempt(app, one.id)).status for one in (late, fresh, paid)]
    assert statuses == [AttemptStatus.EXPIRED, AttemptStatus.STARTED, AttemptStatus.SUCCESS]
    assert await expire_attempts(session) == 0


async def test_a_row_somebody_else_holds_is_skipped(live: FastAPI, live_client: AsyncClient) -> None:
    begun = await started(live, live_client)
    past = await now() - timedelta(seconds=1)
    async with transaction(live) as session:
        await session.execute(update(Attempt).values(expires_at=past))
    async with transaction(live) as holder, transaction(live) as session:
        await holder.execute(text("SELECT id FROM attempts FOR UPDATE"))
        assert await expire_attempts(session) == 0
    async with transaction(live) as session:
        assert await expire_attempts(session) == 1
    assert (await attempt(live, begun.id)).status is AttemptStatus.EXPIRED


@pytest.mark.parametrize("act", ["UPDATE entries SET amount = 1", "DELETE FROM entries"])
async def test_the_database_refuses_to_change_the_ledger(
    app: FastAPI, client: AsyncClient, session: AsyncSession, act: str
) -> None:
    begun = await started(app, client)
    await ipn(client, signed(told(begun.txn_ref)))
    with pytest.raises(DBAPIError, match="append-only"):
        await session.execute(text(act))
    await session.rollback()


async def test_the_database_refuses_a_transaction_that_does_not_sum_to_zero(
    live: FastAPI, live_client: AsyncClient
) -> None:
    begun = await started(live, live_client)
    one_sided = text(
        "INSERT INTO entries (id, transaction_id, attempt_id, account, amount, booked_at)"
        " VALUES (gen_random_uuid(), gen_random_uuid(), :attempt, 'gateway:vnpay', 5, now())"
    )
    with pytest.raises(DBAPIError, match="does not sum to zero"):
        async with transaction(live) as session:
            await session.execute(one_sided, {"attempt": begun.id})
