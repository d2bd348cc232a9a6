"""What an agency's staff can and cannot do over HTTP, and what the public sees of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierAccepted, DossierDelivered, DossierResolved, SupplementAnswered, Timeliness
from kit.clock import LOCAL
from kit.testing import citizen, hear, officer, said
from services.dossier import queries
from services.dossier.history import differences, first_break, standing
from services.dossier.models import IS_OPEN, Entry
from services.dossier.schemas.worklists import WorklistRow
from services.dossier.sight import as_person, as_system
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import POLICE, local

ClockAt = Callable[[datetime], None]
ITEMS = [
    {"component_id": "ct01", "reason_code": "unreadable", "what_to_do": "Chụp lại rõ hơn"},
    {"field": "reason", "reason_code": "not_valid", "what_to_do": "Ghi rõ lý do"},
]


async def test_the_whole_errand_from_acceptance_to_delivery(
    office: Office, session: AsyncSession, clock_at: ClockAt
) -> None:
    sent = await office.paid()
    clock_at(local(2026, 11, 23, 10))
    accepted = await office.act(sent, "acceptance", office.hoa)
    assert accepted["number"] == "G01.24.91-20261123-0000001"
    assert datetime.fromisoformat(accepted["due_at"]) == local(2026, 11, 27, 10)
    assert accepted["national_code"] == 2
    assert (await office.act(sent, "start", office.dung))["national_code"] == 4

    await _supplement(office, sent, clock_at)
    await _finish(office, sent, clock_at)
    events = {type(one): one for one in await said(session)}
    assert events[DossierAccepted].model_dump()["number"] == accepted["number"]
    assert events[SupplementAnswered].model_dump()["due_at"] == local(2026, 11, 30, 10)
    assert events[DossierResolved].model_dump()["timeliness"] is Timeliness.ON_TIME
    assert DossierDelivered in events
    await entries_say_what_the_row_says(session, sent["id"])


async def _supplement(office: Office, sent: dict[str, Any], clock_at: ClockAt) -> None:
    """Asked on Wednesday at 10, answered a working day later."""
    clock_at(local(2026, 11, 25, 10))
    asked = await office.supplement(sent, *ITEMS)
    assert asked["national_code"] == 5
    shown = await office.seen(sent, office.lan)
    assert shown["supplement"]["items"][0]["what_to_do"] == "Chụp lại rõ hơn"
    assert shown["papers"][0]["verdict"] == "wrong"

    clock_at(local(2026, 11, 26, 10))
    lacking = await office.ask(
        "POST", f"/v1/dossiers/{sent['id']}/supplement", office.lan, json={"answers": {"phone": "0912345001"}}
    )
    assert {error["code"] for error in lacking.json()["errors"]} == {"paper-missing", "missing", "not-asked"}
    assert (await office.upload(sent, office.lan)).json()["kind"] == "supplement"
    answered = await office.act(sent, "supplement", office.lan, answers={"reason": "Làm việc dài hạn"})
    assert datetime.fromisoformat(answered["due_at"]) == local(2026, 11, 30, 10)


async def _finish(office: Office, sent: dict[str, Any], clock_at: ClockAt) -> None:
    """Resolved an hour before it is due, delivered online."""
    no_result = await office.ask(
        "POST", f"/v1/dossiers/{sent['id']}/resolution", office.dung, json={"outcome": "granted"}
    )
    assert (no_result.status_code, no_result.json()["code"]) == (409, "result-missing")
    assert (await office.upload(sent, office.dung)).json()["kind"] == "result"
    clock_at(local(2026, 11, 30, 9))
    resolved = await office.act(sent, "resolution", office.dung, outcome="granted")
    assert (resolved["national_code"], resolved["timeliness"]) == (9, "on_time")
    delivered = await office.act(sent, "delivery", office.hoa, channel="online")
    assert (delivered["national_code"], delivered["delivered_by"]) == (10, "online")


async def entries_say_what_the_row_says(session: AsyncSession, dossier_id: str) -> None:
    await as_system(session)
    entries = await queries.entries(session, UUID(dossier_id))
    row = await queries.dossier(session, UUID(dossier_id))
    assert row is not None
    deeds = [queries.deed(entry) for entry in entries]
    assert first_break((queries.deed(entry), entry.previous, entry.hash) for entry in entries) is None
    assert row.head == entries[-1].hash
    rebuilt = standing(deeds)
    assert differences(rebuilt, {name: getattr(row, name) for name in rebuilt.__dataclass_fields__}) == set()


async def test_the_timeline_and_clock_tell_the_citizen_where_it_is(office: Office) -> None:
    sent = await office.in_progress()
    timeline = (await office.seen(sent, office.lan, "/timeline"))["items"]
    assert [one["act"] for one in timeline] == ["open", "submit", "bill", "pay", "accept", "start"]
    assert timeline[4]["name"] == {"vi": "Tiếp nhận hồ sơ", "en": "Accept"}
    assert timeline[4]["role"] == "counter"
    segments = (await office.seen(sent, office.lan, "/clock"))["segments"]
    assert [(one["status"], one["is_running"]) for one in segments] == [
        ("draft", False),
        ("submitted", False),
        ("accepted", True),
        ("in_progress", True),
    ]


async def test_an_unpaid_dossier_is_not_accepted_and_the_list_of_acts_says_why(office: Office) -> None:
    sent = await office.submitted()
    refused = await office.ask("POST", f"/v1/dossiers/{sent['id']}/acceptance", office.hoa)
    assert (refused.status_code, refused.json()["code"]) == (409, "fee-unpaid")
    acts = {one["act"]: one for one in (await office.seen(sent, office.hoa, "/actions"))["items"]}
    assert acts["decline"]["is_allowed"] is True
    assert acts["accept"]["obstacle"]["code"] == "fee-unpaid"
    assert acts["withdraw"]["obstacle"]["code"] == "forbidden"
    assert "Mới đăng ký" not in acts["accept"]["obstacle"]["title"]["vi"]
    mine = {one["act"]: one for one in (await office.seen(sent, office.lan, "/actions"))["items"]}
    assert mine["withdraw"]["is_allowed"] is True


async def test_an_act_of_another_role_is_refused(office: Office) -> None:
    sent = await office.paid()
    assert (await office.ask("POST", f"/v1/dossiers/{sent['id']}/acceptance", office.dung)).status_code == 403
    await office.act(sent, "acceptance", office.hoa)
    assert (await office.ask("POST", f"/v1/dossiers/{sent['id']}/start", office.hoa)).status_code == 403
    await office.act(sent, "start", office.dung)
    assert (await office.upload(sent, office.hoa)).json()["code"] == "not-yours"


async def test_a_declined_dossier_says_why_and_is_at_its_end(office: Office) -> None:
    sent = await office.submitted()
    path = f"/v1/dossiers/{sent['id']}/refusal"
    assert (await office.ask("POST", path, office.hoa, json={})).status_code == 400
    assert (await office.act(sent, "refusal", office.hoa, reason="Không thuộc thẩm quyền"))["national_code"] == 3
    timeline = (await office.seen(sent, office.lan, "/timeline"))["items"]
    assert timeline[-1]["note"] == "Không thuộc thẩm quyền"
    assert (await office.ask("POST", f"/v1/dossiers/{sent['id']}/acceptance", office.hoa)).status_code == 409


async def test_a_refused_result_needs_its_grounds_and_no_file(office: Office) -> None:
    sent = await office.in_progress()
    path = f"/v1/dossiers/{sent['id']}/resolution"
    bare = await office.ask("POST", path, office.dung, json={"outcome": "refused"})
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (400, "/note")
    assert (await office.act(sent, "resolution", office.dung, outcome="refused", note="Trùng"))["outcome"] == "refused"
    assert (await office.upload(sent, office.dung)).status_code == 409


async def test_a_supplement_nobody_asked_for_is_not_answered(office: Office) -> None:
    sent = await office.in_progress()
    refused = await office.ask("POST", f"/v1/dossiers/{sent['id']}/supplement", office.lan, json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "not-now")


async def test_staff_do_not_see_drafts(office: Office) -> None:
    draft = await office.opened()
    assert (await office.ask("GET", f"/v1/dossiers/{draft['id']}", office.hoa)).status_code == 404
    assert (await office.ask("GET", "/v1/worklist", office.hoa)).json() == {"items": [], "next": None}


async def test_the_worklist_shows_the_agencys_open_dossiers_page_by_page(office: Office) -> None:
    sent = [await office.submitted() for _ in range(3)]
    first = (await office.ask("GET", "/v1/worklist?limit=2", office.hoa)).json()
    rest = (await office.ask("GET", f"/v1/worklist?limit=2&cursor={first['next']}", office.hoa)).json()
    shown = first["items"] + rest["items"]
    assert [one["id"] for one in shown] == [one["id"] for one in sent]
    assert rest["next"] is None
    assert set(shown[0]) == set(WorklistRow.model_fields)
    assert shown[0]["national_code"] == 1
    assert (await office.ask("GET", "/v1/worklist", office.stranger)).json()["items"] == []
    for nobody in (office.lan, officer(POLICE, "administrator"), officer(POLICE, "auditor"), officer(POLICE)):
        assert (await office.ask("GET", "/v1/worklist", nobody)).status_code == 403


async def test_a_later_page_of_the_worklist_is_found_by_the_index(office: Office, session: AsyncSession) -> None:
    await as_person(session, office.hoa)
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    after = "(now(), '00000000-0000-0000-0000-000000000000'::uuid)"
    plan = await session.scalars(
        text(
            f"EXPLAIN (COSTS OFF) SELECT id FROM dossiers WHERE agency_code = 'A' AND {IS_OPEN.text}"  # noqa: S608
            f" AND (ranked_at, id) > {after} ORDER BY ranked_at, id LIMIT 51"
        )
    )
    told = [line.strip() for line in plan.all()]
    assert any(line.startswith("Index Cond:") and "ranked_at" in line for line in told), told
    assert not any(line.startswith("Sort") for line in told), told


async def test_the_public_sees_the_coarse_status_and_nobody(office: Office) -> None:
    draft = await office.opened()
    assert (await office.ask("GET", f"/v1/tracking/{draft['tracking_code']}", None)).status_code == 404
    await office.act(draft, "discard", office.lan)
    sent = await office.in_progress()
    for code in (sent["tracking_code"], sent["tracking_code"].lower()):
        answer = await office.ask("GET", f"/v1/tracking/{code}", None)
        assert answer.json()["status_name"]["vi"] == "Đang xử lý"
        assert answer.json()["procedure_name"] == "Đăng ký tạm trú"
        assert answer.json()["due_at"] is not None
        assert "Lan" not in answer.text
        assert sent["id"] not in answer.text
    assert (await office.ask("GET", "/v1/tracking/MC-0000-0000-0000", None)).status_code == 404


async def test_a_number_can_be_guessed_and_tells_only_status_agency_and_due_day(office: Office) -> None:
    sent = await office.in_progress()
    told = (await office.ask("GET", f"/v1/tracking/{sent['number']}", None)).json()
    due = datetime.fromisoformat(sent["due_at"]).astimezone(LOCAL).date()
    assert {name: value for name, value in told.items() if value is not None} == {
        "number": sent["number"],
        "agency_name": "Công an phường Tứ Minh",
        "status": "in_progress",
        "national_code": 4,
        "status_name": {"vi": "Đang xử lý", "en": "In progress"},
        "due_on": due.isoformat(),
    }


async def test_the_receipt_slip_is_a_pdf_for_owner_and_agency(office: Office) -> None:
    sent = await office.submitted()
    path = f"/v1/dossiers/{sent['id']}/slips/receipt"
    assert (await office.ask("GET", path, office.lan)).json()["code"] == "slip-missing"
    accepted = await office.in_progress()
    path = f"/v1/dossiers/{accepted['id']}/slips/receipt"
    for seer in (office.lan, office.hoa):
        slip = await office.ask("GET", path, seer)
        assert slip.content.startswith(b"%PDF-")
        assert slip.headers["Content-Disposition"] == f'attachment; filename="{accepted["number"]}.pdf"'


async def test_entries_cannot_be_changed_or_removed_by_the_application(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    await as_system(session)
    assert (await session.execute(update(Entry).values(note="?"))).rowcount == 0  # type: ignore[attr-defined]
    assert (await session.execute(delete(Entry))).rowcount == 0  # type: ignore[attr-defined]
    assert len(await queries.entries(session, UUID(sent["id"]))) == 2


async def test_staff_are_not_applicants(office: Office) -> None:
    clerk = citizen()
    await hear(office.app, factories.person(clerk.id, kind="staff"))
    body = {"procedure_code": factories.PROCEDURE, "agency_code": office.agency}
    assert (await office.ask("POST", "/v1/dossiers", clerk, json=body)).json()["code"] == "not-known-yet"
