"""What payment does when other services speak."""

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.payment import BillIssued
from contracts.terms import Channel, FeeKind, FeeLine
from kit.events import NotYet
from kit.testing import hear, said
from services.payment import handlers
from services.payment.lifecycle import BillStatus
from services.payment.models import Bill
from services.payment.tests.factories import billed, declined, published, submitted


async def test_a_submitted_dossier_gets_one_bill_with_the_fee_of_its_revision_and_channel(
    app: FastAPI, session: AsyncSession
) -> None:
    await hear(app, published(revision=1, online=7_000))
    await hear(app, published(revision=2, online=9_000, direct=20_000))
    dossiers = [submitted(revision=1), submitted(revision=2), submitted(revision=2, channel=Channel.DIRECT)]
    for dossier in dossiers:
        await hear(app, dossier)
    bills = {bill.dossier_id: bill for bill in await session.scalars(select(Bill))}
    assert [bills[dossier.dossier_id].amount for dossier in dossiers] == [7_000, 9_000, 20_000]
    events = [event for event in await said(session) if isinstance(event, BillIssued)]
    assert [event.amount for event in events] == [7_000, 9_000, 20_000]
    assert events[0].lines[0].name == "Lệ phí đăng ký tạm trú"


async def test_a_dossier_that_says_what_it_owes_is_billed_exactly_that_and_waits_for_nothing(
    app: FastAPI, session: AsyncSession
) -> None:
    lines = [
        FeeLine(code="a", name="Lệ phí", kind=FeeKind.CHARGE, amount=8_000),
        FeeLine(code="b", name="Phí bản sao", kind=FeeKind.COPY, amount=4_000),
    ]
    dossier = submitted().model_copy(update={"fees": lines})
    await hear(app, dossier)
    (issued,) = [event for event in await said(session) if isinstance(event, BillIssued)]
    assert (issued.amount, issued.lines) == (12_000, lines)


async def test_a_dossier_that_owes_nothing_by_its_own_word_has_no_bill(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, published(online=7_000))
    await hear(app, submitted().model_copy(update={"fees": []}))
    assert await said(session) == []


async def test_a_fee_changed_later_does_not_change_a_bill(app: FastAPI, session: AsyncSession) -> None:
    bill = await billed(app, submitted())
    await hear(app, published(revision=1, online=99_000))
    assert await session.scalar(select(Bill.amount).where(Bill.id == bill.id)) == 7_000


async def test_nothing_due_is_no_bill(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, published(online=0))
    await hear(app, submitted())
    assert await session.scalar(select(func.count()).select_from(Bill)) == 0
    assert await said(session) == []


async def test_a_dossier_whose_procedure_was_not_heard_yet_waits(session: AsyncSession) -> None:
    with pytest.raises(NotYet):
        await handlers.dossier_submitted(session, submitted())


async def test_a_dossier_submitted_twice_under_two_events_has_one_bill(app: FastAPI, session: AsyncSession) -> None:
    dossier = submitted()
    await billed(app, dossier)
    again = type(dossier)(**dossier.model_dump())
    assert again.id != dossier.id
    await hear(app, again)
    assert len(await said(session)) == 1


async def test_a_declined_dossier_owes_nothing(app: FastAPI, session: AsyncSession) -> None:
    dossier = submitted()
    await billed(app, dossier)
    await hear(app, declined(dossier))
    bill = (await session.scalars(select(Bill))).one()
    assert bill.status is BillStatus.CANCELLED
    assert bill.settled_at is not None
