"""Handing a result over the counter: its owner signs for it by code, or on paper."""

import asyncio
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from contracts.offers import ChannelTerms
from contracts.terms import Channel
from kit.testing import hear
from services.dossier.models import CodePurpose, Confirmation, Dossier
from services.dossier.sight import as_system
from services.dossier.tests import factories
from services.dossier.tests.audited import findings
from services.dossier.tests.conftest import Office
from services.dossier.tests.test_counter import LIMIT, confirm, desk, entered, send, submission, type_in

__all__ = ["desk"]


async def resolved(desk: Office, session: AsyncSession) -> dict[str, Any]:
    draft = await entered(desk)
    await confirm(desk, session, draft)
    await submission(desk, draft)
    await desk.act(draft, "acceptance", desk.hoa)
    await desk.act(draft, "start", desk.dung)
    await desk.upload(draft, desk.dung)
    return await desk.act(draft, "resolution", desk.dung, outcome="granted")


async def test_over_the_counter_a_result_is_signed_for_by_code(desk: Office, session: AsyncSession) -> None:
    done = await resolved(desk, session)
    place = f"/v1/dossiers/{done['id']}/delivery"
    refused = await desk.ask("POST", place, desk.hoa, json={"channel": "direct"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not-receipted")
    await confirm(desk, session, done, "receipt")
    assert (await desk.act(done, "delivery", desk.hoa, channel="direct"))["status"] == "delivered"
    await as_system(session)
    code = await session.scalar(select(Confirmation.id).where(Confirmation.purpose == CodePurpose.RECEIPT))
    last = (await desk.seen(done, desk.lan, "/timeline"))["items"][-1]
    assert last["act"] == "deliver"
    assert code is not None
    assert await findings(session, done["id"], agencies=[desk.agency]) == []


async def test_or_on_paper_and_the_history_says_how(desk: Office, session: AsyncSession) -> None:
    done = await resolved(desk, session)
    words = "Ký sổ trả kết quả số 12, đã xem căn cước"
    await desk.act(done, "delivery", desk.hoa, channel="direct", on_paper=words)
    last = (await desk.seen(done, desk.hoa, "/timeline"))["items"][-1]
    assert (last["act"], last["note"]) == ("deliver", words)


async def test_however_many_try_at_once_six_are_heard(live_office: Office) -> None:
    office = live_office
    ways = [ChannelTerms(channel=Channel.DIRECT, time_limit=LIMIT, fees=[])]
    code = f"9.{office.agency[-6:]}"
    await hear(office.app, factories.procedure(procedure_code=code, channels=ways))
    number = f"0{int(office.agency[1:], 16):011}"[-12:]
    await hear(office.app, factories.person(office.lan.id, personal_number=number))
    draft = await entered(office, procedure_code=code, personal_number=number)
    assert (await send(office, draft)).status_code == 201
    await asyncio.gather(*(type_in(office, draft, "wrong") for _ in range(10)))
    async with async_sessionmaker(office.app.state.engine)() as session:
        await as_system(session)
        of = Confirmation.dossier_id == UUID(draft["id"])
        assert await session.scalar(select(Confirmation.tries).where(of)) == 6
        assert await session.scalar(select(Dossier.owner_id).where(Dossier.id == UUID(draft["id"]))) == office.lan.id
