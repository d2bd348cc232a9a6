"""One draft of a procedure and case; drafts that put another dossier right or ask for the same again."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Person
from kit.testing import citizen, headers, hear
from services.dossier import queries
from services.dossier.guards import Facts
from services.dossier.lifecycle import Act, Role, Status, check
from services.dossier.problems import LiveDraft, OnlyWhole, OwnerOnly
from services.dossier.sight import as_system
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import OTHERS, PROCEDURE, component
from services.dossier.tests.test_delegates import minh_for_lan
from services.dossier.tests.test_officers import entries_say_what_the_row_says


async def new(office: Office, by: Person | None = None, **more: Any) -> Any:
    body = {"procedure_code": PROCEDURE, "agency_code": office.agency} | more
    return await office.ask("POST", "/v1/dossiers", by or office.lan, json=body)


async def follow(office: Office, dossier: dict[str, Any], door: str, by: Person | None = None) -> Any:
    return await office.ask("POST", f"/v1/dossiers/{dossier['id']}/{door}", by or office.lan)


async def declined(office: Office) -> dict[str, Any]:
    return await office.act(await office.submitted(), "refusal", office.hoa, reason="Chưa đúng mẫu")


async def test_a_second_draft_of_the_same_is_refused_with_the_way_to_the_first(office: Office) -> None:
    draft = await office.opened()
    refused = await new(office)
    assert (refused.status_code, refused.json()["code"]) == (409, "live-draft")
    assert refused.json()["dossier_id"] == draft["id"]
    assert refused.headers["Location"] == f"/v1/dossiers/{draft['id']}"
    assert (await office.ask("GET", refused.headers["Location"], office.lan)).status_code == 200


async def test_a_draft_of_another_procedure_case_or_person_is_another(office: Office) -> None:
    cases = [component("ct01", group="Thuê nhà"), component("housing", group="Ở nhờ")]
    await hear(office.app, factories.procedure(components=cases))
    await office.offer(OTHERS[0])
    await hear(office.app, factories.person(other := citizen().id))
    for case in (None, "Thuê nhà", "Ở nhờ"):
        assert (await new(office, case=case)).status_code == 201, case
        assert (await new(office, case=case)).status_code == 409, case
    assert (await new(office, procedure_code=OTHERS[0])).status_code == 201
    assert (await new(office, citizen(other))).status_code == 201


@pytest.mark.parametrize("end", ["submission", "discard"])
async def test_once_it_is_sent_or_discarded_the_next_may_begin(office: Office, end: str) -> None:
    draft = await office.opened(reason="Đi làm")
    await office.upload(draft, office.lan)
    await office.act(draft, end, office.lan)
    assert (await new(office)).status_code == 201


async def test_a_delegate_is_shown_the_draft_of_whom_they_act_for(office: Office) -> None:
    draft, minh = await office.opened(), await minh_for_lan(office)
    refused = await new(office, minh)
    assert (refused.status_code, refused.json()["dossier_id"]) == (409, draft["id"])


async def test_what_was_sent_is_not_taken_back_beside_another_draft(office: Office) -> None:
    sent, draft = await office.submitted(), await office.opened()
    refused = await follow(office, sent, "withdrawal")
    assert (refused.status_code, refused.json()["dossier_id"]) == (409, draft["id"])
    listed = (await office.seen(sent, office.lan, "/actions"))["items"]
    [told] = [one for one in listed if one["act"] == "withdraw"]
    assert (told["is_allowed"], told["obstacle"]["code"]) == (False, "live-draft")
    await office.act(draft, "discard", office.lan)
    assert (await office.act(sent, "withdrawal", office.lan))["status"] == "draft"


async def test_a_draft_that_was_taken_back_moves_to_the_revision_in_force(
    office: Office, session: AsyncSession
) -> None:
    sent = await office.submitted()
    back = await office.act(sent, "withdrawal", office.lan)
    await hear(office.app, factories.procedure(revision=2))
    seen = {"If-Match": f'"{back["version"]}"'}
    path = f"/v1/dossiers/{sent['id']}"
    edited = await office.ask("PATCH", path, office.lan, json={"answers": {"reason": "Đi học"}}, headers=seen)
    assert edited.json()["procedure"]["revision"] == 2
    await entries_say_what_the_row_says(session, sent["id"])
    await office.act(sent, "submission", office.lan)
    await entries_say_what_the_row_says(session, sent["id"])


async def test_two_tabs_opening_at_once_have_one_draft(live_office: Office) -> None:
    answers = await asyncio.gather(*(new(live_office) for _ in range(8)))
    assert sorted(one.status_code for one in answers) == [201, *[409] * 7]
    [draft] = [one.json() for one in answers if one.status_code == 201]
    assert {one.json()["dossier_id"] for one in answers if one.status_code == 409} == {draft["id"]}


async def test_taking_back_and_opening_at_once_leave_one_draft(live_office: Office) -> None:
    sent = await live_office.submitted()
    answers = await asyncio.gather(follow(live_office, sent, "withdrawal"), new(live_office))
    assert sorted(one.status_code for one in answers) == [201, 409]
    own = (await live_office.ask("GET", "/v1/dossiers", live_office.lan)).json()["items"]
    assert [one["status"] for one in own].count("draft") == 1


async def test_a_declined_dossier_is_put_right_by_a_linked_one(office: Office, session: AsyncSession) -> None:
    former = await declined(office)
    opened = await follow(office, former, "corrections")
    assert opened.status_code == 201, opened.text
    draft = opened.json()
    assert opened.headers["Location"] == f"/v1/dossiers/{draft['id']}"
    assert (draft["status"], draft["answers"]["reason"]) == ("draft", "Đi làm")
    assert draft["corrects"] == {name: former[name] for name in ("id", "tracking_code", "number", "status")}
    shown = await office.seen(former, office.lan)
    assert [one["id"] for one in shown["corrected_by"]] == [draft["id"]]
    assert (await office.seen(former, office.hoa))["corrected_by"] == [], "a draft is the applicant's alone"
    await as_system(session)
    last = (await queries.entries(session, UUID(former["id"])))[-1]
    assert (last.act, last.patch) == (Act.CORRECT, {"corrected_by": draft["id"]})
    assert (await office.act(draft, "submission", office.lan))["status"] == "submitted"
    assert [one["id"] for one in (await office.seen(former, office.hoa))["corrected_by"]] == [draft["id"]]


async def test_papers_of_the_dossier_put_right_need_not_be_uploaded_again(office: Office) -> None:
    """Not even one without a national code, which no other dossier could use."""
    former = await declined(office)
    paper = (await office.seen(former, office.lan))["papers"][0]["id"]
    draft = (await follow(office, former, "corrections")).json()
    asked = (await office.seen(draft, office.lan, "/requirements"))["items"][0]
    assert (asked["is_upload_spared"], asked["satisfied_by"]["found_in"]) == (True, former["id"])
    await office.act(draft, "submission", office.lan)
    assert (await office.ask("GET", f"/v1/dossiers/{draft['id']}/papers/{paper}", office.hoa)).status_code == 200
    copied = (await follow(office, former, "copy")).json()
    asked = (await office.seen(copied, office.lan, "/requirements"))["items"][0]
    assert asked["satisfied_by"] is None, "a copy is another matter"


async def test_a_paper_the_agency_called_wrong_is_wanted_anew(office: Office, session: AsyncSession) -> None:
    sent = await declined(office)
    await as_system(session)
    await session.execute(text("UPDATE papers SET verdict = 'wrong'"))
    draft = (await follow(office, sent, "corrections")).json()
    refused = await follow(office, draft, "submission")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/papers/ct01"]


@pytest.mark.parametrize("change", ["scan = 'infected'", "scan = 'quarantined'", "replaced_by = id"])
async def test_a_harmful_or_replaced_paper_is_wanted_anew(office: Office, session: AsyncSession, change: str) -> None:
    former = await declined(office)
    await as_system(session)
    await session.execute(text(f"UPDATE papers SET {change}"))  # noqa: S608 - our words only
    draft = (await follow(office, former, "corrections")).json()
    refused = await follow(office, draft, "submission")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/papers/ct01"]


async def test_what_is_under_way_is_not_put_right_by_another(office: Office) -> None:
    for dossier in (await office.submitted(), await office.in_progress()):
        refused = await follow(office, dossier, "corrections")
        assert (refused.status_code, refused.json()["code"]) == (409, "not-now")


async def test_there_is_one_draft_that_puts_a_dossier_right(office: Office) -> None:
    former, other = await declined(office), await declined(office)
    draft = (await follow(office, former, "corrections")).json()
    refused = await follow(office, former, "corrections")
    assert (refused.status_code, refused.json()["dossier_id"]) == (409, draft["id"])
    assert (await follow(office, other, "corrections")).status_code == 201, "another dossier has its own"
    await office.act(draft, "discard", office.lan)
    assert (await follow(office, former, "corrections")).status_code == 201
    assert len((await office.seen(former, office.lan))["corrected_by"]) == 1, "the discarded one is told no more"


async def test_two_tabs_putting_a_dossier_right_have_one_draft(live_office: Office) -> None:
    former = await declined(live_office)
    answers = await asyncio.gather(*(follow(live_office, former, "corrections") for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]
    timeline = (await live_office.seen(former, live_office.lan, "/timeline"))["items"]
    assert [one["act"] for one in timeline].count("correct") == 1


async def test_a_copy_takes_what_still_fits_and_the_rest_afresh(office: Office) -> None:
    draft = await office.opened(reason="Đi làm", sex="female", full_name="Nguyễn Thị Lan Anh")
    await office.upload(draft, office.lan)
    sent = await office.act(draft, "submission", office.lan)
    schema = factories.SCHEMA | {"properties": factories.SCHEMA["properties"] | {"sex": {"enum": ["nữ", "nam"]}}}
    form = factories.procedure().form.model_copy(update={"answers": schema})
    await hear(office.app, factories.procedure(revision=2, form=form))
    await hear(office.app, factories.person(office.lan.id, phone="0912345777"))
    opened = await follow(office, sent, "copy")
    assert opened.status_code == 201, opened.text
    copied = opened.json()
    assert copied["procedure"]["revision"] == 2
    assert copied["answers"]["reason"] == "Đi làm"
    assert copied["answers"]["full_name"] == "Nguyễn Thị Lan Anh", "the applicant's own word"
    assert copied["answers"]["phone"] == "0912345777"
    assert "sex" not in copied["answers"]
    assert copied["prefilled"].keys() >= {"phone", "personal_number"}
    assert "full_name" not in copied["prefilled"]
    assert (copied["corrects"], copied["corrected_by"], copied["papers"]) == (None, [], [])
    assert (await follow(office, sent, "copy")).json()["dossier_id"] == copied["id"]


@pytest.mark.parametrize("door", ["corrections", "copy"])
async def test_nobody_else_opens_a_draft_from_it(office: Office, door: str) -> None:
    former = await declined(office)
    assert (await follow(office, former, door, citizen())).status_code == 404
    assert (await follow(office, former, door, office.hoa)).status_code == 403


@pytest.mark.parametrize("door", ["corrections", "copy"])
async def test_a_request_sent_again_opens_nothing_new(office: Office, door: str) -> None:
    former, signed = await declined(office), headers(office.lan)
    path = f"/v1/dossiers/{former['id']}/{door}"
    first = await office.client.post(path, headers=signed)
    again = await office.client.post(path, headers=signed)
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, first.json())


def test_a_part_is_not_put_right_alone() -> None:
    with pytest.raises(OnlyWhole):
        check(Act.CORRECT, Status.RESOLVED, by={Role.APPLICANT}, facts=Facts(is_part=True))
    check(Act.CORRECT, Status.RESOLVED, by={Role.APPLICANT}, facts=Facts())
    with pytest.raises(OnlyWhole):
        check(Act.INVITE, Status.ACCEPTED, by={Role.APPLICANT}, facts=Facts(is_part=True))
    with pytest.raises(OnlyWhole):
        check(Act.TAKE_OVER, Status.ACCEPTED, by={Role.INVITEE}, facts=Facts(is_part=True))


def test_nobody_asks_others_in_for_an_owner() -> None:
    with pytest.raises(OwnerOnly):
        check(Act.INVITE, Status.DRAFT, by={Role.APPLICANT}, facts=Facts(is_in_person=False))


def test_nothing_becomes_a_draft_beside_another() -> None:
    with pytest.raises(LiveDraft):
        check(Act.WITHDRAW, Status.SUBMITTED, by={Role.APPLICANT}, facts=Facts(other_draft=uuid4()))
