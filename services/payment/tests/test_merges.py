"""A person's former record became another: bills follow, whatever comes first."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import PeopleMerged
from contracts.payment import BillIssued
from kit.testing import hear, said
from services.payment.models import Bill
from services.payment.replicas import Merge
from services.payment.tests.factories import billed, published, submitted

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
FIRST, SECOND, KEPT = uuid4(), uuid4(), uuid4()


def merged(former_id: UUID, kept_id: UUID) -> PeopleMerged:
    return PeopleMerged(kept_id=kept_id, merged_id=former_id, merged_at=AT)


async def owners(session: AsyncSession) -> list[UUID]:
    return list(await session.scalars(select(Bill.owner_id)))


async def test_the_bills_of_a_merged_person_belong_to_the_one_they_became(app: FastAPI, session: AsyncSession) -> None:
    await billed(app, submitted(owner_id=FIRST))
    await billed(app, submitted(owner_id=SECOND))
    await hear(app, merged(FIRST, KEPT))
    assert sorted(await owners(session)) == sorted([SECOND, KEPT])


async def test_a_dossier_still_told_under_the_former_id_is_billed_to_the_present_one(
    app: FastAPI, session: AsyncSession
) -> None:
    await hear(app, merged(FIRST, KEPT))
    await billed(app, submitted(owner_id=FIRST))
    assert await owners(session) == [KEPT]
    [issued] = [event for event in await said(session) if isinstance(event, BillIssued)]
    assert issued.owner_id == KEPT


@pytest.mark.parametrize("is_in_order", [True, False], ids=["in_order", "out_of_order"])
async def test_merges_of_merges_end_at_the_last_one_in_either_order(
    app: FastAPI, session: AsyncSession, *, is_in_order: bool
) -> None:
    await hear(app, published())
    for owner in (FIRST, SECOND):
        await hear(app, submitted(owner_id=owner))
    both = [merged(FIRST, SECOND), merged(SECOND, KEPT)]
    for event in both if is_in_order else both[::-1]:
        await hear(app, event)
    assert await owners(session) == [KEPT, KEPT]
    assert set(await session.scalars(select(Merge.present_id))) == {KEPT}


async def test_a_merge_told_both_ways_round_moves_nothing_back(app: FastAPI, session: AsyncSession) -> None:
    await billed(app, submitted(owner_id=FIRST))
    await hear(app, merged(FIRST, KEPT))
    await hear(app, merged(KEPT, FIRST))
    assert await owners(session) == [KEPT]
