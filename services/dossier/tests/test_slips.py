"""The slips of a dossier through their doors: which there are, each a PDF drawn alike every time, and the register."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kit.people import Person
from kit.testing import citizen, officer
from services.dossier.tests.conftest import Office

ITEMS = [{"component_id": "ct01", "reason_code": "unreadable", "what_to_do": "Chụp lại rõ hơn #[*]"}]
REASON = {"note": "Có tranh chấp đang được giải quyết."}
MONDAY = datetime(2026, 11, 23, 3, tzinfo=UTC)


async def kinds(office: Office, dossier: dict[str, Any]) -> list[str]:
    return [one["kind"] for one in (await office.seen(dossier, office.lan, "/slips"))["items"]]


async def printed(office: Office, door: str, by: Person) -> bytes:
    answer = await office.ask("GET", door, by)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF-")
    return answer.content


async def stopped(office: Office, clock_at: Callable[[datetime], None]) -> dict[str, Any]:
    """A dossier whose life has every form but the refusal."""
    sent = await office.paid()
    clock_at(MONDAY)
    await office.act(sent, "acceptance", office.hoa)
    await office.act(sent, "start", office.dung)
    clock_at(MONDAY + timedelta(hours=1))
    await office.supplement(sent, *ITEMS)
    clock_at(MONDAY + timedelta(hours=2))
    await office.upload(sent, office.lan)
    runs = await office.act(sent, "supplement", office.lan, answers={})
    new_due = (datetime.fromisoformat(runs["due_at"]) + timedelta(days=1)).isoformat()
    await office.act(sent, "extensions", office.dung, new_due_at=new_due, reason="Phải xác minh.")
    await office.act(sent, "extensions/answer", officer(office.agency, "leader"), is_confirmed=True)
    await office.act(sent, "stop", office.dung, **REASON)
    return sent


async def test_a_dossier_just_sent_has_no_slip(office: Office) -> None:
    sent = await office.submitted()
    assert await kinds(office, sent) == []
    missing = await office.ask("GET", f"/v1/dossiers/{sent['id']}/slips/stop", office.lan)
    assert (missing.status_code, missing.json()["code"]) == (404, "slip-missing")


async def test_every_slip_that_is_listed_is_printed_at_its_door_and_alike_each_time(
    office: Office, clock_at: Any
) -> None:
    sent = await stopped(office, clock_at)
    slips = (await office.seen(sent, office.lan, "/slips"))["items"]
    assert [(one["form"], one["kind"]) for one in slips] == [
        ("01", "receipt"),
        ("02", "supplement"),
        ("04", "apology"),
        ("05", "stop"),
        ("06", "control"),
    ]
    for one in slips:
        first = await printed(office, one["door"], office.lan)
        assert await printed(office, one["door"], office.dung) == first, one["kind"]


async def test_a_dossier_that_was_refused_has_form_03(office: Office) -> None:
    sent = await office.submitted()
    await office.act(sent, "refusal", office.hoa, reason="Không thuộc thẩm quyền.")
    assert await kinds(office, sent) == ["refusal"]
    await printed(office, f"/v1/dossiers/{sent['id']}/slips/refusal", office.lan)


async def test_the_slip_of_another_entry_is_missing_and_a_strangers_dossier_unknown(office: Office) -> None:
    sent = await office.in_progress()
    door = f"/v1/dossiers/{sent['id']}/slips/receipt"
    assert (await office.ask("GET", f"{door}?entry=1", office.lan)).json()["code"] == "slip-missing"
    for stranger in (citizen(), office.stranger):
        for path in (door, f"/v1/dossiers/{sent['id']}/slips"):
            assert (await office.ask("GET", path, stranger)).status_code == 404


async def test_the_register_is_printed_for_staff_only_and_for_a_period_that_is_one(office: Office) -> None:
    await office.in_progress()
    path = "/v1/worklist/register"
    month = {"from_on": "2026-11-01", "to_on": "2026-11-30"}
    answer = await office.ask("GET", path, office.hoa, params=month)
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"%PDF-")
    assert (await office.ask("GET", path, office.lan, params=month)).status_code == 403


@pytest.mark.parametrize(("from_on", "to_on", "code"), [("30", "01", "backwards"), ("01", "32", "too-long")])
async def test_a_period_that_is_none_is_refused(office: Office, from_on: str, to_on: str, code: str) -> None:
    days = {"from_on": f"2026-11-{from_on}", "to_on": "2026-12-02" if to_on == "32" else f"2026-11-{to_on}"}
    answer = await office.ask("GET", "/v1/worklist/register", office.hoa, params=days)
    assert (answer.status_code, [one["code"] for one in answer.json()["errors"]]) == (400, [code])
