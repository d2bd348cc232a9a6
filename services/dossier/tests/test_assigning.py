"""Who has a dossier in hand, at which step it is, and what staff tell of it; and drafts nobody wants any more."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierProgressed
from kit.people import Officer
from kit.testing import hear, officer, said
from services.dossier.doors import DOORS
from services.dossier.models import Dossier, Paper
from services.dossier.sight import as_system
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.test_officers import entries_say_what_the_row_says
from services.dossier.tests.test_watching import FLOW


async def code(office: Office, dossier: dict[str, Any], door: str, by: Officer, **body: Any) -> tuple[int, str]:
    answer = await office.ask("POST", f"/v1/dossiers/{dossier['id']}/{door}", by, json=body or None)
    return answer.status_code, answer.json()["code"]


async def in_hand(session: AsyncSession, dossier: dict[str, Any]) -> str | None:
    """Whose it is."""
    await as_system(session)
    found = await session.scalar(select(Dossier.assigned_to).where(Dossier.id == dossier["id"]))
    return str(found) if found else None


async def test_one_of_two_takes_a_dossier_and_gives_it_back(office: Office, session: AsyncSession) -> None:
    sent, other = await office.submitted(), officer(office.agency, "officer")
    await office.act(sent, "claim", office.dung)
    assert await in_hand(session, sent) == str(office.dung.id)
    assert await code(office, sent, "claim", other) == (409, "already-assigned")
    assert await code(office, sent, "release", other) == (403, "assigned-to-another")
    await office.act(sent, "release", office.dung)
    assert await in_hand(session, sent) is None
    await office.act(sent, "claim", other)
    assert await in_hand(session, sent) == str(other.id)
    await entries_say_what_the_row_says(session, sent["id"])


async def test_a_leader_gives_work_to_colleagues_only(office: Office, session: AsyncSession) -> None:
    sent, leader = await office.submitted(), officer(office.agency, "leader")
    await office.seen(sent, office.dung)
    assert (await office.ask("GET", "/v1/worklist", office.dung)).status_code == 200
    known = (await office.ask("GET", "/v1/colleagues", leader)).json()
    assert {(one["person_id"], tuple(one["roles"])) for one in known} == {
        (str(office.dung.id), ("officer",)),
        (str(leader.id), ("leader",)),
    }
    await office.act(sent, "assignment", leader, to=str(office.dung.id))
    assert await in_hand(session, sent) == str(office.dung.id)
    for stranger in (office.stranger.id, office.lan.id):
        assert await code(office, sent, "assignment", leader, to=str(stranger)) == (400, "invalid")
    assert await code(office, sent, "assignment", office.dung, to=str(leader.id)) == (403, "not-yours")
    await office.act(sent, "handover", office.dung, to=str(leader.id), note="Nhờ anh xử lý")
    assert await in_hand(session, sent) == str(leader.id)


async def test_colleagues_of_other_agencies_are_not_shown(office: Office) -> None:
    await office.ask("GET", "/v1/worklist", office.dung)
    known = (await office.ask("GET", "/v1/colleagues", office.stranger)).json()
    assert [one["person_id"] for one in known] == [str(office.stranger.id)]


async def test_a_dossier_goes_on_by_the_ways_of_its_workflow(office: Office, session: AsyncSession) -> None:
    await hear(office.app, factories.procedure(workflow=FLOW))
    sent = await office.in_progress()
    await as_system(session)
    step = select(Dossier.step).where(Dossier.id == sent["id"])
    assert await session.scalar(step) == "work"
    await office.act(sent, "steps", office.dung, to="signature", note="Trình ký")
    assert await session.scalar(step) == "signature"
    assert await code(office, sent, "steps", office.dung, to="return") == (400, "invalid")
    assert await code(office, sent, "steps", office.dung, to="nowhere") == (400, "invalid")
    await entries_say_what_the_row_says(session, sent["id"])


async def test_progress_is_told_to_the_applicant(office: Office, session: AsyncSession) -> None:
    sent = await office.in_progress()
    await office.act(sent, "progress", office.dung, note="Đã xác minh nơi ở")
    assert [one for one in await said(session) if isinstance(one, DossierProgressed)] != []
    timeline = (await office.seen(sent, office.lan, "/timeline"))["items"]
    assert timeline[-1]["note"] == "Đã xác minh nơi ở"


DOORS_OF_STAFF: dict[str, dict[str, Any]] = {
    "claim": {},
    "assignment": {"to": "b7a4d6f0-0e6c-4f2a-9a5c-3d2f1e0b9c8d"},
    "handover": {"to": "b7a4d6f0-0e6c-4f2a-9a5c-3d2f1e0b9c8d"},
    "release": {},
    "steps": {"to": "signature"},
    "progress": {"note": "x"},
}


@pytest.mark.parametrize("door", sorted(DOORS_OF_STAFF))
async def test_the_doors_of_staff_are_closed_to_others(office: Office, door: str) -> None:
    sent, body = await office.in_progress(), DOORS_OF_STAFF[door] or None
    path = f"/v1/dossiers/{sent['id']}/{door}"
    assert (await office.ask("POST", path, office.stranger, json=body)).status_code == 404
    assert (await office.ask("POST", path, office.lan, json=body)).status_code == 403


async def test_a_draft_that_was_discarded_is_empty_and_gone_from_the_list(
    office: Office, session: AsyncSession
) -> None:
    draft = await office.opened(reason="Đi làm")
    await office.upload(draft, office.lan)
    assert (await office.act(draft, "discard", office.lan))["status"] == "discarded"
    assert (await office.ask("GET", "/v1/dossiers", office.lan)).json()["items"] == []
    assert (await office.seen(draft, office.lan))["answers"] == {}
    await as_system(session)
    assert (await session.scalars(select(Paper).where(Paper.dossier_id == draft["id"]))).all() == []
    await entries_say_what_the_row_says(session, draft["id"])


async def test_what_was_sent_is_not_discarded(office: Office) -> None:
    sent = await office.submitted()
    answer = await office.ask("POST", f"/v1/dossiers/{sent['id']}/discard", office.lan)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-now")


async def test_every_act_of_the_list_has_its_door(office: Office) -> None:
    paths = office.app.openapi()["paths"]
    for door in DOORS.values():
        assert "post" in paths[f"/v1/dossiers/{{dossier_id}}/{door}"], door
    sent = await office.submitted()
    listed = (await office.seen(sent, office.hoa, "/actions"))["items"]
    assert {one["door"] for one in listed} == {f"/v1/dossiers/{sent['id']}/{door}" for door in DOORS.values()}
