"""No silent lateness: when a dossier is looked at again, who is told, what is drafted, and what time stops."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.conditions import Condition
from contracts.dossier import DossierAtRisk, DossierExtended, DossierStopped
from contracts.terms import LimitUnit, TimeLimit
from contracts.workflow import Alarm, DossierStatus, Escalation, Move, Step, Worker, Workflow
from kit.clock import now
from kit.db import transaction
from kit.people import Officer
from kit.testing import hear, officer, said
from services.dossier import steps
from services.dossier.actions import watching as looking
from services.dossier.lifecycle import Status
from services.dossier.models import Dossier, Watch
from services.dossier.sight import as_system
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.test_officers import entries_say_what_the_row_says

MONDAY = datetime(2026, 11, 23, 3, tzinfo=UTC)  # 10:00 in Vietnam; Tuesday 24/11 is a holiday
DUE = datetime(2026, 11, 27, 3, tzinfo=UTC)  # Friday 10:00: three working days later


def step(id_: str, status: DossierStatus, worker: Worker = Worker.OFFICER, *to: str, hours: int | None = None) -> Step:
    limit = TimeLimit(value=hours, unit=LimitUnit.WORKING_HOUR) if hours else None
    ways = [Move(to=one, name=one, name_en=one) for one in to]
    return Step(id=id_, name=id_, name_en=id_, worker=worker, status=status, limit=limit, moves=ways)


FLOW = Workflow(
    start="reception",
    steps=[
        step("reception", DossierStatus.SUBMITTED, Worker.COUNTER, "work", hours=8),
        step("work", DossierStatus.IN_PROGRESS, Worker.OFFICER, "signature", "return", hours=4),
        step("signature", DossierStatus.IN_PROGRESS, Worker.LEADER, "work"),
        step("return", DossierStatus.RESOLVED, Worker.COUNTER),
    ],
    escalations=[
        Escalation(step="reception", exceeded_by=TimeLimit(value=1, unit=LimitUnit.WORKING_HOUR), tell=Worker.LEADER),
        Escalation(
            step="work",
            exceeded_by=TimeLimit(value=2, unit=LimitUnit.WORKING_HOUR),
            tell=Worker.LEADER,
            alarm=Alarm.APOLOGISE,
        ),
    ],
)


def test_the_first_step_of_a_status_is_entered() -> None:
    entered = steps.entered(FLOW, Status.IN_PROGRESS)
    assert entered is not None
    assert entered.id == "work"
    assert steps.entered(FLOW, Status.ACCEPTED) is None
    assert steps.entered(None, Status.SUBMITTED) is None
    assert steps.found(FLOW, "signature") == FLOW.steps[2]
    assert steps.found(FLOW, "nowhere") is None


def test_the_ways_on_stay_in_the_status_and_depend_on_the_facts() -> None:
    assert [one.to for one in steps.moves(FLOW, "work", facts={})] == ["signature"]
    assert steps.moves(FLOW, None, facts={}) == []
    test = {"properties": {"case": {"const": "urgent"}}, "required": ["case"]}
    urgent = Condition(test=test, vi="khi gấp", en="when urgent")
    way = FLOW.steps[1].moves[0].model_copy(update={"when": urgent})
    flow = FLOW.model_copy(update={"steps": [FLOW.steps[1].model_copy(update={"moves": [way]}), *FLOW.steps[2:]]})
    assert steps.moves(flow, "work", facts={"case": "usual"}) == []
    assert [one.to for one in steps.moves(flow, "work", facts={"case": "urgent"})] == ["signature"]


async def look(session: AsyncSession, *, at: datetime) -> int:
    await as_system(session)
    taken = 0
    while await looking.look(session, at=at, calendar_code="VN-31"):
        taken += 1
    return taken


async def started(office: Office, clock_at: Any, **revision: Any) -> dict[str, Any]:
    """Accepted and started on Monday at 10:00."""
    if revision:
        await hear(office.app, factories.procedure(**revision))
    sent = await office.paid()
    clock_at(MONDAY)
    await office.act(sent, "acceptance", office.hoa)
    return await office.act(sent, "start", office.dung)


async def risks(session: AsyncSession) -> list[tuple[str, str]]:
    return [(one.stage.value, one.tell) for one in await said(session) if isinstance(one, DossierAtRisk)]


def chief(office: Office) -> Officer:
    return officer(office.agency, "leader")


async def test_the_apology_is_drafted_the_day_before_and_a_leader_confirms_it(
    office: Office, session: AsyncSession, clock_at: Any
) -> None:
    sent = await started(office, clock_at)
    assert await look(session, at=DUE - timedelta(days=1)) == 2
    assert await risks(session) == [("two_days", "officer"), ("one_day", "leader")]
    clock_at(DUE - timedelta(hours=2))
    later = await office.act(sent, "extensions/answer", chief(office), is_confirmed=True)
    assert later["due_at"] == "2026-12-02T03:00:00Z"  # three working days after Friday 10:00
    [told] = [one for one in await said(session) if isinstance(one, DossierExtended)]
    assert (told.was_due_at, told.due_at) == (DUE, datetime(2026, 12, 2, 3, tzinfo=UTC))
    again = await office.ask(
        "POST",
        f"/v1/dossiers/{sent['id']}/extensions",
        office.dung,
        json={"new_due_at": "2026-12-03T09:00:00+07:00", "reason": "Chưa xong"},
    )
    assert (again.status_code, again.json()["code"]) == (409, "already-extended")
    await entries_say_what_the_row_says(session, sent["id"])


async def test_an_apology_nobody_confirms_is_told_to_the_leader_and_so_is_lateness(
    office: Office, session: AsyncSession, clock_at: Any
) -> None:
    await started(office, clock_at)
    await look(session, at=DUE + timedelta(minutes=1))
    assert [stage for stage, _ in await risks(session)] == ["two_days", "one_day", "unconfirmed", "overdue"]
    assert await look(session, at=DUE + timedelta(days=30)) == 0


async def test_a_dossier_that_waits_is_not_warned_about(office: Office, session: AsyncSession, clock_at: Any) -> None:
    sent = await started(office, clock_at)
    await office.act(sent, "withdrawal-requests", office.lan, note="Thôi")
    assert await look(session, at=DUE + timedelta(days=1)) == 0
    await as_system(session)
    assert (await session.scalars(select(Watch).where(Watch.handled_at.is_(None)))).all() == []


@pytest.mark.parametrize(
    ("new", "code"),
    [("2026-11-27T10:00:00+07:00", "not-later"), ("2026-12-02T10:00:01+07:00", "too-late")],
    ids=["the old date", "past the limit once more"],
)
async def test_a_new_date_is_within_the_limit_once_more(office: Office, clock_at: Any, new: str, code: str) -> None:
    sent = await started(office, clock_at)
    path = f"/v1/dossiers/{sent['id']}/extensions"
    answer = await office.ask("POST", path, office.dung, json={"new_due_at": new, "reason": "Phải xác minh"})
    assert (answer.status_code, [one["code"] for one in answer.json()["errors"]]) == (400, [code])


async def test_a_drafted_apology_is_refused_and_another_may_be_drafted(office: Office, clock_at: Any) -> None:
    sent = await started(office, clock_at)
    body = {"new_due_at": "2026-11-30T09:00:00+07:00", "reason": "Phải xác minh"}
    await office.act(sent, "extensions", office.dung, **body)
    twice = await office.ask("POST", f"/v1/dossiers/{sent['id']}/extensions", office.dung, json=body)
    assert (twice.status_code, twice.json()["code"]) == (409, "not-now")
    kept = await office.act(sent, "extensions/answer", chief(office), is_confirmed=False, note="Làm kịp")
    assert kept["due_at"] == "2026-11-27T03:00:00Z"
    await office.act(sent, "extensions", office.dung, **body)


async def test_a_draft_overtaken_by_a_wait_does_not_move_the_due_date_back(
    office: Office, session: AsyncSession, clock_at: Any
) -> None:
    """Due Friday 27/11, 10:00; drafted to 27/11, 10:30; a wait of a working day: due Monday 30/11."""
    sent = await started(office, clock_at)
    await office.act(sent, "extensions", office.dung, new_due_at="2026-11-27T10:30:00+07:00", reason="Phải xác minh")
    await office.supplement(sent, {"component_id": "ct01", "reason_code": "unreadable", "what_to_do": "Chụp lại"})
    clock_at(datetime(2026, 11, 27, 3, tzinfo=UTC))
    await office.upload(sent, office.lan)
    resumed = await office.act(sent, "supplement", office.lan, answers={})
    assert resumed["due_at"] > "2026-11-27T03:30:00Z"
    path = f"/v1/dossiers/{sent['id']}/extensions/answer"
    refused = await office.ask("POST", path, chief(office), json={"is_confirmed": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "extension-outdated")
    acts = (await office.seen(sent, chief(office), "/actions"))["items"]
    assert next(one["obstacle"]["code"] for one in acts if one["act"] == "extend") == "extension-outdated"
    await office.act(sent, "extensions/answer", chief(office), is_confirmed=False, note="Lập lại")
    assert (await office.seen(sent, office.lan))["due_at"] == resumed["due_at"]
    later = datetime.fromisoformat(resumed["due_at"]) + timedelta(hours=1)
    await office.act(sent, "extensions", office.dung, new_due_at=later.isoformat(), reason="Phải xác minh")
    clock_at(later)  # the drafted date itself has come
    refused = await office.ask("POST", path, chief(office), json={"is_confirmed": True})
    assert refused.json()["code"] == "extension-outdated"
    await entries_say_what_the_row_says(session, sent["id"])


async def test_a_supplement_that_does_not_come_stops_the_dossier(
    office: Office, session: AsyncSession, clock_at: Any
) -> None:
    sent = await started(office, clock_at)
    items = [{"component_id": "ct01", "reason_code": "unreadable", "what_to_do": "Chụp lại"}]
    await office.supplement(sent, *items, days=4)
    friday_closing = datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert await look(session, at=friday_closing) == 0
    assert await look(session, at=friday_closing + timedelta(seconds=2)) == 1
    assert (await office.seen(sent, office.lan))["status"] == "stopped"
    [told] = [one for one in await said(session) if isinstance(one, DossierStopped)]
    assert told.cause == "not_supplemented"
    await entries_say_what_the_row_says(session, sent["id"])


async def test_a_stop_waits_while_a_withdrawal_is_decided(office: Office, session: AsyncSession, clock_at: Any) -> None:
    await hear(office.app, factories.priced())
    sent = await started(office, clock_at)
    fees = [{"code": "appraisal", "amount": 50_000}]
    await office.act(sent, "payment-requests", office.dung, lines=fees, pay_within_days=1)
    await office.act(sent, "withdrawal-requests", office.lan, note="Thôi")
    assert await look(session, at=DUE) == 1
    assert (await office.seen(sent, office.lan))["status"] == "withdrawal_requested"
    await office.act(sent, "withdrawal-requests/cancellation", office.lan)
    assert await look(session, at=DUE + timedelta(days=1, minutes=1)) == 1
    assert (await office.seen(sent, office.lan))["status"] == "stopped"


async def test_a_step_that_takes_too_long_is_escalated(office: Office, session: AsyncSession, clock_at: Any) -> None:
    sent = await started(office, clock_at, workflow=FLOW)
    assert await look(session, at=datetime(2026, 11, 25, 1, tzinfo=UTC)) == 1
    assert await risks(session) == [("step", "leader")]
    assert (await office.act(sent, "extensions/answer", chief(office), is_confirmed=True))["due_at"] is not None


async def test_a_step_that_is_to_be_reassigned_is_taken_from_who_has_it(
    office: Office, session: AsyncSession, clock_at: Any
) -> None:
    first, second = FLOW.escalations
    anew = FLOW.model_copy(update={"escalations": [first, second.model_copy(update={"alarm": Alarm.REASSIGN})]})
    sent = await started(office, clock_at, workflow=anew)
    assert await look(session, at=datetime(2026, 11, 25, 1, tzinfo=UTC)) == 1
    assert await risks(session) == [("step", "leader")]
    shown = await office.seen(sent, office.dung, "/timeline")
    assert [(one["act"], one["role"]) for one in shown["items"]][-1] == ("release", "system")
    assert (await office.act(sent, "claim", office.dung))["status"] == "in_progress"


async def test_a_look_that_fails_does_not_hold_up_the_others(
    office: Office, session: AsyncSession, clock_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await started(office, clock_at), await started(office, clock_at)
    tell = looking._tell

    async def broken(session: AsyncSession, dossier: Any, **told: Any) -> None:
        if dossier.id == UUID(first["id"]):
            raise ValueError("broken")
        await tell(session, dossier, **told)

    monkeypatch.setattr(looking, "_tell", broken)
    at = datetime(2026, 11, 25, 3, tzinfo=UTC)
    assert await look(session, at=at) == 2
    assert {one.subject for one in await said(session) if isinstance(one, DossierAtRisk)} == {second["id"]}
    monkeypatch.undo()
    assert await look(session, at=at + timedelta(hours=1)) == 1


async def test_a_look_long_after_the_last_date_that_may_be_promised_only_tells(
    office: Office, session: AsyncSession, clock_at: Any
) -> None:
    await started(office, clock_at)
    month_later = DUE + timedelta(days=30)
    assert await look(session, at=month_later) == 4
    assert [stage for stage, _ in await risks(session)] == ["two_days", "one_day", "overdue"]
    assert await look(session, at=month_later + timedelta(days=1)) == 0


async def test_an_act_and_a_look_at_the_same_dossier_do_not_block_each_other(live_office: Office) -> None:
    """The act holds the dossier: the look passes it by, and finds it when the act is done."""
    sent = await live_office.in_progress()
    far = await now() + timedelta(days=60)
    async with transaction(live_office.app) as acting, transaction(live_office.app) as looker:
        await as_system(acting)
        await acting.scalar(select(Dossier.id).where(Dossier.id == sent["id"]).with_for_update())
        await as_system(looker)
        waiting = select(Watch.dossier_id).where(Watch.handled_at.is_(None), Watch.due_at <= far)
        others = {one for one in await looker.scalars(waiting) if str(one) != sent["id"]}
        assert await looking.look(looker, at=far, calendar_code="VN-31") == (1 if others else 0)
        await acting.execute(delete(Watch).where(Watch.dossier_id == sent["id"]))
