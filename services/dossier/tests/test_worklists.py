"""The worklist narrowed and counted, and the indexes that make a page cost what a page costs."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import ClauseElement, Executable, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles

from contracts.terms import Channel
from kit.testing import officer
from services.dossier.lifecycle import OPEN, STAFF, Status
from services.dossier.models import Dossier
from services.dossier.schemas.worklists import WorklistRow
from services.dossier.sight import as_person, as_system
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import HOURS, local
from services.dossier.worklists.listing import Narrowing, ordered
from services.dossier.worklists.narrowing import WAITING_FOR, DeskRole, Due, OpenStatus, window

TUESDAY = local(2026, 11, 24, 9)


async def listed(office: Office, query: str = "", *, by: Any = None) -> list[str]:
    """The ids of a page."""
    answer = await office.ask("GET", f"/v1/worklist?{query}", by or office.hoa)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return [one["id"] for one in answer.json()["items"]]


async def set_row(session: AsyncSession, dossier: dict[str, Any], **values: Any) -> None:
    """Put a row where the acts of weeks would have brought it."""
    await as_system(session)
    await session.execute(update(Dossier).where(Dossier.id == dossier["id"]).values(**values))


def test_what_waits_for_a_role_is_what_its_next_act_moves() -> None:
    assert {
        DeskRole.COUNTER: {Status.SUBMITTED, Status.RESOLVED, Status.WITHDRAWAL_REQUESTED},
        DeskRole.OFFICER: {Status.ACCEPTED, Status.IN_PROGRESS, Status.RESOLVED, Status.WITHDRAWAL_REQUESTED},
        DeskRole.LEADER: {Status.IN_PROGRESS, Status.WITHDRAWAL_REQUESTED},
    } == WAITING_FOR
    assert {one.value for one in DeskRole} == {one.value for one in STAFF}
    assert {one.value for one in OpenStatus} == {one.value for one in OPEN}


@pytest.mark.parametrize(
    ("at", "due", "since", "until"),
    [
        (TUESDAY, Due.OVERDUE, None, TUESDAY),
        (TUESDAY, Due.TODAY, TUESDAY, local(2026, 11, 25)),
        (TUESDAY, Due.ONE_DAY, local(2026, 11, 25), local(2026, 11, 26)),
        (TUESDAY, Due.TWO_DAYS, local(2026, 11, 26), local(2026, 11, 27)),
        (TUESDAY, Due.THIS_WEEK, TUESDAY, local(2026, 11, 30)),
        (local(2026, 11, 27, 23, 59), Due.ONE_DAY, local(2026, 11, 28), local(2026, 12, 1)),
        (local(2026, 11, 27, 9), Due.TWO_DAYS, local(2026, 12, 1), local(2026, 12, 2)),
        (local(2026, 11, 29, 9), Due.THIS_WEEK, local(2026, 11, 29, 9), local(2026, 11, 30)),
    ],
    ids=["overdue", "today", "tomorrow", "after", "week", "monday", "tuesday", "sunday"],
)
def test_due_dates_are_told_by_working_days(at: datetime, due: Due, since: datetime | None, until: datetime) -> None:
    assert window(due, at, calendar=HOURS) == (since, until)


async def test_the_list_is_narrowed_by_everything_people_ask(office: Office, session: AsyncSession) -> None:
    first, second, third = await office.submitted(), await office.in_progress(), await office.in_progress()
    await office.act(third, "release", office.dung)
    await set_row(session, third, step="signature", channel=Channel.POST)
    everything = [third["id"], second["id"], first["id"]]
    for query, found in {
        "": everything,
        "role=counter": [first["id"]],
        "role=officer": [third["id"], second["id"]],
        "role=officer&status=submitted": [],
        "status=in_progress": [third["id"], second["id"]],
        "step=signature": [third["id"]],
        "assignee=nobody": [third["id"], first["id"]],
        f"assignee={office.dung.id}": [second["id"]],
        "assignee=me": [],
        "channel=post": [third["id"]],
        f"procedure={factories.PROCEDURE}": everything,
        "procedure=9.999999": [],
        "field=none": [],
        "field=none&procedure=1.004194": [],
    }.items():
        assert sorted(await listed(office, query)) == sorted(found), query
    assert await listed(office, "assignee=me", by=office.dung) == [second["id"]]
    shown = (await office.ask("GET", "/v1/worklist?limit=1", office.hoa)).json()["items"][0]
    assert set(shown) == set(WorklistRow.model_fields)
    assert await listed(office, "assignee=nobody", by=office.stranger) == []
    for wrong in ("due=soon", "assignee=x", "role=auditor", "status=draft", "channel=fax", "procedure=a%20b"):
        assert (await office.ask("GET", f"/v1/worklist?{wrong}", office.hoa)).status_code == 400, wrong


async def test_due_is_asked_of_running_clocks_only(office: Office, session: AsyncSession, clock_at: Any) -> None:
    clock_at(TUESDAY)
    late, today, paused, unknown = [await office.submitted() for _ in range(4)]
    await set_row(session, late, due_at=local(2026, 11, 23, 17))
    await set_row(session, today, due_at=local(2026, 11, 24, 17))
    await set_row(session, paused, due_at=local(2026, 11, 23, 17), paused_since=local(2026, 11, 23, 9))
    assert await listed(office, "due=overdue") == [late["id"]]
    assert await listed(office, "due=today") == await listed(office, "due=this_week") == [today["id"]]
    assert await listed(office, "due=two_days") == []
    assert unknown["id"] in await listed(office)


async def test_every_column_is_counted_in_one_answer(office: Office, session: AsyncSession, clock_at: Any) -> None:
    clock_at(TUESDAY)
    await office.submitted()
    mine, stepped = await office.submitted(), await office.in_progress()
    await office.act(mine, "claim", office.hoa)
    await set_row(session, mine, due_at=local(2026, 11, 25, 10))
    await set_row(session, stepped, step="check", due_at=local(2026, 11, 24, 10))
    answer = await office.ask("GET", "/v1/worklist/counts", office.hoa)
    assert answer.json() == {
        "total": 3,
        "status": {"submitted": 2, "in_progress": 1},
        "step": {"check": 1},
        "due": {"overdue": 0, "today": 1, "one_day": 1, "two_days": 0, "this_week": 2},
        "assignee": {"me": 1, "nobody": 1, "others": 1},
    }
    narrowed = (await office.ask("GET", "/v1/worklist/counts?status=in_progress", office.hoa)).json()
    assert (narrowed["total"], narrowed["status"]) == (1, {"in_progress": 1})
    assert (await office.ask("GET", "/v1/worklist/counts", officer(office.agency))).status_code == 403
    assert (await office.ask("GET", "/v1/worklist/counts", office.stranger)).json()["total"] == 0


NARROWED = {
    "all": ({}, "ix_dossiers_worklist"),
    "status": ({"statuses": {Status.SUBMITTED}}, "ix_dossiers_worklist_status"),
    "step": ({"step": "rare"}, "ix_dossiers_worklist_step"),
    "mine": ({"assigned_to": UUID(int=7)}, "ix_dossiers_worklist_assigned_to"),
    "procedure": ({"procedures": {"9.000001"}}, "ix_dossiers_worklist_procedure_code"),
    "channel": ({"channel": Channel.POST}, "ix_dossiers_worklist_channel"),
    "overdue": ({"due": (None, TUESDAY)}, "ix_dossiers_worklist"),
    "today": ({"due": (TUESDAY, local(2026, 11, 25))}, "ix_dossiers_worklist"),
}


@pytest.mark.parametrize(("narrowed", "index"), list(NARROWED.values()), ids=list(NARROWED))
async def test_every_way_of_narrowing_is_a_range_of_an_index(
    office: Office, session: AsyncSession, narrowed: dict[str, Any], index: str
) -> None:
    await many(office, session)
    await as_person(session, office.hoa)
    statement = ordered(Narrowing(agency_code=office.agency, **narrowed), after=None, limit=51)
    told = [str(line) for (line,) in (await session.execute(Explained(statement))).all()]
    assert any(f"using {index} on dossiers" in line for line in told), told
    assert not any("Seq Scan on dossiers" in line or "Sort" in line for line in told), told


class Explained(Executable, ClauseElement):
    """The plan of a statement."""

    inherit_cache = False

    def __init__(self, statement: ClauseElement) -> None:
        self.statement = statement


@compiles(Explained)
def _explain(explained: Explained, compiler: Any, **how: Any) -> str:
    return "EXPLAIN (COSTS OFF) " + str(compiler.process(explained.statement, **how))


async def many(office: Office, session: AsyncSession) -> None:
    """Twenty thousand open dossiers of two agencies beside the one that was sent."""
    sent = await office.submitted()
    await as_system(session)
    columns = [
        f'"{one.name}"'
        for one in Dossier.__table__.columns
        if one.computed is None and one.name not in ("id", "tracking_code", "number", "agency_code", "submitted_at")
    ]
    await session.execute(
        text(
            f"INSERT INTO dossiers (id, tracking_code, agency_code, submitted_at, {', '.join(columns)})"  # noqa: S608
            " SELECT gen_random_uuid(), 'T-' || n, CASE WHEN n % 2 = 0 THEN agency_code ELSE 'X' END,"
            f" submitted_at - n * interval '1 minute', {', '.join(columns)} FROM dossiers, generate_series(1, 20000) n"
            " WHERE id = :id"
        ),
        {"id": sent["id"]},
    )
    await session.execute(text("ANALYZE dossiers"))


async def test_a_name_the_worklist_does_not_know_is_told_and_not_ignored(office: Office) -> None:
    for path in ("/v1/worklist", "/v1/worklist/counts"):
        answer = await office.ask("GET", path, office.hoa, params={"q": "Lan", "staus": "accepted"})
        assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (400, ["/q", "/staus"])
