"""An administrator puts a procedure online without a programmer, and changes one that dossiers lie under."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.faults.stack import Stack
from tests.journeys.phone import Phone
from tests.journeys.promises import LOCAL
from tests.oidc.administrator import Administrator

pytestmark = pytest.mark.oidc
CODE = "9.000777"
AGENCY = "H24.91"
PATIENCE = 20.0
FORM: dict[str, Any] = {
    "title": "Đơn đề nghị mượn nhà văn hóa phường",
    "title_en": "Application to use the ward's house of culture",
    "basis": "Quyết định của UBND phường (thử nghiệm)",
    "blocks": [
        {
            "title": "Người đề nghị",
            "title_en": "Applicant",
            "use": "person",
            "prefix": "applicant_",
            "source": "person",
        },
        {
            "title": "Việc mượn",
            "title_en": "Use",
            "fields": [
                {
                    "id": "event_kind",
                    "kind": "select",
                    "label": "Mượn để",
                    "label_en": "For",
                    "is_required": True,
                    "choices": [
                        {"value": "wedding", "label": "Đám cưới", "label_en": "A wedding"},
                        {"value": "meeting", "label": "Họp tổ dân phố", "label_en": "A neighbourhood meeting"},
                    ],
                },
                {
                    "id": "event_on",
                    "kind": "date",
                    "label": "Ngày mượn",
                    "label_en": "Day",
                    "is_required": True,
                    "no_earlier": "0d",
                },
            ],
        },
    ],
}
WEDDING = {"required": ["event_kind"], "properties": {"event_kind": {"const": "wedding"}}}


def content() -> dict[str, Any]:
    """A small procedure of a ward's committee, online to the end."""
    fee = {
        "code": "phi-nha-van-hoa",
        "name": "Phí sử dụng nhà văn hóa",
        "kind": "fee",
        "amount": 300_000,
        "when": {"test": WEDDING, "vi": "khi mượn để làm đám cưới", "en": "when it is for a wedding"},
        "basis": "Nghị quyết của HĐND phường (thử nghiệm)",
    }
    return {
        "name": "Mượn nhà văn hóa phường",
        "fields": ["Văn hóa"],
        "levels": ["commune"],
        "applicants": ["citizen"],
        "competences": [{"kind": "commune_committee"}],
        "online_level": "full",
        "channels": [{"channel": "online", "time_limit": {"value": 1, "unit": "working_day"}, "fees": [fee]}],
        "papers": [],
        "results": [{"code": "KQ.H24.000777", "name": "Giấy cho mượn nhà văn hóa"}],
        "legal_bases": [{"number": "01/QĐ-UBND"}],
        "forms": [{"definition": FORM}],
        "source": "thử nghiệm",
    }


async def until(look: Callable[[], Awaitable[Any]]) -> Any:
    """Wait for what follows by event."""
    deadline = time.monotonic() + PATIENCE
    while not (found := await look()):
        assert time.monotonic() < deadline, "it does not come"
        await asyncio.sleep(0.1)
    return found


def today() -> str:
    """The day in Vietnam."""
    return datetime.now(LOCAL).date().isoformat()


@pytest_asyncio.fixture
async def minh(stack: Stack) -> Any:
    """A citizen at their phone."""
    world = stack.world()
    phone = world.phone()
    await phone.sign_in("minh@motcua.example", world.passwords["minh"])
    yield phone
    await phone.close()


async def publish(editor: Phone, revision: dict[str, Any]) -> dict[str, Any]:
    """Put a draft in force from today."""
    published: dict[str, Any] = await editor.api(
        "POST",
        f"/v1/revisions/{revision['id']}/publication",
        json={"effective_from": today()},
        headers={"If-Match": f'"{revision["version"]}"'},
        expect=201,
    )
    return published


async def open_draft(citizen: Phone, answers: dict[str, Any]) -> dict[str, Any]:
    """A dossier for the new procedure."""
    wanted = {"procedure_code": CODE, "agency_code": AGENCY, "answers": answers}

    async def opened() -> Any:
        answer = await citizen.ask("POST", "/v1/dossiers", json=wanted, key=uuid4().hex)
        return answer.json() if answer.status_code == 201 else None

    found: dict[str, Any] = await until(opened)
    return found


async def test_a_procedure_goes_online_without_a_programmer(administrator: Administrator, minh: Phone) -> None:
    editor = administrator.phone
    faulty = content() | {"competences": [{"kind": "commune_committee", "agency_code": "H99"}]}
    draft = await editor.api("POST", "/v1/procedures", json={"code": CODE, "content": faulty}, expect=201)
    assert (await minh.ask("GET", f"/v1/procedures/{CODE}")).status_code == 404, "a draft is nobody else's"
    assert (await minh.ask("GET", f"/v1/revisions/{draft['id']}")).status_code == 404
    told = await editor.api("POST", f"/v1/revisions/{draft['id']}/check", json={}, expect=200)
    assert [one["pointer"] for one in told["faults"]] == ["/competences/0/agency_code"]
    refused = await editor.ask(
        "POST",
        f"/v1/revisions/{draft['id']}/publication",
        json={"effective_from": today()},
        headers={"If-Match": '"1"'},
    )
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/competences/0/agency_code")
    mended = await editor.api(
        "PUT", f"/v1/revisions/{draft['id']}", json=content(), headers={"If-Match": '"1"'}, expect=200
    )
    await publish(editor, mended)

    found = await minh.api("GET", "/v1/procedures", params={"q": "muon nha van hoa phuong"}, expect=200)
    assert found["items"][0]["code"] == CODE
    fees = await minh.api(
        "POST", f"/v1/procedures/{CODE}/fees", json={"answers": {"event_kind": "wedding"}}, expect=200
    )
    assert fees["total"]["amount"] == 300_000
    answers = {"event_kind": "meeting", "event_on": today()}
    dossier = await open_draft(minh, answers)
    assert dossier["answers"]["applicant_full_name"]
    sent = await minh.api("POST", f"/v1/dossiers/{dossier['id']}/submission", expect=201)
    assert sent["status"] == "submitted"


async def test_a_new_revision_rules_what_comes_after_it(administrator: Administrator, minh: Phone) -> None:
    editor = administrator.phone
    before = await open_draft(minh, {"event_kind": "wedding", "event_on": today()})
    draft = await editor.api("POST", f"/v1/procedures/{CODE}/revisions", json={"note": "Phí mới"}, expect=201)
    dearer = draft["content"]
    dearer["channels"][0]["fees"][0]["amount"] = 350_000
    draft = await editor.api(
        "PUT", f"/v1/revisions/{draft['id']}", json=dearer, headers={"If-Match": '"1"'}, expect=200
    )
    changes = (await editor.api("GET", f"/v1/revisions/{draft['id']}/diff", expect=200))["changes"]
    assert [(one["kind"], one["op"]) for one in changes] == [("fee", "changed")]
    again = await editor.ask("POST", f"/v1/procedures/{CODE}/revisions", json={})
    assert again.status_code == 409
    published = await publish(editor, draft)
    assert published["number"] == 2
    first, _ = (await minh.api("GET", f"/v1/procedures/{CODE}/revisions", expect=200))["items"][::-1]
    assert first["effective_to"] is not None

    async def moved() -> Any:
        shown = await minh.api("GET", f"/v1/dossiers/{before['id']}", expect=200)
        tag = f'"{shown["version"]}"'
        edited = await minh.ask(
            "PATCH", f"/v1/dossiers/{before['id']}", json={"answers": {}}, headers={"If-Match": tag}
        )
        return edited.status_code == 200 and edited.json()["procedure"]["revision"] == 2

    await until(moved)


async def test_a_procedure_is_closed_from_a_day_on(administrator: Administrator, minh: Phone) -> None:
    last = datetime.now(LOCAL).date()
    over = {"closed_on": last.isoformat(), "replaced_by": None}
    refused = await administrator.phone.ask("POST", f"/v1/procedures/{CODE}/closure", json=over)
    assert refused.status_code == 400, "not from today: people are filling in its form"
    closure = {"closed_on": (last + timedelta(days=1)).isoformat(), "replaced_by": "1.004194"}
    await administrator.phone.api("POST", f"/v1/procedures/{CODE}/closure", json=closure, expect=201)
    shown = await minh.api("GET", f"/v1/procedures/{CODE}", expect=200)
    assert (shown["closed_on"], shown["replaced_by"]) == (closure["closed_on"], "1.004194")
    then = {"on": closure["closed_on"]}
    assert (await minh.ask("POST", f"/v1/procedures/{CODE}/fees", json=then)).status_code == 404
