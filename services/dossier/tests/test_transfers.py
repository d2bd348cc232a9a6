"""Taking a dossier over, and the trace of what others than its owner change: what moves, what stays, what is told."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierTransferred
from contracts.terms import Channel
from kit.people import Citizen
from kit.testing import said
from services.dossier import queries
from services.dossier.history import first_break
from services.dossier.lifecycle import Act, Role
from services.dossier.models import ReturnWish, TrackingLink
from services.dossier.sight import as_system
from services.dossier.tests.conftest import Office, allow
from services.dossier.tests.factories import OTHERS
from services.dossier.tests.test_delegates import minh_for_lan
from services.dossier.tests.test_kept_papers import refer
from services.dossier.tests.test_officers import entries_say_what_the_row_says
from services.dossier.tests.test_sharing import AT, NAME, answered, ask, change, joined, known, mine


@pytest_asyncio.fixture
async def minh(office: Office) -> Citizen:
    """Somebody with an account."""
    return await known(office)


async def test_the_dossier_goes_to_who_takes_it_over(office: Office, minh: Citizen, session: AsyncSession) -> None:
    sent = await office.submitted()
    await office.seen(sent, office.hoa)
    other = await known(office, "031090005555", "Lê Thị Hồng")
    await ask(office, sent, full_name="Lê Thị Hồng", personal_number="031090005555")
    await ask(office, sent, "transfer")
    taken = await answered(office, minh)
    assert (taken.status_code, taken.json()["dossier_id"]) == (201, sent["id"])
    shown = await office.seen(sent, minh)
    assert (shown["applicant_name"], shown["prefilled"], shown["status"]) == (NAME, {}, "submitted")
    assert (await office.ask("GET", f"/v1/dossiers/{sent['id']}", office.lan)).status_code == 404
    assert [one["id"] for one in (await office.ask("GET", "/v1/dossiers", minh)).json()["items"]] == [sent["id"]]
    assert await mine(office, other) == [], "the former owner's invitations are over"
    [told] = [one for one in await said(session) if isinstance(one, DossierTransferred)]
    assert (told.former_owner_id, told.owner_id) == (office.lan.id, minh.id)
    await as_system(session)
    entries = await queries.entries(session, UUID(sent["id"]))
    assert (entries[-1].act, entries[-1].role, entries[-1].actor_id) == (Act.TAKE_OVER, Role.INVITEE, minh.id)
    assert entries[-1].patch["former_owner_id"] == str(office.lan.id)
    await entries_say_what_the_row_says(session, sent["id"])
    assert (await office.act(sent, "withdrawal", minh))["status"] == "draft"


async def test_looks_stay_with_whose_file_was_looked_at(office: Office, minh: Citizen) -> None:
    """The former owner sees and may object to what was read while it was theirs, the new one what is read since."""
    sent = await office.submitted()
    await office.seen(sent, office.hoa)
    await ask(office, sent, "transfer")
    assert (await answered(office, minh)).status_code == 201
    assert (await office.ask("GET", "/v1/me/usage", minh)).json()["items"] == []
    await office.seen(sent, office.hoa)
    [theirs] = (await office.ask("GET", "/v1/me/usage", minh)).json()["items"]
    [before] = (await office.ask("GET", "/v1/me/usage", office.lan)).json()["items"]
    assert theirs["id"] != before["id"]
    assert before["tracking_code"] == sent["tracking_code"]
    answers = [
        await office.ask("POST", f"/v1/me/usage/{before['id']}/objections", who, json={"words": "Vì sao?"})
        for who in (minh, office.lan)
    ]
    assert [one.status_code for one in answers] == [404, 201]


async def test_papers_of_other_dossiers_do_not_go_with_a_draft(office: Office, minh: Citizen) -> None:
    """A paper the owner pointed at stays theirs, and so does the code of the dossier it lies in."""
    await office.offer(*OTHERS)
    sent = await office.in_progress()
    [paper] = (await office.seen(sent, office.lan))["papers"]
    draft = await office.opened(procedure=OTHERS[0])
    assert (await refer(office, draft, paper["id"])).status_code == 201
    path = f"/v1/dossiers/{draft['id']}"
    assert (await office.ask("GET", f"{path}/papers/{paper['id']}", office.lan)).status_code == 200
    await ask(office, draft, "transfer")
    assert (await answered(office, minh)).status_code == 201
    assert (await office.ask("GET", f"{path}/papers/{paper['id']}", minh)).status_code == 404
    shown = (await office.ask("GET", path, minh)).text + (await office.ask("GET", f"{path}/requirements", minh)).text
    assert sent["id"] not in shown
    assert sent["tracking_code"] not in shown


async def test_what_was_sent_with_papers_of_other_dossiers_stays_its_owners(office: Office, minh: Citizen) -> None:
    await office.offer(*OTHERS)
    former = await office.in_progress()
    [paper] = (await office.seen(former, office.lan))["papers"]
    draft = await office.opened(procedure=OTHERS[0], reason="Đi làm")
    assert (await refer(office, draft, paper["id"])).status_code == 201
    sent = await office.act(draft, "submission", office.lan)
    await ask(office, sent, "transfer")
    refused = await answered(office, minh)
    assert (refused.status_code, refused.json()["code"]) == (409, "papers-lent")
    assert (await office.ask("GET", f"/v1/dossiers/{sent['id']}", minh)).status_code == 404


async def test_who_writes_along_does_not_read_where_the_result_is_sent(office: Office, minh: Citizen) -> None:
    sent = await office.submitted()
    await joined(office, sent, minh)
    path = f"/v1/dossiers/{sent['id']}/return"
    answers = [(await office.ask("GET", path, by)).status_code for by in (office.lan, office.hoa, minh)]
    assert answers == [200, 200, 403]


async def test_nothing_of_the_former_owner_leads_to_the_dossier_any_more(
    office: Office, minh: Citizen, session: AsyncSession
) -> None:
    sent = await office.submitted()
    path = f"/v1/dossiers/{sent['id']}"
    made = await office.ask("POST", f"{path}/tracking-links", office.lan, json={"days": 30})
    assert made.status_code == 201, made.text
    await as_system(session)
    address = {"recipient": "Nguyễn Thị Lan"}
    wish = ReturnWish(dossier_id=UUID(sent["id"]), channel=Channel.POST, address=address, chosen_at=AT)
    session.add(wish)
    await session.flush()
    await ask(office, sent, "transfer")
    assert (await answered(office, minh)).status_code == 201
    await as_system(session)
    links = (await session.scalars(select(TrackingLink).execution_options(populate_existing=True))).all()
    assert [one.ended_at is not None for one in links] == [True]
    await session.refresh(wish)
    assert (wish.channel, wish.address) == (Channel.DIRECT, None)


async def test_who_has_a_draft_of_the_same_takes_no_other_over(
    office: Office, minh: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await office.opened()
    await ask(office, draft, "transfer")
    body = {"procedure_code": "1.004194", "agency_code": office.agency}
    own = (await office.ask("POST", "/v1/dossiers", minh, json=body)).json()
    refused = await answered(office, minh)
    assert (refused.status_code, refused.json()["dossier_id"]) == (409, own["id"])
    await office.act(own, "discard", minh)
    await office.offer(OTHERS[0])
    await office.ask("POST", "/v1/dossiers", minh, json=body | {"procedure_code": OTHERS[0]})
    allow(office, monkeypatch, most_drafts=1)
    assert (await answered(office, minh)).json()["code"] == "too-many-drafts"
    allow(office, monkeypatch, most_drafts=2)
    assert (await answered(office, minh)).status_code == 201


async def test_where_the_dossier_is_by_then_is_not_told_to_who_was_asked(office: Office, minh: Citizen) -> None:
    sent = await office.submitted()
    await ask(office, sent, "transfer")
    await office.act(sent, "refusal", office.hoa, reason="Không thuộc thẩm quyền")
    refused = await answered(office, minh)
    assert (refused.status_code, refused.json()["code"]) == (409, "invitation-over")
    assert "detail" not in refused.json()


async def test_edits_of_others_are_traced_by_field_and_never_by_value(
    office: Office, minh: Citizen, session: AsyncSession, clock_at: Any
) -> None:
    draft, acting = await office.opened(reason="Đi làm"), await minh_for_lan(office)
    await joined(office, draft, minh)
    clock_at(AT)
    edits: list[tuple[Citizen, dict[str, Any]]] = [
        (office.lan, {"reason": "Đi học"}),
        (minh, {"reason": "Thăm bệnh", "sex": "male"}),
        (minh, {"sex": "female"}),  # within minutes: the same edit
        (acting, {"phone": "0912345999"}),
        (minh, {"sex": "male"}),
    ]
    for by, answers in edits:
        assert (await change(office, draft, by, **answers)).status_code == 200
    clock_at(AT + timedelta(minutes=10))
    assert (await change(office, draft, minh, sex="female")).status_code == 200
    acts = [one for one in (await office.seen(draft, office.lan, "/timeline"))["items"] if one["act"] == "edit"]
    assert [(one["role"], one["fields"], one["by_name"]) for one in acts] == [
        ("co_author", ["reason", "sex"], NAME),
        ("applicant", ["phone"], None),
        ("co_author", ["sex"], NAME),
        ("co_author", ["sex"], NAME),
    ]
    assert acts[1]["substitute"]["name"] == NAME
    await as_system(session)
    entries = await queries.entries(session, UUID(draft["id"]))
    assert "Thăm bệnh" not in str([one.patch for one in entries])
    assert first_break((queries.deed(one), one.previous, one.hash) for one in entries) is None


async def test_an_edit_of_another_needs_the_version_it_saw(office: Office, minh: Citizen) -> None:
    draft = await office.opened(reason="Đi làm")
    await joined(office, draft, minh)
    seen = (await office.seen(draft, minh))["version"]
    assert (await change(office, draft, office.lan, reason="Đi học")).status_code == 200
    assert (await change(office, draft, minh, version=seen, reason="Khác")).status_code == 412


async def test_a_delegates_upload_is_told_as_theirs(office: Office) -> None:
    draft, acting = await office.opened(), await minh_for_lan(office)
    await office.upload(draft, acting)
    await office.upload(draft, office.lan)
    assert [one["uploaded_as"] for one in (await office.seen(draft, office.lan))["papers"]] == ["delegate", "applicant"]


async def test_a_transfer_accepted_twice_at_once_happens_once(live_office: Office) -> None:
    minh, draft = await known(live_office), await live_office.opened()
    await ask(live_office, draft, "transfer")
    [asked] = await mine(live_office, minh)
    answers = await asyncio.gather(*(answered(live_office, minh, invitation=asked["id"]) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]


async def test_a_transfer_accepted_while_it_is_taken_back_or_submitted_has_one_owner(live_office: Office) -> None:
    minh, draft = await known(live_office), await live_office.opened(reason="Đi làm")
    await live_office.upload(draft, live_office.lan)
    asked = (await ask(live_office, draft, "transfer")).json()["id"]
    path = f"/v1/dossiers/{draft['id']}"
    answers = await asyncio.gather(
        answered(live_office, minh, invitation=asked),
        live_office.ask("POST", f"{path}/invitations/{asked}/ending", live_office.lan),
        live_office.ask("POST", f"{path}/submission", live_office.lan),
    )
    assert all(one.status_code in (201, 404, 409) for one in answers), [one.text for one in answers]
    seen = [(await live_office.ask("GET", path, one)).status_code for one in (live_office.lan, minh)]
    assert sorted(seen) == [200, 404]


async def test_who_is_asked_is_found_by_an_index(session: AsyncSession) -> None:
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    asked = "SELECT id FROM people WHERE (people.record ->> 'personal_number') = '031090004321'"
    plan = "\n".join(await session.scalars(text(f"EXPLAIN {asked}")))
    assert "ix_people_personal_number" in plan
