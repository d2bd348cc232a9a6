"""The desk enters a dossier for who stands before it; they confirm by code, and sign for the result by code."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierSubmitted
from contracts.dossier_codes import ConfirmationRequested
from contracts.offers import ChannelTerms
from contracts.terms import Channel, LimitUnit, TimeLimit
from kit.people import Person
from kit.testing import hear, officer, said
from services.dossier.models import Confirmation
from services.dossier.sight import as_person, as_system
from services.dossier.tests import factories
from services.dossier.tests.audited import findings
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import OTHERS, PROCEDURE

LAN = {"full_name": "NGUYEN THI LAN", "personal_number": "030194001234"}
LIMIT = TimeLimit(value=3, unit=LimitUnit.WORKING_DAY)


@pytest.fixture
async def desk(office: Office) -> Office:
    """The office, which takes dossiers at the counter and by post too, free of charge."""
    ways = [ChannelTerms(channel=channel, time_limit=LIMIT, fees=[]) for channel in (Channel.ONLINE, Channel.DIRECT)]
    await hear(office.app, factories.procedure(revision=2, channels=ways))
    return office


async def enter(office: Office, by: Person | None = None, **changed: Any) -> Any:
    body = {"procedure_code": PROCEDURE, **LAN, "answers": {"reason": "Đi làm"}} | changed
    return await office.ask("POST", "/v1/counter/dossiers", by or office.hoa, json=body)


async def entered(office: Office, **changed: Any) -> dict[str, Any]:
    """A complete dossier, entered with its paper scanned."""
    answer = await enter(office, **changed)
    assert answer.status_code == 201, answer.text
    draft: dict[str, Any] = answer.json()
    scanned = await office.ask(
        "POST",
        f"/v1/dossiers/{draft['id']}/papers",
        office.hoa,
        data={"component_id": "ct01"},
        files={"file": ("a.pdf", factories.PDF)},
    )
    assert scanned.status_code == 201, scanned.text
    return draft


async def send(office: Office, draft: dict[str, Any], purpose: str = "counter_entry", by: Person | None = None) -> Any:
    place = f"/v1/dossiers/{draft['id']}/confirmation-codes"
    return await office.ask("POST", place, by or office.hoa, json={"purpose": purpose})


async def code_of(office: Office, session: AsyncSession) -> str:
    """The code last sent, as notification opens it."""
    [*_, last] = [one for one in await said(session) if isinstance(one, ConfirmationRequested)]
    told = json.loads(office.app.state.codes_box.unseal(last.sealed))
    assert told["address"] == "lan@motcua.example"
    code: str = told["code"]
    return code


async def type_in(office: Office, draft: dict[str, Any], code: str, purpose: str = "counter_entry") -> dict[str, Any]:
    place = f"/v1/dossiers/{draft['id']}/confirmations"
    answer = await office.ask("POST", place, office.hoa, json={"purpose": purpose, "code": code})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def confirm(office: Office, session: AsyncSession, draft: dict[str, Any], purpose: str = "counter_entry") -> None:
    assert (await send(office, draft, purpose)).status_code == 201
    assert (await type_in(office, draft, await code_of(office, session), purpose))["is_confirmed"]


async def submission(office: Office, draft: dict[str, Any], by: Person | None = None) -> Any:
    return await office.ask("POST", f"/v1/dossiers/{draft['id']}/submission", by or office.hoa)


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


async def test_the_desk_enters_the_owner_confirms_and_it_is_the_owners(desk: Office, session: AsyncSession) -> None:
    draft = await entered(desk)
    assert (draft["answers"]["full_name"], draft["channel"]) == ("Nguyễn Thị Lan", "direct")
    refused = await submission(desk, draft)
    assert (refused.status_code, refused.json()["code"]) == (409, "not-confirmed")
    sent = await send(desk, draft)
    assert sent.json()["to"] == "l•••@motcua.example"
    code = await code_of(desk, session)
    assert code not in sent.text
    told = await type_in(desk, draft, f" {code[:3]} {code[3:]} ")
    assert told == {"is_confirmed": True, "tries_left": 0}
    assert (await submission(desk, draft)).status_code == 201
    [submitted] = [one for one in await said(session) if isinstance(one, DossierSubmitted)]
    assert (submitted.owner_id, submitted.channel) == (desk.lan.id, Channel.DIRECT)
    shown = (await desk.ask("GET", "/v1/dossiers", desk.lan)).json()["items"]
    assert [one["id"] for one in shown] == [draft["id"]]
    timeline = (await desk.seen(draft, desk.lan, "/timeline"))["items"]
    assert [(one["act"], one["role"]) for one in timeline if one["act"] in ("open", "submit")] == [
        ("open", "counter"),
        ("submit", "counter"),
    ]
    await as_system(session)
    assert await findings(session, draft["id"], agencies=[desk.agency]) == []


async def test_what_is_changed_after_the_code_must_be_confirmed_again(desk: Office, session: AsyncSession) -> None:
    draft = await entered(desk)
    await confirm(desk, session, draft)
    version = (await desk.seen(draft, desk.hoa))["version"]
    changed = await desk.ask(
        "PATCH",
        f"/v1/dossiers/{draft['id']}",
        desk.hoa,
        json={"answers": {"reason": "Đi học"}},
        headers={"If-Match": f'"{version}"'},
    )
    assert changed.status_code == 200, changed.text
    assert (await submission(desk, draft)).json()["code"] == "not-confirmed"
    offered = {one["act"]: one for one in (await desk.seen(draft, desk.hoa, "/actions"))["items"]}
    assert offered["submit"]["is_allowed"] is False
    assert offered["submit"]["obstacle"]["code"] == "not-confirmed"


async def test_a_code_asked_for_before_a_change_confirms_nothing(desk: Office, session: AsyncSession) -> None:
    draft = await entered(desk)
    await send(desk, draft)
    await desk.ask(
        "POST",
        f"/v1/dossiers/{draft['id']}/papers",
        desk.hoa,
        data={"component_id": "housing"},
        files={"file": ("b.png", factories.PNG)},
    )
    assert not (await type_in(desk, draft, await code_of(desk, session)))["is_confirmed"]


async def test_six_tries_and_the_code_is_worth_nothing(desk: Office, session: AsyncSession) -> None:
    draft = await entered(desk)
    await send(desk, draft)
    code = await code_of(desk, session)
    left = [(await type_in(desk, draft, another(code)))["tries_left"] for _ in range(6)]
    assert left == [5, 4, 3, 2, 1, 0]
    assert await type_in(desk, draft, code) == {"is_confirmed": False, "tries_left": 0}


async def test_a_code_lives_ten_minutes_and_another_takes_its_place(
    desk: Office, session: AsyncSession, clock_at: Any
) -> None:
    draft, at = await entered(desk), datetime.now(UTC)
    clock_at(at)
    await send(desk, draft)
    first = await code_of(desk, session)
    too_soon = await send(desk, draft)
    assert (too_soon.status_code, too_soon.headers["retry-after"]) == (429, "60")
    clock_at(at + timedelta(seconds=61))
    await send(desk, draft)
    second = await code_of(desk, session)
    if first != second:
        assert not (await type_in(desk, draft, first))["is_confirmed"]
    clock_at(at + timedelta(seconds=61, minutes=10))
    assert await type_in(desk, draft, second) == {"is_confirmed": False, "tries_left": 0}


async def test_a_code_is_for_one_dossier_and_one_purpose(desk: Office, session: AsyncSession) -> None:
    ways = [ChannelTerms(channel=Channel.DIRECT, time_limit=LIMIT, fees=[])]
    await hear(desk.app, factories.procedure(procedure_code=OTHERS[0], channels=ways))
    draft, other = await entered(desk), await entered(desk, procedure_code=OTHERS[0])
    await send(desk, draft)
    code = await code_of(desk, session)
    assert await type_in(desk, other, code) == {"is_confirmed": False, "tries_left": 0}
    early = await send(desk, draft, "receipt")
    assert (early.status_code, early.json()["code"]) == (409, "not-now")


async def test_what_came_by_post_is_sent_once_the_letter_is_scanned(desk: Office) -> None:
    ways = [ChannelTerms(channel=Channel.POST, time_limit=LIMIT, fees=[])]
    papers = [factories.component("letter", is_mandatory=False)]
    await hear(desk.app, factories.procedure(procedure_code=OTHERS[0], channels=ways, components=papers))
    draft = (await enter(desk, procedure_code=OTHERS[0], channel="post")).json()
    assert (await submission(desk, draft)).json()["code"] == "not-confirmed"
    scan = {"data": {"component_id": "letter"}, "files": {"file": ("thu.pdf", factories.PDF)}}
    await desk.ask("POST", f"/v1/dossiers/{draft['id']}/papers", desk.hoa, **scan)
    assert (await submission(desk, draft)).status_code == 201


async def test_the_owner_sends_what_the_desk_entered_without_a_code(desk: Office) -> None:
    draft = await entered(desk)
    assert (await submission(desk, draft, desk.lan)).status_code == 201


async def test_others_see_nothing_and_other_roles_enter_nothing(desk: Office, session: AsyncSession) -> None:
    draft = await entered(desk)
    await send(desk, draft)
    for door in ("confirmation-codes", "confirmations", "submission"):
        body = {"purpose": "counter_entry", "code": "1"} if door == "confirmations" else {"purpose": "counter_entry"}
        answer = await desk.ask("POST", f"/v1/dossiers/{draft['id']}/{door}", desk.stranger, json=body)
        assert answer.status_code == 404
    assert (await send(desk, draft, by=desk.dung)).status_code == 403
    assert (await enter(desk, by=desk.dung)).status_code == 403
    assert (await enter(desk, by=desk.lan)).status_code == 403
    limited = officer(desk.agency, "counter", fields=("X",))
    assert (await enter(desk, by=limited)).status_code == 403
    assert (await desk.ask("GET", "/v1/counter/dossiers", desk.stranger)).json()["items"] == []
    count = select(func.count()).select_from(Confirmation)
    for person, seen in ((desk.hoa, 1), (desk.stranger, 0), (desk.lan, 0)):
        await as_person(session, person)
        assert await session.scalar(count) == seen


@pytest.mark.parametrize(
    "who",
    [
        pytest.param({"full_name": "Trần Văn Minh"}, id="name"),
        pytest.param({"personal_number": "030194009999"}, id="number"),
    ],
)
async def test_nobody_by_that_name_and_number_is_told_plainly(desk: Office, who: dict[str, str]) -> None:
    answer = await enter(desk, **dict[str, Any](who))
    assert answer.status_code == 400
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/personal_number"]


async def test_that_the_desk_looked_is_told_to_the_owner(desk: Office) -> None:
    await enter(desk)
    looks = (await desk.ask("GET", "/v1/me/usage", desk.lan)).json()["items"]
    assert [one["agency_code"] for one in looks] == [desk.agency]


async def test_a_procedure_that_is_not_taken_that_way(desk: Office) -> None:
    answer = await enter(desk, channel="post")
    assert (answer.status_code, answer.json()["code"]) == (409, "not-this-way")
    assert (await enter(desk, channel="online")).status_code == 400


async def test_the_desk_enters_the_same_once_and_the_owners_draft_stays_theirs(desk: Office) -> None:
    own = await desk.opened()
    draft = (await enter(desk)).json()
    again = await enter(desk)
    assert (again.status_code, again.headers["location"]) == (409, f"/v1/dossiers/{draft['id']}")
    listed = (await desk.ask("GET", "/v1/counter/dossiers", desk.hoa)).json()["items"]
    assert [one["id"] for one in listed] == [draft["id"]]
    assert (await desk.ask("GET", f"/v1/dossiers/{own['id']}", desk.hoa)).status_code == 404
    await desk.act(draft, "discard", desk.hoa)
    assert (await enter(desk)).status_code == 201


async def test_who_has_neither_mail_nor_phone_gets_no_code(desk: Office) -> None:
    await hear(desk.app, factories.person(desk.lan.id, email=None, phone=None, sources={}))
    draft = await entered(desk)
    answer = await send(desk, draft)
    assert (answer.status_code, answer.json()["code"]) == (409, "unreachable")


async def test_the_desk_scans_what_was_asked_for_and_changes_no_words(desk: Office, session: AsyncSession) -> None:
    draft = await entered(desk)
    await confirm(desk, session, draft)
    await submission(desk, draft)
    await desk.act(draft, "acceptance", desk.hoa)
    await desk.act(draft, "start", desk.dung)
    item = {"component_id": "ct01", "reason_code": "unreadable", "what_to_do": "Chụp lại"}
    await desk.supplement(draft, item)
    await desk.ask(
        "POST",
        f"/v1/dossiers/{draft['id']}/papers",
        desk.hoa,
        data={"component_id": "ct01"},
        files={"file": ("c.pdf", factories.PDF + b"%1\n")},
    )
    place = f"/v1/dossiers/{draft['id']}/supplement"
    worded = await desk.ask("POST", place, desk.hoa, json={"answers": {"reason": "Khác hẳn"}})
    assert (worded.status_code, worded.json()["errors"][0]["code"]) == (400, "not-yours")
    answered = await desk.act(draft, "supplement", desk.hoa, answers={})
    assert answered["status"] == "in_progress"
