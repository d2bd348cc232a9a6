"""Complete once: everything has a verdict before anything is asked for, and what passed is asked again by leaders."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierDeclined
from kit.people import Person
from kit.testing import citizen, officer, said
from services.dossier.actions import watching
from services.dossier.models import Assessment
from services.dossier.once_only import Kind, Means, Requirement
from services.dossier.papers import Verdict
from services.dossier.sight import as_person, as_system
from services.dossier.tests.audited import findings
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import component
from services.dossier.verdicts import Key, Place, Standing, repeated, to_judge, unjudged, wrong

CT01 = {"component_id": "ct01", "reason_code": "unreadable", "what_to_do": "Chụp lại rõ hơn"}
REASON = {"field": "reason", "reason_code": "mismatched", "what_to_do": "Ghi rõ nơi làm việc"}


def requirement(name: str, **known: Any) -> Requirement:
    """A paper of a procedure, as once_only judges it."""
    told = {"is_needed": True, "is_mandatory": True, "means": None, "why": ("", "")}
    return Requirement(component=component(name), **told | known)


HELD = Means(kind=Kind.PAPER, reference="x", why=("", ""))


def test_what_was_handed_in_or_had_to_be_needs_a_verdict_and_so_does_what_was_flagged() -> None:
    papers = [
        requirement("mandatory"),
        requirement("optional-there", is_mandatory=False, means=HELD),
        requirement("optional-missing", is_mandatory=False),
        requirement("not-needed", is_needed=False, means=HELD),
    ]
    flagged: Key = (Place.FIELD, "reason")
    known = {flagged: Standing(verdict=Verdict.UNSEEN), (Place.COMPONENT, "mandatory"): Standing(verdict=Verdict.GOOD)}
    assert [name for _, name in to_judge(papers, known)] == ["mandatory", "optional-there", "reason"]
    assert [fault.pointer for fault in unjudged(papers, known)] == ["/papers/optional-there", "/answers/reason"]


def test_what_passed_and_is_wrong_now_is_counted() -> None:
    known = {
        (Place.COMPONENT, "a"): Standing(verdict=Verdict.WRONG, has_passed=True),
        (Place.COMPONENT, "b"): Standing(verdict=Verdict.WRONG),
        (Place.FIELD, "c"): Standing(verdict=Verdict.GOOD, has_passed=True),
    }
    assert wrong(known) == {(Place.COMPONENT, "a"), (Place.COMPONENT, "b")}
    assert repeated(known) == 1


async def refused(office: Office, dossier: dict[str, Any], *items: dict[str, Any], by: Person | None = None) -> Any:
    """What a request for these items is refused with."""
    path = f"/v1/dossiers/{dossier['id']}/supplement-requests"
    body = {"items": list(items), "answer_within_days": 5}
    answer = await office.ask("POST", path, by or office.dung, json=body)
    assert answer.status_code in (400, 403, 409), answer.text
    return answer.json()


async def obstacle(office: Office, dossier: dict[str, Any], by: Person, act: str = "request_supplement") -> str | None:
    """What stands in the way of an act, as the list of acts says."""
    told = (await office.seen(dossier, by, "/actions"))["items"]
    found = next(one for one in told if one["act"] == act)
    return found["obstacle"]["code"] if found["obstacle"] else None


async def test_nothing_is_asked_for_before_everything_has_a_verdict(office: Office) -> None:
    sent = await office.in_progress()
    assert await obstacle(office, sent, office.dung) == "not-assessed"
    found = await refused(office, sent, CT01)
    assert (found["code"], [one["pointer"] for one in found["errors"]]) == ("not-assessed", ["/papers/ct01"])
    shown = await office.assessed(sent, office.dung)
    assert (shown["unjudged"], shown["wrong"]) == (0, 0)
    assert await obstacle(office, sent, office.dung) == "nothing-wrong"
    assert (await refused(office, sent, CT01))["code"] == "nothing-wrong"
    await office.supplement(sent, CT01)
    assert (await office.seen(sent, office.lan))["supplement"]["items"][0]["component_id"] == "ct01"


async def test_a_request_asks_for_exactly_what_was_found_wrong(office: Office) -> None:
    sent = await office.in_progress()
    shown = await office.assessed(sent, office.dung, CT01, REASON | {"place": "dòng 3"})
    assert (shown["unjudged"], shown["wrong"]) == (0, 2)
    less = await refused(office, sent, CT01)
    assert [(one["pointer"], one["code"]) for one in less["errors"]] == [("/items", "left-out")]
    other = {"field": "stay_ward_code", "reason_code": "missing", "what_to_do": "Ghi số nhà"}
    more = await refused(office, sent, CT01, REASON, other, {"component_id": "none", **other, "field": None})
    assert {(one["pointer"], one["code"]) for one in more["errors"]} == {
        ("/items/2", "not-wrong"),
        ("/items/3", "not-wrong"),
        ("/items/3/component_id", "unknown"),
    }
    body = {"items": [REASON, CT01], "answer_within_days": 5}
    await office.act(sent, "supplement-requests", office.dung, **body)
    [asked] = (await office.seen(sent, office.lan, "/supplement-requests"))["items"]
    assert [(one["field"], one["component_id"], one["place"]) for one in asked["items"]] == [
        ("reason", None, "dòng 3"),
        (None, "ct01", None),
    ]


async def answered(office: Office, dossier: dict[str, Any], **answers: Any) -> None:
    """Lan hands in what was asked for."""
    await office.upload(dossier, office.lan, content=b"%PDF-1.4\n%again\n%%EOF\n")
    await office.act(dossier, "supplement", office.lan, answers=answers)


async def test_only_what_was_asked_for_waits_for_a_verdict_after_the_answer(office: Office) -> None:
    sent = await office.in_progress()
    await office.upload(sent, office.lan, component_id="housing")
    await office.assessed(sent, office.dung)
    await office.supplement(sent, CT01)
    await answered(office, sent)
    shown = (await office.seen(sent, office.dung, "/assessment"))["items"]
    assert {one["item"]: one["verdict"] for one in shown}["ct01"] == "unseen"
    assert [one["item"] for one in shown if one["verdict"] == "unseen"] == ["ct01"]
    [asked] = (await office.seen(sent, office.lan, "/supplement-requests"))["items"]
    assert asked["answered_at"] is not None


async def test_an_item_that_was_never_right_is_asked_for_again_by_the_officer(office: Office) -> None:
    sent = await office.in_progress()
    await office.supplement(sent, CT01)
    await answered(office, sent)
    await office.supplement(sent, CT01)
    rounds = (await office.seen(sent, office.lan, "/supplement-requests"))["items"]
    assert [one["repeated"] for one in rounds] == [0, 0]


async def test_what_has_passed_is_asked_for_again_only_by_a_leader_and_that_is_counted(office: Office) -> None:
    sent, leader = await office.in_progress(), officer(office.agency, "leader")
    await office.assessed(sent, office.dung, CT01)
    await office.act(sent, "assessment", office.dung, items=[{"field": "reason", "verdict": "good"}])
    await office.act(sent, "supplement-requests", office.dung, items=[CT01], answer_within_days=5)
    await answered(office, sent)
    await office.assessed(sent, office.dung, REASON)
    assert await obstacle(office, sent, office.dung) == "leader-needed"
    assert (await refused(office, sent, REASON))["code"] == "leader-needed"
    assert await obstacle(office, sent, leader) is None
    await office.act(sent, "supplement-requests", leader, items=[REASON], answer_within_days=5)
    rounds = (await office.seen(sent, office.lan, "/supplement-requests"))["items"]
    assert [one["repeated"] for one in rounds] == [0, 1]


@pytest.mark.parametrize("way", ["never flagged before", "found good in between"])
async def test_a_second_round_on_what_was_not_asked_for_needs_a_leader(office: Office, way: str) -> None:
    sent, leader = await office.in_progress(), officer(office.agency, "leader")
    await office.supplement(sent, CT01)
    await answered(office, sent)
    if way == "never flagged before":
        item = REASON
    else:
        item = CT01
        await office.act(sent, "assessment", office.dung, items=[{"component_id": "ct01", "verdict": "good"}])
    await office.assessed(sent, office.dung, item)
    assert await obstacle(office, sent, office.dung) == "leader-needed"
    assert (await refused(office, sent, item))["code"] == "leader-needed"
    await office.act(sent, "supplement-requests", leader, items=[item], answer_within_days=5)
    rounds = (await office.seen(sent, office.lan, "/supplement-requests"))["items"]
    assert [one["repeated"] for one in rounds] == [0, 1]


async def test_the_desk_asks_before_reception_and_receives_what_is_right(office: Office) -> None:
    sent = await office.paid()
    await office.assessed(sent, office.hoa, CT01)
    assert await obstacle(office, sent, office.hoa, "accept") == "found-wrong"
    blocked = await office.ask("POST", f"/v1/dossiers/{sent['id']}/acceptance", office.hoa)
    assert (blocked.status_code, blocked.json()["code"]) == (409, "found-wrong")
    asked = await office.act(sent, "supplement-requests", office.hoa, items=[CT01], answer_within_days=5)
    assert (asked["status"], asked["number"], asked["due_at"]) == ("supplement_required", None, None)
    await answered(office, sent)
    assert (await office.seen(sent, office.lan))["status"] == "submitted"
    await office.assessed(sent, office.hoa)
    accepted = await office.act(sent, "acceptance", office.hoa)
    assert accepted["status"] == "accepted"
    verdicts = [one["verdict"] for one in (await office.seen(sent, office.lan))["papers"]]
    assert sorted(verdicts) == ["good", "wrong"], "the first file stays wrong, the one that came after it is good"


async def test_an_officer_does_not_ask_in_the_desks_place_nor_the_desk_in_the_officers(office: Office) -> None:
    sent = await office.paid()
    await office.assessed(sent, office.hoa, CT01)
    assert (await refused(office, sent, CT01, by=office.dung))["code"] == "not-now"
    await office.assessed(sent, office.hoa)
    await office.act(sent, "acceptance", office.hoa)
    await office.act(sent, "start", office.dung)
    await office.assessed(sent, office.dung, CT01)
    assert (await refused(office, sent, CT01, by=office.hoa))["code"] == "not-now"


@pytest.mark.parametrize(
    ("items", "faults"),
    [
        ([{"verdict": "good"}], [("/items/0", "one-of-two")]),
        ([{"component_id": "ct01", "field": "reason", "verdict": "good"}], [("/items/0", "one-of-two")]),
        ([{"component_id": "none", "verdict": "good"}], [("/items/0/component_id", "unknown")]),
        ([{"field": "none", "verdict": "good"}], [("/items/0/field", "unknown")]),
        ([{"component_id": "ct01", "verdict": "wrong"}], [("/items/0/reason_code", "reason")]),
        (
            [{"component_id": "ct01", "verdict": "good", "reason_code": "missing"}],
            [("/items/0/reason_code", "reason")],
        ),
        (
            [{"component_id": "ct01", "verdict": "good"}, {"component_id": "ct01", "verdict": "good"}],
            [("/items/1", "twice")],
        ),
    ],
    ids=["nothing", "two", "component", "field", "no-reason", "reason", "twice"],
)
async def test_a_wrong_verdict_is_told(
    office: Office, items: list[dict[str, Any]], faults: list[tuple[str, str]]
) -> None:
    sent = await office.in_progress()
    answer = await office.ask("POST", f"/v1/dossiers/{sent['id']}/assessment", office.dung, json={"items": items})
    assert answer.status_code == 400
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == faults


async def test_only_the_agency_judges_and_the_owner_reads(office: Office) -> None:
    sent = await office.in_progress()
    path, body = f"/v1/dossiers/{sent['id']}/assessment", {"items": [{"component_id": "ct01", "verdict": "good"}]}
    for by, status in ((office.lan, 403), (citizen(), 403), (office.stranger, 404)):
        assert (await office.ask("POST", path, by, json=body)).status_code == status
    assert (await office.ask("GET", path, office.lan)).status_code == 200
    for by in (citizen(), office.stranger):
        assert (await office.ask("GET", path, by)).status_code == 404
        assert (await office.ask("GET", path.replace("assessment", "supplement-requests"), by)).status_code == 404


async def test_the_database_shows_verdicts_to_owner_and_agency_only(office: Office, session: AsyncSession) -> None:
    sent = await office.in_progress()
    await office.assessed(sent, office.dung)
    for person, expected in ((office.lan, 1), (office.dung, 1), (citizen(), 0), (office.stranger, 0)):
        await as_person(session, person)
        assert len((await session.scalars(select(Assessment))).all()) == expected


async def test_of_two_officers_asking_at_once_one_is_heard(live_office: Office) -> None:
    office, other = live_office, officer(live_office.agency, "officer", "leader")
    sent = await office.in_progress()
    await office.assessed(sent, office.dung, CT01)
    path, body = f"/v1/dossiers/{sent['id']}/supplement-requests", {"items": [CT01], "answer_within_days": 5}
    answers = await asyncio.gather(*(office.ask("POST", path, by, json=body) for by in (office.dung, other)))
    assert sorted(one.status_code for one in answers) == [201, 409]


async def late(office: Office, session: AsyncSession, clock_at: Any, sent: dict[str, Any]) -> dict[str, Any]:
    """The dossier after its answer did not come for a month, and what its agency may still do to it."""
    at = datetime.now(UTC) + timedelta(days=31)
    clock_at(at)
    await as_system(session)
    while await watching.look(session, at=at, calendar_code="VN-31"):
        pass
    return await office.seen(sent, office.lan)


async def test_before_reception_a_late_answer_means_the_dossier_is_not_received(
    office: Office, session: AsyncSession, clock_at: Any
) -> None:
    sent, leader = await office.paid(), officer(office.agency, "officer", "leader")
    await office.supplement(sent, CT01, by=office.hoa)
    stopped = await office.ask("POST", f"/v1/dossiers/{sent['id']}/stop", leader, json={"note": "Không bổ sung"})
    assert (stopped.status_code, stopped.json()["code"]) == (409, "not-accepted-yet")
    assert await obstacle(office, sent, leader, "stop") == "not-accepted-yet"
    shown = await late(office, session, clock_at, sent)
    assert (shown["status"], shown["national_code"], shown["number"]) == ("declined", 3, None)
    assert [one for one in await said(session) if isinstance(one, DossierDeclined)] != []
    again = await office.ask("POST", f"/v1/dossiers/{sent['id']}/reopening", leader, json={"note": "Mở lại"})
    assert again.status_code == 409


async def test_a_dossier_taken_back_is_judged_from_the_beginning(office: Office, session: AsyncSession) -> None:
    sent = await office.paid()
    await office.assessed(sent, office.hoa, CT01)
    await office.act(sent, "withdrawal", office.lan)
    await office.upload(sent, office.lan, content=b"%PDF-1.4\n%again\n%%EOF\n")
    await office.act(sent, "submission", office.lan)
    shown = await office.seen(sent, office.hoa, "/assessment")
    assert (shown["unjudged"], shown["wrong"]) == (1, 0)
    assert await findings(session, sent["id"]) == []
