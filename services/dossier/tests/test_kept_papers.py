"""The data store: everything the citizen handed in or was issued, nobody else's, and used again by pointing at it."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.offers import ResultPaper
from kit.people import Person
from kit.testing import citizen, delegate, hear
from services.dossier.lifecycle import Act
from services.dossier.models import Entry, Paper, Scan
from services.dossier.sight import as_system
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import OTHER_POLICE, OTHERS, PDF, local

HOUR = local(2026, 11, 25, 9)


async def listed(office: Office, by: Person, **query: Any) -> dict[str, Any]:
    answer = await office.ask("GET", "/v1/me/papers", by, params=query)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def refer(office: Office, draft: dict[str, Any], paper_id: str, *, by: Person | None = None, **more: Any) -> Any:
    body = {"component_id": "ct01", "paper_id": paper_id} | more
    return await office.ask("POST", f"/v1/dossiers/{draft['id']}/papers/references", by or office.lan, json=body)


async def granted(office: Office, *, valid_months: int | None = 12) -> tuple[dict[str, Any], str]:
    """A dossier granted, with its result file."""
    results = [ResultPaper(code="KQ.TT", name="Xác nhận tạm trú", valid_months=valid_months)]
    await hear(office.app, factories.procedure(results=results, revision=2))
    worked_on = await office.in_progress()
    result = await office.upload(worked_on, office.dung)
    await office.act(worked_on, "resolution", office.dung, outcome="granted")
    return worked_on, result.json()["id"]


async def test_papers_scans_and_results_are_listed_with_what_is_known_of_them(office: Office, clock_at: Any) -> None:
    clock_at(HOUR)
    dossier, result_id = await granted(office)
    shown = {one["source"]: one for one in (await listed(office, office.lan))["items"]}
    assert set(shown) == {"uploaded", "issued"}
    issued, uploaded = shown["issued"], shown["uploaded"]
    assert (issued["id"], issued["name"], issued["is_reusable"]) == (result_id, "Xác nhận tạm trú", True)
    assert (issued["valid_from"], issued["valid_until"]) == ("2026-11-25", "2027-11-25")
    assert (uploaded["name"], uploaded["valid_until"], uploaded["uses"]) == ("Giấy tờ ct01", None, 0)
    assert {one["dossier_id"] for one in shown.values()} == {dossier["id"]}
    clock_at(local(2027, 11, 26, 9))
    again = {one["source"]: one for one in (await listed(office, office.lan))["items"]}
    assert again["issued"]["is_reusable"] is False, "it has run out"


async def test_only_latest_versions_and_decided_results_are_listed(office: Office) -> None:
    worked_on = await office.in_progress()
    assert (await office.upload(worked_on, office.dung)).status_code == 201
    draft = await office.opened()
    await office.upload(draft, office.lan)
    latest = (await office.upload(draft, office.lan)).json()
    items = (await listed(office, office.lan))["items"]
    assert [(one["source"], one["dossier_id"]) for one in items] == [
        ("uploaded", draft["id"]),
        ("uploaded", worked_on["id"]),
    ]
    assert items[0]["id"] == latest["id"]
    assert [one["is_reusable"] for one in items] == [False, True], "no agency has the draft's"


async def test_the_list_pages_without_gaps_and_shows_nothing_of_others(office: Office) -> None:
    minh = citizen()
    await hear(office.app, factories.person(minh.id))
    ids = []
    await office.offer(*OTHERS[:2])
    for procedure in (factories.PROCEDURE, *OTHERS[:2]):
        draft = await office.opened(procedure=procedure)
        ids.append((await office.upload(draft, office.lan)).json()["id"])
    seen: list[str] = []
    cursor = None
    while True:
        page = await listed(office, office.lan, limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(ids)
    assert (await listed(office, minh))["items"] == []
    assert (await office.ask("GET", "/v1/me/papers", office.hoa)).status_code == 403
    assert (await office.ask("GET", "/v1/me/papers", None)).status_code == 401


async def test_who_acts_for_the_citizen_does_not_read_their_store(office: Office) -> None:
    minh_id = uuid4()
    given = factories.delegation(office.lan.id, minh_id)
    await hear(office.app, given)
    acting = delegate(office.lan, given.delegation_id, actor_id=minh_id)
    assert (await office.ask("GET", "/v1/me/papers", acting)).status_code == 403


async def test_a_paper_pointed_at_stands_in_for_an_upload(office: Office) -> None:
    sent = await office.submitted()
    (paper,) = (await office.seen(sent, office.lan))["papers"]
    draft = await office.opened(reason="Đi làm")
    told = await refer(office, draft, paper["id"])
    assert (told.status_code, told.json()["kind"], told.json()["found_in"]) == (201, "paper", sent["id"])
    needs = {one["component_id"]: one for one in (await office.seen(draft, office.lan, "/requirements"))["items"]}
    assert needs["ct01"]["is_upload_spared"]
    assert sent["tracking_code"] in needs["ct01"]["why"]["vi"]
    await office.act(draft, "submission", office.lan)
    got = await office.ask("GET", f"/v1/dossiers/{draft['id']}/papers/{paper['id']}", office.hoa)
    assert got.content == PDF
    uses = {one["id"]: one["uses"] for one in (await listed(office, office.lan))["items"]}
    assert uses == {paper["id"]: 1}


async def test_what_was_pointed_at_is_still_there_when_the_dossier_is_taken_back(office: Office) -> None:
    sent = await office.submitted()
    (paper,) = (await office.seen(sent, office.lan))["papers"]
    draft = await office.opened(reason="Đi làm")
    await refer(office, draft, paper["id"])
    await office.act(draft, "submission", office.lan)
    await office.act(draft, "withdrawal", office.lan)
    await office.act(draft, "submission", office.lan)
    assert [one["paper_id"] for one in (await office.seen(draft, office.hoa))["reuses"]] == [paper["id"]]


async def test_a_result_pointed_at_stands_in_while_it_is_good(office: Office, clock_at: Any) -> None:
    clock_at(HOUR)
    _, result_id = await granted(office)
    draft = await office.opened(reason="Đi làm")
    assert (await refer(office, draft, result_id)).json()["kind"] == "result"
    clock_at(local(2027, 11, 26, 9))
    refused = await office.ask("POST", f"/v1/dossiers/{draft['id']}/submission", office.lan)
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/papers/ct01"], "it is judged again"
    late = await refer(office, draft, result_id)
    assert (late.status_code, late.json()["code"]) == (409, "paper-unusable")


async def test_one_points_at_ones_own_papers_only(office: Office) -> None:
    minh = citizen()
    await hear(office.app, factories.person(minh.id))
    sent = await office.submitted()
    (paper,) = (await office.seen(sent, office.lan))["papers"]
    body = {"procedure_code": factories.PROCEDURE, "agency_code": office.agency, "answers": {}}
    theirs = (await office.ask("POST", "/v1/dossiers", minh, json=body)).json()
    assert (await refer(office, theirs, paper["id"], by=minh)).status_code == 404
    assert (await refer(office, theirs, str(uuid4()), by=minh)).status_code == 404
    assert (await refer(office, theirs, paper["id"])).status_code == 404
    assert (await refer(office, sent, paper["id"], by=office.hoa)).status_code == 403


@pytest.mark.parametrize(("column", "value"), [("scan", Scan.QUARANTINED), ("verdict", "wrong")])
async def test_what_became_unusable_since_does_not_count(
    office: Office, session: AsyncSession, column: str, value: str
) -> None:
    sent = await office.submitted()
    (paper,) = (await office.seen(sent, office.lan))["papers"]
    draft = await office.opened(reason="Đi làm")
    assert (await refer(office, draft, paper["id"])).status_code == 201
    await as_system(session)
    await session.execute(update(Paper).where(Paper.id == UUID(paper["id"])).values({column: value}))
    refused = await office.ask("POST", f"/v1/dossiers/{draft['id']}/submission", office.lan)
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/papers/ct01"]
    assert (await refer(office, draft, paper["id"])).json()["code"] == "paper-unusable"


async def test_bad_references_are_refused(office: Office) -> None:
    sent = await office.submitted()
    (paper,) = (await office.seen(sent, office.lan))["papers"]
    draft = await office.opened()
    unsent = (await office.upload(draft, office.lan)).json()
    await office.offer(OTHERS[0])
    other = await office.opened(procedure=OTHERS[0])
    for dossier, paper_id, more, status, code in (
        (other, unsent["id"], {}, 409, "paper-unusable"),
        (draft, unsent["id"], {}, 409, "paper-unusable"),
        (other, paper["id"], {"component_id": "none"}, 400, "invalid"),
        (other, "not-an-id", {}, 400, "invalid"),
        (other, paper["id"], {"found_in": sent["id"]}, 400, "invalid"),
        (sent, paper["id"], {}, 409, "not-now"),
    ):
        refused = await refer(office, dossier, paper_id, **more)
        assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_pointing_again_replaces_and_can_be_taken_back(office: Office) -> None:
    first, second = await office.submitted(), await office.submitted()
    draft = await office.opened()
    for sent in (first, second):
        (paper,) = (await office.seen(sent, office.lan))["papers"]
        assert (await refer(office, draft, paper["id"])).status_code == 201
    assert [one["found_in"] for one in (await office.seen(draft, office.lan))["reuses"]] == [second["id"]]
    path = f"/v1/dossiers/{draft['id']}/papers/references/ct01"
    for _ in range(2):
        assert (await office.ask("DELETE", path, office.lan)).status_code == 204
    assert (await office.seen(draft, office.lan))["reuses"] == []
    assert (await office.ask("DELETE", path.replace(draft["id"], first["id"]), office.lan)).status_code == 409


async def test_a_papers_downloads_are_its_owners_to_see(office: Office) -> None:
    await hear(office.app, factories.agency(OTHER_POLICE))
    sent = await office.submitted()
    (paper,) = (await office.seen(sent, office.lan))["papers"]
    path = f"/v1/dossiers/{sent['id']}/papers/{paper['id']}"
    for by in (office.lan, office.hoa, office.dung, office.dung):
        assert (await office.ask("GET", path, by)).status_code == 200
    again = await office.opened(reason="Đi làm")
    await refer(office, again, paper["id"])
    await office.act(again, "submission", office.lan)
    await office.ask("GET", f"/v1/dossiers/{again['id']}/papers/{paper['id']}", office.hoa)
    told = await office.ask("GET", f"{path}/downloads", office.lan)
    items = told.json()["items"]
    assert [(one["role"], one["dossier_id"]) for one in items] == [
        ("counter", again["id"]),
        ("officer", sent["id"]),
        ("officer", sent["id"]),
        ("counter", sent["id"]),
    ]
    assert told.headers["Cache-Control"] == "no-store"
    page = (await office.ask("GET", f"{path}/downloads", office.lan, params={"limit": 3})).json()
    rest = await office.ask("GET", f"{path}/downloads", office.lan, params={"cursor": page["next"]})
    assert [one["id"] for one in (*page["items"], *rest.json()["items"])] == [one["id"] for one in items]


async def test_downloads_are_shown_to_nobody_else(office: Office) -> None:
    minh = citizen()
    sent = await office.submitted()
    (paper,) = (await office.seen(sent, office.lan))["papers"]
    path = f"/v1/dossiers/{sent['id']}/papers/{paper['id']}/downloads"
    assert (await office.ask("GET", path, minh)).status_code == 404
    assert (await office.ask("GET", path, office.hoa)).status_code == 403
    other = path.replace(paper["id"], str(uuid4()))
    assert (await office.ask("GET", other, office.lan)).status_code == 404


async def test_a_supplement_is_answered_by_pointing_at_a_paper(office: Office, session: AsyncSession) -> None:
    earlier = await office.submitted()
    (paper,) = (await office.seen(earlier, office.lan))["papers"]
    sent = await office.in_progress()
    items = [{"component_id": "ct01", "reason_code": "unreadable", "what_to_do": "Nộp bản rõ hơn"}]
    await office.supplement(sent, *items)
    lacking = await office.ask("POST", f"/v1/dossiers/{sent['id']}/supplement", office.lan, json={"answers": {}})
    assert {one["pointer"] for one in lacking.json()["errors"]} == {"/papers/ct01"}
    assert (await refer(office, sent, paper["id"])).status_code == 201
    await office.act(sent, "supplement", office.lan, answers={})
    got = await office.ask("GET", f"/v1/dossiers/{sent['id']}/papers/{paper['id']}", office.dung)
    assert got.content == PDF
    await as_system(session)
    filed = select(Entry.patch).where(Entry.dossier_id == UUID(sent["id"]), Entry.act == Act.FILE)
    assert (await session.scalars(filed)).all() == [{"paper_id": paper["id"], "sha256": paper["sha256"]}]
