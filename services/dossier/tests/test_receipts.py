"""Handing a result over the counter: its owner signs for it by code, or on paper."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.dossier.models import CodePurpose, Confirmation
from services.dossier.sight import as_system
from services.dossier.tests.audited import findings
from services.dossier.tests.conftest import Office
from services.dossier.tests.test_counter import confirm, desk, entered, submission

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
