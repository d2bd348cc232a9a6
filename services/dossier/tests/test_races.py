"""Several at once: one wins, nothing is doubled, no number is lost."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierAccepted
from kit.events import Event
from kit.outbox import emit
from kit.testing import headers, officer
from services.dossier.tests.births import NUMBER, Birth
from services.dossier.tests.conftest import Office, allow
from services.dossier.tests.factories import OTHERS, PDF, PROCEDURE


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


async def test_a_number_of_an_acceptance_that_failed_is_given_to_the_next(
    live_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live_office.offer(*OTHERS)
    sent = [await live_office.paid(procedure=one) for one in (PROCEDURE, *OTHERS)]
    doomed = {one["id"] for one in sent[::2]}

    async def failing(session: AsyncSession, event: Event) -> None:
        if isinstance(event, DossierAccepted) and event.subject in doomed:
            raise RuntimeError("after the number was drawn")
        await emit(session, event)

    monkeypatch.setattr("services.dossier.actions.desk.emit", failing)
    asked = (live_office.ask("POST", f"/v1/dossiers/{one['id']}/acceptance", live_office.hoa) for one in sent)
    answers = await asyncio.gather(*asked)
    assert [one.status_code for one in answers] == [500 if one["id"] in doomed else 201 for one in sent]
    doomed.clear()
    again = [await live_office.act(one, "acceptance", live_office.hoa) for one in sent[::2]]
    numbers = [one.json()["number"] for one in answers if one.status_code == 201] + [one["number"] for one in again]
    assert sorted(int(number.rpartition("-")[2]) for number in numbers) == [1, 2, 3, 4, 5]


async def test_a_citizen_taking_back_while_the_desk_receives_have_one_winner(live_office: Office) -> None:
    for _ in range(3):
        sent = await live_office.paid()
        path = f"/v1/dossiers/{sent['id']}"
        back, received = await asyncio.gather(
            live_office.ask("POST", f"{path}/withdrawal", live_office.lan),
            live_office.ask("POST", f"{path}/acceptance", live_office.hoa),
        )
        now = await live_office.seen(sent, live_office.lan)
        if received.status_code == 201:
            assert (back.status_code, now["status"]) == (409, "accepted")
            assert now["number"] is not None
            continue
        assert received.status_code in (404, 409)
        assert (back.status_code, now["status"], now["number"]) == (201, "draft", None)
        await live_office.act(sent, "discard", live_office.lan)


async def test_a_citizen_asking_to_withdraw_while_the_officer_starts_loses_neither_act(live_office: Office) -> None:
    """Whoever is second acts on what the first made of it, or is told that somebody was first."""
    sent = await live_office.paid()
    await live_office.act(sent, "acceptance", live_office.hoa)
    path = f"/v1/dossiers/{sent['id']}"
    asked, started = await asyncio.gather(
        live_office.ask("POST", f"{path}/withdrawal-requests", live_office.lan, json={}),
        live_office.ask("POST", f"{path}/start", live_office.dung),
    )
    assert {asked.status_code, started.status_code} <= {201, 409}
    assert 201 in (asked.status_code, started.status_code)
    acts = [one["act"] for one in (await live_office.seen(sent, live_office.lan, "/timeline"))["items"]]
    assert acts.count("request_withdrawal") == int(asked.status_code == 201)
    assert acts.count("start") == int(started.status_code == 201)
    status = (await live_office.seen(sent, live_office.lan))["status"]
    assert status == ("withdrawal_requested" if asked.status_code == 201 else "in_progress")


async def test_parts_decided_at_once_have_one_decision_each_and_no_deadlock(live_office: Office) -> None:
    """The insurer returns and refuses its part while the police decide theirs twice."""
    birth = Birth(live_office)
    await birth.accept()
    await birth.grant("birth", birth.clerk, child_number=NUMBER)
    found = await birth.parts()
    card, home = f"/v1/partner/parts/{found['card']['id']}", f"/v1/dossiers/{found['residence']['id']}"
    assert (await live_office.ask("POST", f"{card}/take", birth.insurance)).status_code == 201
    police = officer(found["residence"]["agency"]["code"], "officer")
    await live_office.act(found["residence"], "start", police)
    assert (await live_office.upload(found["residence"], police)).status_code == 201
    granted, refused = {"outcome": "granted", "outputs": {}}, {"outcome": "refused", "note": "Chủ hộ chưa đồng ý"}
    file = {"file": ("the.pdf", PDF, "application/pdf")}
    answers = await asyncio.gather(
        live_office.ask("POST", f"{card}/result", birth.insurance, files=file),
        live_office.ask("POST", f"{card}/refuse", birth.insurance, json={"reason": "Nơi khám không nhận thêm"}),
        live_office.ask("POST", f"{home}/resolution", police, json=granted),
        live_office.ask("POST", f"{home}/resolution", police, json=refused),
    )
    assert [sorted(one.status_code for one in pair) for pair in (answers[:2], answers[2:])] == [[201, 409]] * 2
    stages = {part: one["stage"] for part, one in (await birth.parts()).items()}
    assert stages["card"] == ("granted" if answers[0].status_code == 201 else "refused")
    assert stages["residence"] == ("granted" if answers[2].status_code == 201 else "refused")


async def test_two_hands_saving_one_draft_have_one_winner(live_office: Office) -> None:
    draft = await live_office.opened(reason="Đi làm")
    path, seen = f"/v1/dossiers/{draft['id']}", {"If-Match": f'"{draft["version"]}"'}
    answers = await asyncio.gather(
        *(
            live_office.ask("PATCH", path, live_office.lan, json={"answers": {"reason": f"Lần {turn}"}}, headers=seen)
            for turn in range(4)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


async def test_a_key_whose_answer_was_forgotten_does_nothing_again(office: Office, session: AsyncSession) -> None:
    """Whatever was answered, 72 hours later the same key neither opens a second draft nor sends the dossier anew."""
    body = {"procedure_code": PROCEDURE, "agency_code": office.agency, "answers": {"reason": "Đi làm"}}
    again = {"Idempotency-Key": uuid4().hex}
    draft = (await office.ask("POST", "/v1/dossiers", office.lan, json=body, headers=again)).json()
    await session.execute(text("DELETE FROM answers"))
    refused = await office.ask("POST", "/v1/dossiers", office.lan, json=body, headers=again)
    assert (refused.status_code, refused.json()["dossier_id"]) == (409, draft["id"])
    await office.upload(draft, office.lan)
    path = f"/v1/dossiers/{draft['id']}/submission"
    assert (await office.ask("POST", path, office.lan, headers=again)).status_code == 201
    await office.act(draft, "withdrawal", office.lan)
    await session.execute(text("DELETE FROM answers"))
    refused = await office.ask("POST", path, office.lan, headers=again)
    assert (refused.status_code, refused.json()["code"]) == (422, "key-reused")
    assert (await office.seen(draft, office.lan))["status"] == "draft"
