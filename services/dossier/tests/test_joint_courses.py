"""What becomes of a joint dossier off its ordinary way: a part repaired, stopped; what the whole does not allow."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest_asyncio
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.testing import officer
from services.dossier.actions import parts
from services.dossier.models import Dossier
from services.dossier.queries import parts as rows
from services.dossier.sight import as_system
from services.dossier.tests.births import INSURANCE, NUMBER, Birth
from services.dossier.tests.conftest import Office
from services.dossier.tests.test_officers import entries_say_what_the_row_says


@pytest_asyncio.fixture
async def birth(office: Office) -> Birth:
    """A joint dossier that was accepted."""
    found = Birth(office)
    await found.accept()
    return found


async def test_a_refused_part_is_repaired_alone(birth: Birth, session: AsyncSession) -> None:
    await birth.grant("birth", birth.clerk, child_number=NUMBER)
    refused = await birth.refuse("residence", birth.police)
    office, part = birth.office, (await birth.parts())["residence"]
    assert (part["stage"], part["status"]) == ("refused", "resolved")
    assert part["repair_until"] is not None
    answer = await office.upload(refused, office.lan, component_id="housing", name="c.pdf")
    assert answer.status_code == 201, answer.text
    again = await office.act(refused, "repair", office.lan, answers={"reason": "Chủ hộ đã đồng ý"})
    assert (again["status"], again["outcome"], again["number"]) == ("accepted", None, refused["number"])
    shown = await office.seen(refused, birth.police)
    assert shown["answers"]["reason"] == "Chủ hộ đã đồng ý"
    assert (await birth.parts())["birth"]["stage"] == "granted"
    await birth.grant("residence", birth.police)
    await birth.grant("card", officer(INSURANCE, "officer"))
    whole = await office.seen(birth.whole, office.lan)
    assert (whole["status"], whole["outcome"]) == ("resolved", "granted")
    for one in (birth.whole, *(await birth.parts()).values()):
        await entries_say_what_the_row_says(session, one["id"])


async def test_nothing_else_is_repaired(birth: Birth) -> None:
    office = birth.office
    found = await birth.parts()
    body: dict[str, Any] = {"answers": {}}
    for one, by in ((found["birth"], office.lan), (birth.whole, office.lan)):
        answer = await office.ask("POST", f"/v1/dossiers/{one['id']}/repair", by, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "not-now")
    await birth.grant("birth", birth.clerk, child_number=NUMBER)
    await birth.refuse("residence", birth.police)
    part = (await birth.parts())["residence"]
    wrong = {"answers": {"clinic": "Của phần khác"}}
    answer = await office.ask("POST", f"/v1/dossiers/{part['id']}/repair", office.lan, json=wrong)
    assert answer.status_code == 400, "another part's field"


async def test_a_repair_comes_too_late_once_the_time_is_over(
    birth: Birth, clock_at: Callable[[datetime], None]
) -> None:
    await birth.refuse("birth", birth.clerk)
    part = (await birth.parts())["birth"]
    clock_at(await now() + timedelta(days=11))
    answer = await birth.office.ask("POST", f"/v1/dossiers/{part['id']}/repair", birth.office.lan, json={"answers": {}})
    assert (answer.status_code, answer.json()["code"]) == (409, "not-repairable")


async def test_the_whole_is_worked_on_in_its_parts_alone(birth: Birth) -> None:
    office, place = birth.office, f"/v1/dossiers/{birth.whole['id']}"
    asked: dict[str, Any] = {"lines": [{"code": "x", "amount": 1000}], "pay_within_days": 5}
    for by, door, body in (
        (birth.clerk, "start", None),
        (birth.clerk, "payment-requests", asked),
        (office.lan, "withdrawal-requests", {}),
    ):
        answer = await office.ask("POST", f"{place}/{door}", by, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "done-by-parts"), answer.text
    listed = {one["act"]: one for one in (await office.seen(birth.whole, birth.clerk, "/actions"))["items"]}
    assert listed["start"]["obstacle"]["code"] == "done-by-parts"


async def test_a_part_of_what_has_ended_is_not_reopened(birth: Birth, session: AsyncSession) -> None:
    refused = await birth.refuse("birth", birth.clerk)
    await session.execute(update(Dossier).where(Dossier.id == UUID(birth.whole["id"])).values(status="resolved"))
    body = {"note": "Xem lại"}
    answer = await birth.office.ask("POST", f"/v1/dossiers/{refused['id']}/reopening", birth.clerk, json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "whole-ended")


async def test_a_part_that_is_stopped_is_followed_by_the_schedule(birth: Birth, session: AsyncSession) -> None:
    part = (await birth.parts())["birth"]
    await birth.office.act(part, "start", birth.clerk)
    await birth.office.act(part, "stop", birth.clerk, note="Có tranh chấp")
    await as_system(session)
    assert UUID(birth.whole["id"]) in await rows.under_way(session, after=None, limit=100)
    await parts.follow(session, UUID(birth.whole["id"]), at=await now())
    assert {one["stage"] for one in (await birth.parts()).values()} == {"failed", "dropped"}


async def test_one_timeline_tells_the_parts_without_what_is_among_staff(birth: Birth) -> None:
    part = (await birth.parts())["birth"]
    await birth.office.act(part, "start", birth.clerk)
    body = {"to": str(birth.clerk.id), "note": "Xem giúp vì tôi nghỉ phép"}
    given = await birth.office.ask("POST", f"/v1/dossiers/{part['id']}/handover", birth.clerk, json=body)
    told = (await birth.office.seen(birth.whole, birth.office.lan, "/timeline"))["items"]
    assert [(one["act"], one["part"]) for one in told][:5] == [
        ("open", None), ("submit", None), ("accept", None), ("open_part", "birth"), ("start", "birth"),
    ]  # fmt: skip
    assert given.status_code == 201, given.text
    assert "nghỉ phép" not in str(told)


async def test_anybody_with_the_one_code_sees_the_whole(birth: Birth) -> None:
    found = await birth.parts()
    assert (await birth.office.seen(found["birth"], birth.office.lan))["tracking_code"] == birth.whole["tracking_code"]
    shown = await birth.office.ask("GET", f"/v1/tracking/{birth.whole['tracking_code']}", None)
    assert shown.json()["number"] == birth.whole["number"]
