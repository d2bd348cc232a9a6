"""Every edge of a bill's life, taken by the events and messages that cause it: where it ends and what is told."""

from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierSubmitted
from kit.people import Citizen
from kit.testing import citizen, hear, said
from services.payment.lifecycle import BILL_LIFE, BillStatus, BillTurn
from services.payment.models import Bill
from services.payment.tests.factories import (
    again,
    attempt,
    billed,
    declined,
    ipn,
    signed,
    start_payment,
    submitted,
    taken_back,
    told,
)

EDGES = [(turn, before) for turn, edge in BILL_LIFE.items() for before in sorted(edge.before)]
ELSEWHERE = [(turn, before) for turn in BillTurn for before in BillStatus if (turn, before) not in EDGES]


class Story:
    """One dossier, its payer and its bill, and what happens to them."""

    def __init__(self, app: FastAPI, client: AsyncClient) -> None:
        self.app, self.client = app, client
        self.payer: Citizen = citizen()
        self.dossier: DossierSubmitted = submitted(owner_id=self.payer.id)
        self.reference = ""

    async def begin(self, status: BillStatus) -> None:
        """A bill in that state, with a payment started while it was open."""
        bill = await billed(self.app, self.dossier)
        begun = await start_payment(self.client, bill.id, self.payer)
        self.reference = (await attempt(self.app, UUID(begun["id"]))).txn_ref
        leads = {
            BillStatus.SUSPENDED: BillTurn.TAKEN_BACK,
            BillStatus.PAID: BillTurn.PAID,
            BillStatus.CANCELLED: BillTurn.DECLINED,
        }
        if status in leads:
            await self.take(leads[status])

    async def take(self, turn: BillTurn) -> None:
        """What causes that turn happens."""
        match turn:
            case BillTurn.PAID:
                await ipn(self.client, signed(told(self.reference)))
            case BillTurn.TAKEN_BACK:
                await hear(self.app, taken_back(self.dossier))
            case BillTurn.SENT_AGAIN:
                await hear(self.app, again(self.dossier))
            case BillTurn.DECLINED:
                await hear(self.app, declined(self.dossier))


async def status_now(session: AsyncSession) -> BillStatus:
    """Where the only bill stands."""
    return (await session.scalars(select(Bill.status))).one()


@pytest.mark.parametrize(("turn", "before"), EDGES)
async def test_an_edge_ends_where_the_table_says_and_tells_what_it_says(
    app: FastAPI, client: AsyncClient, session: AsyncSession, *, turn: BillTurn, before: BillStatus
) -> None:
    story = Story(app, client)
    await story.begin(before)
    assert await status_now(session) is before
    earlier = len(await said(session))
    await story.take(turn)
    edge = BILL_LIFE[turn]
    assert await status_now(session) is edge.after
    assert [type(event) for event in (await said(session))[earlier:]] == ([edge.says] if edge.says else [])


@pytest.mark.parametrize(("turn", "before"), ELSEWHERE)
async def test_a_turn_that_cannot_happen_changes_and_tells_nothing(
    app: FastAPI, client: AsyncClient, session: AsyncSession, *, turn: BillTurn, before: BillStatus
) -> None:
    story = Story(app, client)
    await story.begin(before)
    earlier = len(await said(session))
    await story.take(turn)
    assert await status_now(session) is before
    assert len(await said(session)) == earlier
