"""Several at once: one wins, nothing is doubled, no number is lost."""

import asyncio

import pytest

from kit.testing import headers, officer
from services.dossier.tests.conftest import Office, allow
from services.dossier.tests.factories import PDF


async def test_two_officers_at_once_have_one_winner(live_office: Office) -> None:
    sent = await live_office.paid()
    clerks = [officer(live_office.agency, "counter") for _ in range(6)]
    path = f"/v1/dossiers/{sent['id']}/acceptance"
    answers = await asyncio.gather(*(live_office.ask("POST", path, clerk) for clerk in clerks))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    timeline = (await live_office.seen(sent, live_office.lan, "/timeline"))["items"]
    assert [one["act"] for one in timeline].count("accept") == 1


async def test_a_double_submission_from_two_tabs_has_one_winner(live_office: Office) -> None:
    draft = await live_office.opened(reason="Đi làm")
    await live_office.upload(draft, live_office.lan)
    path = f"/v1/dossiers/{draft['id']}/submission"
    answers = await asyncio.gather(*(live_office.ask("POST", path, live_office.lan) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_the_same_submission_sent_twice_at_once_has_one_effect(live_office: Office) -> None:
    draft = await live_office.opened(reason="Đi làm")
    await live_office.upload(draft, live_office.lan)
    signed, path = headers(live_office.lan), f"/v1/dossiers/{draft['id']}/submission"
    answers = await asyncio.gather(*(live_office.client.post(path, headers=signed) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert (await live_office.client.post(path, headers=signed)).status_code == 201
    timeline = (await live_office.seen(draft, live_office.lan, "/timeline"))["items"]
    assert [one["act"] for one in timeline] == ["open", "submit"]


async def test_a_dossier_is_not_filled_past_its_limit_by_uploads_at_once(
    live_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.dossier.actions.filing.MOST_PAPERS", 5)
    draft = await live_office.opened()
    answers = await asyncio.gather(*(live_office.upload(draft, live_office.lan) for _ in range(12)))
    assert sorted(answer.status_code for answer in answers) == [*[201] * 5, *[409] * 7]
    assert len((await live_office.seen(draft, live_office.lan))["papers"]) == 5


async def test_drafts_and_bytes_of_a_person_hold_against_many_at_once(
    live_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(live_office, monkeypatch, most_drafts=3, most_bytes=4 * len(PDF))
    codes = [f"1.00500{turn}" for turn in range(9)]
    await live_office.offer(*codes)
    bodies = [{"procedure_code": code, "agency_code": live_office.agency} for code in codes]
    opened = await asyncio.gather(
        *(live_office.ask("POST", "/v1/dossiers", live_office.lan, json=body) for body in bodies)
    )
    assert sorted(answer.status_code for answer in opened) == [*[201] * 3, *[409] * 6]
    drafts = [answer.json() for answer in opened if answer.status_code == 201]
    sent = await asyncio.gather(*(live_office.upload(drafts[turn % 3], live_office.lan) for turn in range(9)))
    assert sorted(answer.status_code for answer in sent) == [*[201] * 4, *[409] * 5]


async def test_numbers_have_no_gap_under_twenty_acceptances_at_once(live_office: Office) -> None:
    sent = [await live_office.paid() for _ in range(20)]
    unpaid = await live_office.submitted()
    paths = [f"/v1/dossiers/{one['id']}/acceptance" for one in [*sent, unpaid]]
    answers = await asyncio.gather(*(live_office.ask("POST", path, live_office.hoa) for path in paths))
    assert [answer.status_code for answer in answers] == [*[201] * 20, 409]
    drawn = sorted(int(answer.json()["number"].rpartition("-")[2]) for answer in answers[:20])
    assert drawn == list(range(1, 21))
