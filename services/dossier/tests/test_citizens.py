"""What an applicant can and cannot do over HTTP."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierSubmitted, DossierWithdrawn
from contracts.terms import AgencyKind
from kit.testing import citizen, headers, hear, said
from services.dossier.models import Entry
from services.dossier.sight import as_person, as_system
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office, allow
from services.dossier.tests.factories import OTHERS, POLICE, PROCEDURE


async def test_a_draft_opens_with_what_the_account_knows(office: Office) -> None:
    draft = await office.opened(reason="Đi làm", full_name="Nguyễn Thị Lan Anh")
    assert draft["status"] == "draft"
    assert draft["national_code"] is None
    assert draft["answers"]["personal_number"] == "030194001234"
    assert draft["prefilled"]["personal_number"]["source"] == "population_database"
    assert "full_name" not in draft["prefilled"]
    assert [(one["id"], one["is_mandatory"], one["has_file"]) for one in draft["components"]] == [
        ("ct01", True, False),
        ("housing", False, False),
    ]


@pytest.mark.parametrize("smuggled", [{"status": "accepted"}, {"owner_id": str(uuid4())}, {"fee_due": 0}])
async def test_nobody_assigns_what_is_not_theirs_to_say(office: Office, smuggled: dict[str, Any]) -> None:
    body = {"procedure_code": PROCEDURE, "agency_code": POLICE}
    assert (await office.ask("POST", "/v1/dossiers", office.lan, json=body | smuggled)).status_code == 400
    assert (await office.ask("POST", "/v1/dossiers", office.lan, json=body | {"answers": smuggled})).status_code == 400
    draft = await office.opened()
    path = f"/v1/dossiers/{draft['id']}"
    seen = {"headers": {"If-Match": '"1"'}}
    assert (await office.ask("PATCH", path, office.lan, json={"answers": {}} | smuggled, **seen)).status_code == 400
    assert (await office.ask("PATCH", path, office.lan, json={"answers": smuggled}, **seen)).status_code == 400


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"procedure_code": "9.999999", "agency_code": "nowhere"}, ["/procedure_code", "/agency_code"]),
        ({"procedure_code": PROCEDURE, "agency_code": "H24.15"}, ["/agency_code"]),
        ({"procedure_code": PROCEDURE, "agency_code": POLICE, "case": "none such"}, ["/case"]),
    ],
)
async def test_an_opening_names_every_fault(office: Office, body: dict[str, Any], pointers: list[str]) -> None:
    await hear(office.app, factories.agency("H24.15", kind=AgencyKind.DEPARTMENT))
    answer = await office.ask("POST", "/v1/dossiers", office.lan, json=body)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers


async def test_somebody_identity_has_not_told_of_yet_is_asked_to_wait(office: Office) -> None:
    body = {"procedure_code": PROCEDURE, "agency_code": POLICE}
    answer = await office.ask("POST", "/v1/dossiers", citizen(), json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-known-yet")


async def test_an_edit_needs_the_version_it_saw(office: Office) -> None:
    draft = await office.opened()
    path, body = f"/v1/dossiers/{draft['id']}", {"answers": {"reason": "Đi học", "phone": None}}
    assert (await office.ask("PATCH", path, office.lan, json=body)).status_code == 428
    for stale in ('"7"', "1", '"x"', "*", '"00001"', '"0"', f'"{2**63}"', '"99999999999999999999"'):
        refused = await office.ask("PATCH", path, office.lan, json=body, headers={"If-Match": stale})
        assert refused.status_code == 412
    edited = await office.ask("PATCH", path, office.lan, json=body, headers={"If-Match": '"1"'})
    assert edited.headers["ETag"] == '"2"'
    assert edited.json()["answers"]["reason"] == "Đi học"
    assert "phone" not in edited.json()["answers"]
    assert "phone" not in edited.json()["prefilled"]


async def test_a_submission_names_every_fault_of_form_and_papers_at_once(office: Office) -> None:
    draft = await office.opened(personal_number="123")
    refused = await office.ask("POST", f"/v1/dossiers/{draft['id']}/submission", office.lan)
    assert (refused.status_code, refused.json()["code"]) == (400, "incomplete")
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [
        ("/answers/personal_number", "not-a-personal-number"),
        ("/answers/reason", "missing"),
        ("/papers/ct01", "paper-missing"),
    ]
    assert "123" not in refused.text.replace(draft["id"], "")


async def test_a_retried_submission_has_one_effect_and_one_answer(office: Office, session: AsyncSession) -> None:
    draft = await office.opened(reason="Đi làm")
    await office.upload(draft, office.lan)
    signed, path = headers(office.lan), f"/v1/dossiers/{draft['id']}/submission"
    first = await office.client.post(path, headers=signed)
    again = await office.client.post(path, headers=signed)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.json()["national_code"] == 1
    assert first.json()["fee"] == {"due": {"amount": 7000, "currency": "VND"}, "paid_at": None}
    assert len([one for one in await said(session) if isinstance(one, DossierSubmitted)]) == 1


async def test_a_dossier_cannot_be_submitted_twice(office: Office) -> None:
    sent = await office.submitted()
    answer = await office.ask("POST", f"/v1/dossiers/{sent['id']}/submission", office.lan)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-now")


async def test_a_submitted_dossier_is_not_edited(office: Office) -> None:
    sent = await office.submitted()
    seen = {"If-Match": f'"{sent["version"]}"'}
    answer = await office.ask(
        "PATCH", f"/v1/dossiers/{sent['id']}", office.lan, json={"answers": {"reason": "Khác"}}, headers=seen
    )
    assert answer.status_code == 409
    assert (await office.upload(sent, office.lan)).status_code == 409


async def test_a_dossier_taken_back_is_a_draft_only_its_owner_sees(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    back = await office.act(sent, "withdrawal", office.lan)
    assert (back["status"], back["submitted_at"]) == ("draft", None)
    assert (await office.ask("GET", f"/v1/dossiers/{sent['id']}", office.hoa)).status_code == 404
    assert (await office.act(sent, "submission", office.lan))["status"] == "submitted"
    events = [one for one in await said(session) if isinstance(one, DossierWithdrawn)]
    assert [str(one.dossier_id) for one in events] == [sent["id"]]


@pytest.mark.parametrize("number", ["1e30", "1e400", "-9007199254740993.0", "9223372036854775808"])
async def test_a_number_that_json_would_not_give_back_is_no_answer(office: Office, number: str) -> None:
    draft = await office.opened()
    for method, path, seen in (("POST", "", {}), ("PATCH", f"/{draft['id']}", {"If-Match": '"1"'})):
        body = f'{{"procedure_code": "{PROCEDURE}", "agency_code": "{POLICE}", "answers": {{"reason": {number}}}}}'
        content = body if method == "POST" else f'{{"answers": {{"reason": {number}}}}}'
        typed = {"Content-Type": "application/json", **seen}
        answer = await office.ask(method, f"/v1/dossiers{path}", office.lan, content=content, headers=typed)
        assert answer.status_code == 400, answer.text


async def test_a_person_has_so_many_drafts_and_no_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(office, monkeypatch, most_drafts=2)
    await office.offer(*OTHERS)
    drafts = [await office.opened(reason="Đi làm", procedure=code) for code in (PROCEDURE, OTHERS[0])]
    body = {"procedure_code": OTHERS[1], "agency_code": POLICE}
    refused = await office.ask("POST", "/v1/dossiers", office.lan, json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "too-many-drafts")
    await office.upload(drafts[0], office.lan)
    await office.act(drafts[0], "submission", office.lan)
    await office.opened(procedure=OTHERS[1])


async def test_my_dossiers_are_mine_newest_first_page_by_page(office: Office) -> None:
    await office.offer(*OTHERS)
    ids = [(await office.opened(procedure=code))["id"] for code in OTHERS[:3]]
    await hear(office.app, factories.person(stranger := citizen().id))
    first = (await office.ask("GET", "/v1/dossiers?limit=2", office.lan)).json()
    rest = (await office.ask("GET", f"/v1/dossiers?limit=2&cursor={first['next']}", office.lan)).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next"] is None
    assert (await office.ask("GET", "/v1/dossiers", citizen(stranger))).json()["items"] == []
    assert (await office.ask("GET", "/v1/dossiers?cursor=forged", office.lan)).status_code == 400


async def test_an_opening_sent_again_opens_nothing_new(office: Office) -> None:
    signed, body = headers(office.lan), {"procedure_code": PROCEDURE, "agency_code": POLICE}
    first = await office.client.post("/v1/dossiers", headers=signed, json=body)
    again = await office.client.post("/v1/dossiers", headers=signed, json=body)
    assert first.json() == again.json()
    assert again.headers["Location"] == f"/v1/dossiers/{first.json()['id']}"
    other = await office.client.post("/v1/dossiers", headers=signed, json=body | {"answers": {"reason": "Khác"}})
    assert other.status_code == 422


async def test_nobody_else_learns_that_a_dossier_exists(office: Office) -> None:
    sent = await office.submitted()
    paper = (await office.seen(sent, office.lan))["papers"][0]["id"]
    reads = ("", "/timeline", "/actions", "/clock", "/slips/receipt", f"/papers/{paper}")
    for part in reads:
        path = f"/v1/dossiers/{sent['id']}{part}"
        assert (await office.ask("GET", path, citizen())).status_code == 404, part
        assert (await office.ask("GET", path, office.stranger)).status_code == 404, part
        assert (await office.ask("GET", path, None)).status_code == 401, part
    for act in ("submission", "withdrawal", "supplement"):
        path = f"/v1/dossiers/{sent['id']}/{act}"
        assert (await office.ask("POST", path, citizen(), json={})).status_code == 404, act
        # the desk sends and supplements what it entered: it is told why not now
        refused = 403 if act == "withdrawal" else 409
        assert (await office.ask("POST", path, office.hoa, json={})).status_code == refused, act
        assert (await office.ask("POST", path, None, json={})).status_code == 401, act
    for act in ("acceptance", "start"):
        path = f"/v1/dossiers/{sent['id']}/{act}"
        assert (await office.ask("POST", path, office.stranger)).status_code == 404, act
        assert (await office.ask("POST", path, office.lan)).status_code == 403, act
    other = await office.opened()
    assert (await office.ask("GET", f"/v1/dossiers/{other['id']}/papers/{paper}", office.lan)).status_code == 404


async def test_the_database_itself_hides_what_is_not_the_callers(office: Office, session: AsyncSession) -> None:
    await office.submitted()
    for nobody in (citizen(), office.stranger):
        await as_person(session, nobody)
        assert (await session.scalars(select(Entry))).all() == []
    await as_system(session)
    assert len((await session.scalars(select(Entry))).all()) == 2
