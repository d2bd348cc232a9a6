"""Who may change which working calendar, and that every version stays what it was."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import CalendarPublished
from contracts.terms import AgencyKind
from kit.people import Officer
from kit.testing import said
from kit.testing.people import citizen, headers, officer
from services.catalog.replicas import Agency

pytestmark = pytest.mark.usefixtures("seeded", "agencies")

POLICE, WARD = "H24.31.10891.CA", "H24.31.10891"
CALENDAR: dict[str, Any] = {
    "name": "Lịch của Công an phường Tứ Minh",
    "source": "Quyết định của Giám đốc Công an thành phố",
    "weekend": [7],
    "sessions": [
        {"starts": "07:30", "ends": "11:30"},
        {"starts": "13:30", "ends": "17:00"},
        {"starts": "07:30", "ends": "11:00", "weekdays": [6]},
    ],
    "holidays": [{"day": "2026-11-24", "name": "Ngày Văn hóa Việt Nam"}],
    "makeup_days": [],
    "agency_codes": [POLICE],
}
NEW = {"If-None-Match": "*"}


@pytest_asyncio.fixture
async def agencies(session: AsyncSession) -> None:
    """The province, a ward's committee and its police."""
    kinds = {
        "H24": AgencyKind.PROVINCE_COMMITTEE,
        WARD: AgencyKind.COMMUNE_COMMITTEE,
        POLICE: AgencyKind.COMMUNE_POLICE,
    }
    for code, kind in kinds.items():
        session.add(
            Agency(
                code=code,
                name=code,
                kind=kind,
                parent_code=None,
                ward_codes=[],
                valid_from=date(2025, 7, 1),
                valid_to=None,
                changed_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
    await session.flush()


def administrator(agency: str = "H24") -> Officer:
    """An administrator who showed two factors."""
    return replace(officer(agency, "administrator"), acr="substantial")


async def put(client: httpx.AsyncClient, who: Any, *, code: str = "VN-31-CA", **more: Any) -> httpx.Response:
    """Publish the calendar with some changes."""
    version = {name.replace("_", "-"): more.pop(name) for name in ("If_Match", "If_None_Match") if name in more} or NEW
    return await client.put(f"/v1/calendars/{code}", json=CALENDAR | more, headers=headers(who, **version))


async def test_an_editor_publishes_a_calendar_and_everybody_hears(
    client: httpx.AsyncClient, session: AsyncSession
) -> None:
    answer = await put(client, administrator())
    assert answer.status_code == 200, answer.text
    assert (answer.json()["version"], answer.headers["etag"]) == (1, '"1"')
    shown = (await client.get("/v1/calendars/VN-31-CA")).json()
    assert shown["agency_codes"] == [POLICE]
    assert shown["sessions"][2] == {"starts": "07:30:00", "ends": "11:00:00", "weekdays": [6]}
    event = (await said(session))[-1]
    assert isinstance(event, CalendarPublished)
    assert (event.version, event.agency_codes) == (1, [POLICE])


async def test_a_version_never_changes(client: httpx.AsyncClient) -> None:
    await put(client, administrator())
    second = await put(client, administrator(), If_Match='"1"', name="Lịch mới")
    assert second.json()["version"] == 2
    assert (await client.get("/v1/calendars/VN-31-CA/versions/1")).json()["name"] == CALENDAR["name"]
    assert (await client.get("/v1/calendars/VN-31-CA/versions/3")).status_code == 404
    listed = {one["code"]: one["version"] for one in (await client.get("/v1/calendars")).json()["items"]}
    assert listed["VN-31-CA"] == 2
    assert "VN-31" in listed


@pytest.mark.parametrize(
    ("version", "status"), [({"If_Match": '"7"'}, 412), ({"If_Match": "x"}, 412), ({"If_None_Match": '"1"'}, 412)],
    ids=str,
)  # fmt: skip
async def test_two_editors_do_not_overwrite_each_other(
    client: httpx.AsyncClient, version: dict[str, str], status: int
) -> None:
    assert (await put(client, administrator(), **version)).status_code == status
    await put(client, administrator())
    assert (await put(client, administrator())).status_code == 412


async def test_the_version_must_be_named(client: httpx.AsyncClient) -> None:
    answer = await client.put("/v1/calendars/VN-31-CA", json=CALENDAR, headers=headers(administrator()))
    assert answer.status_code == 428


async def test_an_agency_keeps_its_own_calendar_and_no_other(client: httpx.AsyncClient) -> None:
    assert (await put(client, administrator(POLICE))).status_code == 200
    assert (await put(client, administrator(WARD), If_Match='"1"')).status_code == 403
    assert (await put(client, administrator(POLICE), If_Match='"1"', agency_codes=[WARD])).status_code == 403
    assert (await put(client, administrator(POLICE), If_Match='"1"', agency_codes=[])).status_code == 403
    assert (await put(client, administrator(POLICE), code="VN-31", If_Match='"1"')).status_code == 403


@pytest.mark.parametrize("who", [citizen(), officer(POLICE, "counter")], ids=["citizen", "clerk"])
async def test_others_change_nothing(client: httpx.AsyncClient, who: Any) -> None:
    assert (await put(client, who)).status_code == 403
    assert (await client.get("/v1/calendars/VN-31/proposal?year=2027", headers=headers(who))).status_code == 403


async def test_every_fault_of_a_calendar_is_told_at_once(client: httpx.AsyncClient) -> None:
    await put(client, administrator())
    answer = await put(client, administrator(), code="VN-31-X", weekend=[9], agency_codes=[POLICE, "H24.99"])
    assert answer.status_code == 400
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/weekend/0", "out-of-range"),
        ("/agency_codes/1", "unknown"),
        ("/agency_codes/0", "has-another"),
    ]


async def test_a_year_is_proposed_ready_to_be_published(client: httpx.AsyncClient) -> None:
    who = administrator()
    answer = await client.get("/v1/calendars/VN-31/proposal", params={"year": 2027}, headers=headers(who))
    assert answer.status_code == 200, answer.text
    proposal = answer.json()
    assert "2027-02-06" in [one["day"] for one in proposal["holidays"]]
    published = await client.put("/v1/calendars/VN-31", json=proposal, headers=headers(who, **{"If-Match": '"1"'}))
    assert published.status_code == 200, published.text
