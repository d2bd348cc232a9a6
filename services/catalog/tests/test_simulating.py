"""A draft tried on accepted dossiers: what comes out otherwise, and that nothing does against itself."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierDescribed
from contracts.identity import AgencyChanged
from contracts.terms import AgencyKind, Channel
from kit.clock import LOCAL
from kit.testing import hear
from services.catalog.actions import publishing
from services.catalog.replicas import AcceptedDossier, Agency
from services.catalog.tests.editing import CODE, WARD, add_agencies, ask, drafted, editor, published

pytestmark = pytest.mark.usefixtures("seeded")

FEE: dict[str, Any] = {"code": "le-phi", "name": "Lệ phí", "kind": "charge", "amount": 8000}
ONLINE: dict[str, Any] = {"channel": "online", "time_limit": {"value": 3, "unit": "working_day"}, "fees": [FEE]}
PAPER: dict[str, Any] = {
    "id": "giay-to", "name": "Giấy tờ", "group": None, "is_mandatory": True, "originals": 1, "copies": 0,
}  # fmt: skip
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def described(**changed: Any) -> DossierDescribed:
    """An accepted dossier."""
    told: dict[str, Any] = {
        "dossier_id": uuid4(),
        "procedure_code": CODE,
        "revision": 1,
        "case": None,
        "channel": Channel.ONLINE,
        "agency_code": "H24.91",
        "received_at": AT,
        "due_at": None,
        "fee_due": 8000,
        "facts": {},
        "answered": [],
        "papers": [],
    }
    return DossierDescribed(**told | changed)


async def simulated(client: httpx.AsyncClient, app: FastAPI, session: AsyncSession, **patch: Any) -> dict[str, Any]:
    """The answer for a draft with these changes, tried on one dossier."""
    add_agencies(session)
    await session.flush()
    who = editor()
    today = datetime.now(UTC).astimezone(LOCAL).date()
    await published(client, who, await drafted(client, who, channels=[ONLINE]), on=today)
    await hear(app, described())
    draft = (await ask(client, "POST", f"/v1/procedures/{CODE}/revisions", who, json={})).json()
    path = f"/v1/revisions/{draft['id']}"
    if patch:
        assert (await ask(client, "PATCH", path, who, seen=1, json=patch)).status_code == 200
    answer = await ask(client, "POST", f"{path}/simulation", who, json={"last": 10})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    assert (body["tried"], body["skipped"]) == (1, 0)
    return body


async def test_a_revision_tried_against_itself_changes_nothing(
    client: httpx.AsyncClient, app: FastAPI, session: AsyncSession
) -> None:
    body = await simulated(client, app, session)
    assert (body["changed"], body["differences"]) == (0, [])


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        ({"channels": [ONLINE | {"fees": [FEE | {"amount": 9000}]}]}, ("fee", 8000, 9000)),
        ({"competences": [{"kind": "department"}]}, ("route", "partial", None)),
        ({"competences": [{"kind": "commune_committee", "online_level": "full"}]}, ("route", "partial", "full")),
        (
            {"channels": [ONLINE | {"time_limit": {"value": 1, "unit": "working_day"}}]},
            ("due_date", "2026-11-27T02:00:00+00:00", "2026-11-25T02:00:00+00:00"),
        ),
    ],
    ids=["fee", "route", "level", "due date"],
)  # fmt: skip
async def test_what_a_draft_would_have_meant_is_told(
    client: httpx.AsyncClient, app: FastAPI, session: AsyncSession, *, patch: dict[str, Any], told: tuple[str, Any, Any]
) -> None:
    body = await simulated(client, app, session, **patch)
    assert [(one["aspect"], one["before"], one["after"]) for one in body["differences"]] == [told]
    assert body["counts"][told[0]] == body["changed"] == 1


async def test_a_new_mandatory_paper_shows_in_validity(
    client: httpx.AsyncClient, app: FastAPI, session: AsyncSession
) -> None:
    body = await simulated(client, app, session, papers=[PAPER])
    (told,) = body["differences"]
    assert told["aspect"] == "validity"
    assert "/papers/giay-to" in told["after"]
    assert "/papers/giay-to" not in told["before"]


async def test_a_revision_is_compared_with_the_one_before(
    client: httpx.AsyncClient, app: FastAPI, session: AsyncSession
) -> None:
    await simulated(client, app, session, papers=[PAPER])
    items = (await ask(client, "GET", f"/v1/procedures/{CODE}/revisions", editor())).json()["items"]
    draft, first = items[0]["id"], items[1]["id"]
    told = await ask(client, "GET", f"/v1/revisions/{draft}/diff", editor())
    assert [(one["kind"], one["op"]) for one in told.json()["changes"]] == [("paper", "added")]
    assert told.json()["against"] == first
    assert (await ask(client, "GET", f"/v1/revisions/{draft}/diff")).status_code == 404
    assert (await ask(client, "GET", f"/v1/revisions/{first}/diff")).status_code == 404
    assert (await ask(client, "GET", f"/v1/revisions/{first}/diff?against={draft}")).status_code == 404
    assert (await ask(client, "GET", f"/v1/revisions/{first}/diff?against={first}")).json()["changes"] == []


async def test_a_dossier_is_kept_once_and_the_oldest_are_forgotten(app: FastAPI, session: AsyncSession) -> None:
    events = [described(received_at=AT + timedelta(hours=hour)) for hour in range(4)]
    for event in events:
        await hear(app, event)
    await session.flush()
    assert await session.scalar(select(func.count()).select_from(AcceptedDossier)) == 4
    assert await publishing.prune(session, keep=3) == 1
    left: set[UUID] = set(await session.scalars(select(AcceptedDossier.id)))
    assert left == {event.dossier_id for event in events[1:]}


async def test_an_agency_is_as_it_was_last_heard(app: FastAPI, session: AsyncSession) -> None:
    event = AgencyChanged(
        agency_code="H24.91", name="UBND phường Tứ Minh", kind=AgencyKind.COMMUNE_COMMITTEE, parent_code="H24",
        ward_codes=[WARD], number_template="{agency}-{date:%Y%m%d}-{seq:07}", address="Tứ Minh",
        valid_from=date(2025, 7, 1),
    )  # fmt: skip
    await hear(app, event)
    kept = await session.get(Agency, "H24.91")
    assert kept is not None
    assert (kept.name, kept.ward_codes, kept.parent_code) == ("UBND phường Tứ Minh", [WARD], "H24")
