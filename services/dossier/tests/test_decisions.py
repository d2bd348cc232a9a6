"""A dossier off its ordinary way: withdrawn, stopped, reopened, waiting for money; and it comes back exactly."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierReopened, DossierStopped, PaymentRequired, WithdrawalAnswered
from contracts.payment import BillIssued
from kit.people import Officer
from kit.testing import citizen, hear, officer, said
from services.dossier import queries
from services.dossier.sight import as_system
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.test_officers import entries_say_what_the_row_says

REASON = {"note": "Có tranh chấp đang được giải quyết."}
APPRAISAL = {"lines": [{"code": "appraisal", "amount": 50_000}], "pay_within_days": 10}


def leader(office: Office) -> Officer:
    return officer(office.agency, "leader")


def further(office: Office, dossier: dict[str, Any]) -> BillIssued:
    """The bill payment issues for what was required."""
    issued = factories.bill(dossier, owner_id=office.lan.id, agency_code=office.agency)
    return issued.model_copy(update={"amount": 50_000})


async def refused(office: Office, dossier: dict[str, Any], door: str, by: Any, **body: Any) -> tuple[int, str]:
    answer = await office.ask("POST", f"/v1/dossiers/{dossier['id']}/{door}", by, json=body or None)
    return answer.status_code, answer.json()["code"]


async def test_a_withdrawal_that_is_granted_stops_the_dossier_for_good(office: Office, session: AsyncSession) -> None:
    sent = await office.in_progress()
    asked = await office.act(sent, "withdrawal-requests", office.lan, note="Không chuyển chỗ ở nữa")
    assert (asked["status"], asked["national_code"]) == ("withdrawal_requested", 7)
    let_go = await office.act(sent, "withdrawal-requests/answer", office.dung, is_granted=True)
    assert (let_go["status"], let_go["national_code"]) == ("stopped", 8)
    assert await refused(office, sent, "reopening", leader(office), **REASON) == (409, "withdrawn-for-good")
    [told] = [one for one in await said(session) if isinstance(one, WithdrawalAnswered)]
    assert told.is_granted
    await entries_say_what_the_row_says(session, sent["id"])


@pytest.mark.parametrize("waits", ["nothing", "supplement", "payment"])
async def test_after_a_withdrawal_that_is_taken_back_everything_is_as_before(
    office: Office, session: AsyncSession, waits: str
) -> None:
    await hear(office.app, factories.priced())
    sent = await office.in_progress()
    if waits == "supplement":
        items = [{"component_id": "ct01", "reason_code": "unreadable", "what_to_do": "Chụp lại"}]
        await office.supplement(sent, *items)
    if waits == "payment":
        await office.act(sent, "payment-requests", office.dung, **APPRAISAL)
    before = await office.seen(sent, office.lan)
    await office.act(sent, "withdrawal-requests", office.lan, note="Thôi")
    after = await office.act(sent, "withdrawal-requests/cancellation", office.lan)
    assert after["status"] == before["status"]
    assert (after["paused_since"] is None) == (waits == "nothing")
    await entries_say_what_the_row_says(session, sent["id"])


async def test_a_withdrawal_is_refused_with_a_reason_only(office: Office) -> None:
    sent = await office.in_progress()
    await office.act(sent, "withdrawal-requests", office.lan, note="Thôi")
    assert await refused(office, sent, "withdrawal-requests/answer", office.dung, is_granted=False) == (400, "invalid")
    back = await office.act(sent, "withdrawal-requests/answer", office.dung, is_granted=False, **REASON)
    assert back["status"] == "in_progress"


async def test_the_time_of_a_withdrawal_that_was_refused_does_not_count(office: Office, clock_at: Any) -> None:
    """Received Monday 23/11 at 10:00, three working days: Tuesday 24/11 is a holiday, so Friday 27/11, 10:00."""
    monday = datetime(2026, 11, 23, 3, tzinfo=UTC)
    sent = await office.paid()
    clock_at(monday)
    assert (await office.act(sent, "acceptance", office.hoa))["due_at"] == "2026-11-27T03:00:00Z"
    await office.act(sent, "start", office.dung)
    clock_at(monday + timedelta(hours=1))
    await office.act(sent, "withdrawal-requests", office.lan, note="Thôi")
    clock_at(monday + timedelta(days=2, hours=1))  # Wednesday 11:00
    back = await office.act(sent, "withdrawal-requests/answer", office.dung, is_granted=False, **REASON)
    # waited: Monday 11:00-11:30 and 13:30-17:00, Wednesday 7:00-11:00 = 8 h; from Friday 10:00 on: Monday 30/11, 10:00
    assert (back["due_at"], back["paused_since"]) == ("2026-11-30T03:00:00Z", None)


async def test_a_stopped_dossier_is_told_why_and_a_leader_may_reopen_it(office: Office, session: AsyncSession) -> None:
    sent = await office.in_progress()
    stopped = await office.act(sent, "stop", office.dung, **REASON)
    assert (stopped["status"], stopped["national_code"]) == ("stopped", 8)
    assert await refused(office, sent, "reopening", office.dung, **REASON) == (403, "not-yours")
    assert await refused(office, sent, "supplement", office.lan, answers={}) == (409, "not-now")
    assert (await office.act(sent, "reopening", leader(office), **REASON))["status"] == "in_progress"
    kinds = [type(one) for one in await said(session)]
    assert (kinds.count(DossierStopped), kinds.count(DossierReopened)) == (1, 1)
    await entries_say_what_the_row_says(session, sent["id"])


async def test_a_resolved_dossier_that_is_reopened_has_no_decision_any_more(
    office: Office, session: AsyncSession
) -> None:
    sent = await office.in_progress()
    await office.act(sent, "resolution", office.dung, outcome="refused", note="Không đủ điều kiện")
    again = await office.act(sent, "reopening", leader(office), **REASON)
    assert (again["status"], again["outcome"], again["timeliness"]) == ("in_progress", None, None)
    await entries_say_what_the_row_says(session, sent["id"])


async def test_work_waits_for_a_payment_and_goes_on_when_it_came(office: Office, session: AsyncSession) -> None:
    await hear(office.app, factories.priced())
    sent = await office.in_progress()
    asked = await office.act(sent, "payment-requests", office.dung, **APPRAISAL)
    assert (asked["status"], asked["national_code"], asked["fee"]["due"]["amount"]) == ("payment_required", 6, 50_000)
    [told] = [one for one in await said(session) if isinstance(one, PaymentRequired)]
    assert [(line.code, line.amount) for line in told.fees] == [("appraisal", 50_000)]
    issued = further(office, sent)
    await hear(office.app, issued)
    await hear(office.app, factories.payment(issued))
    after = await office.seen(sent, office.lan)
    assert (after["status"], after["paused_since"]) == ("in_progress", None)
    assert after["fee"]["paid_at"] is not None
    await entries_say_what_the_row_says(session, sent["id"])


async def test_paid_while_a_withdrawal_is_asked_work_goes_on_when_it_is_taken_back(office: Office) -> None:
    await hear(office.app, factories.priced())
    sent = await office.in_progress()
    await office.act(sent, "payment-requests", office.dung, **APPRAISAL)
    await office.act(sent, "withdrawal-requests", office.lan, note="Thôi")
    issued = further(office, sent)
    await hear(office.app, issued)
    await hear(office.app, factories.payment(issued))
    assert (await office.seen(sent, office.lan))["status"] == "withdrawal_requested"
    await office.act(sent, "withdrawal-requests/cancellation", office.lan)
    assert (await office.seen(sent, office.lan))["status"] == "in_progress"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([{"code": "bribe", "amount": 500_000}], "unknown"),
        ([{"code": "residence", "amount": 7000}], "billed"),
        ([{"code": "appraisal", "amount": 50_000}, {"code": "appraisal", "amount": 1}], "twice"),
        ([{"code": "appraisal", "amount": 0}], "too-small"),
    ],
    ids=["no such fee", "billed already", "twice", "nothing"],
)
async def test_only_the_procedures_own_fees_are_required(office: Office, lines: list[Any], code: str) -> None:
    await hear(office.app, factories.priced())
    sent = await office.in_progress()
    path = f"/v1/dossiers/{sent['id']}/payment-requests"
    answer = await office.ask("POST", path, office.dung, json={"lines": lines, "pay_within_days": 5})
    assert answer.status_code == 400
    assert [fault["code"] for fault in answer.json()["errors"]] == [code]


async def test_terms_without_rules_have_nothing_left_open(office: Office) -> None:
    sent = await office.in_progress()
    body = {"lines": [{"code": "residence", "amount": 7000}], "pay_within_days": 5}
    answer = await office.ask("POST", f"/v1/dossiers/{sent['id']}/payment-requests", office.dung, json=body)
    assert [fault["code"] for fault in answer.json()["errors"]] == ["billed"]


async def test_the_clock_does_not_run_while_a_supplement_is_waited_for_again(office: Office) -> None:
    sent = await office.in_progress()
    items = [{"component_id": "ct01", "reason_code": "unreadable", "what_to_do": "Chụp lại"}]
    await office.supplement(sent, *items)
    await office.act(sent, "withdrawal-requests", office.lan, note="Thôi")
    await office.act(sent, "withdrawal-requests/cancellation", office.lan)
    segments = (await office.seen(sent, office.lan, "/clock"))["segments"]
    assert (segments[-1]["status"], segments[-1]["is_running"]) == ("supplement_required", False)


DOORS: dict[str, dict[str, Any]] = {
    "withdrawal-requests/answer": {"is_granted": True},
    "stop": REASON,
    "reopening": REASON,
    "payment-requests": APPRAISAL,
    "extensions": {"new_due_at": "2027-01-04T09:00:00+07:00", "reason": "Phải xác minh"},
    "extensions/answer": {"is_confirmed": True},
}


@pytest.mark.parametrize("door", sorted(DOORS))
async def test_the_agencys_doors_are_closed_to_others(office: Office, door: str) -> None:
    sent = await office.in_progress()
    path, body = f"/v1/dossiers/{sent['id']}/{door}", DOORS[door]
    assert (await office.ask("POST", path, office.stranger, json=body)).status_code == 404
    assert (await office.ask("POST", path, office.lan, json=body)).status_code == 403
    assert (await office.ask("POST", path, None, json=body)).status_code == 401
    told = await office.ask("POST", path, leader(office), json=body | {"status": "delivered", "fee_due": 0})
    assert told.status_code == 400
    assert {fault["pointer"] for fault in told.json()["errors"]} == {"/status", "/fee_due"}


@pytest.mark.parametrize("door", ["withdrawal-requests", "withdrawal-requests/cancellation"])
async def test_the_applicants_doors_are_closed_to_others(office: Office, door: str) -> None:
    sent = await office.in_progress()
    path = f"/v1/dossiers/{sent['id']}/{door}"
    body: dict[str, Any] | None = {} if door == "withdrawal-requests" else None
    assert (await office.ask("POST", path, citizen(), json=body)).status_code == 404
    assert (await office.ask("POST", path, office.dung, json=body)).status_code == 403


async def test_what_the_list_of_acts_says_is_what_the_doors_answer(office: Office) -> None:
    """The same code in the list and in the refusal, for every act with a door here."""
    await hear(office.app, factories.priced())
    sent = await office.in_progress()
    chief = leader(office)
    acts: dict[str, tuple[str, dict[str, Any]]] = {
        "grant_withdrawal": ("withdrawal-requests/answer", {"is_granted": True}),
        "extend": ("extensions/answer", {"is_confirmed": True}),
        "reopen": ("reopening", REASON),
        "request_payment": ("payment-requests", APPRAISAL),
        "propose_extension": ("extensions", DOORS["extensions"]),
    }
    listed = {one["act"]: one for one in (await office.seen(sent, chief, "/actions"))["items"]}
    for act, (door, body) in acts.items():
        _, code = await refused(office, sent, door, chief, **body)
        assert listed[act]["obstacle"]["code"] == code, act


async def test_an_act_carries_the_id_of_its_request_and_is_not_done_twice_by_it(
    office: Office, session: AsyncSession
) -> None:
    """Not even when the stored answer was forgotten meanwhile."""
    sent, key = await office.submitted(), {"Idempotency-Key": "clerk-17"}
    path = f"/v1/dossiers/{sent['id']}"
    assert (await office.ask("POST", f"{path}/claim", office.dung, headers=key)).status_code == 201
    await office.act(sent, "release", office.dung)
    await session.execute(text("DELETE FROM answers"))
    again = await office.ask("POST", f"{path}/claim", office.dung, headers=key)
    assert (again.status_code, again.json()["code"]) == (422, "key-reused")
    await as_system(session)
    [entry] = [one for one in await queries.entries(session, UUID(sent["id"])) if one.act == "claim"]
    assert entry.transaction_id == f"{office.dung.id} clerk-17"
