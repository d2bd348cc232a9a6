"""What everybody may look up, over HTTP on PostgreSQL."""

from datetime import date
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.pages import Page
from services.catalog.models import Revision
from services.catalog.schemas.areas import AreaOut
from services.catalog.schemas.calendars import CalendarOut, DaysOut
from services.catalog.schemas.procedures import ProcedureOut, ProceduresFound
from services.catalog.seeds.pages import contents

pytestmark = pytest.mark.usefixtures("seeded")


async def get(client: httpx.AsyncClient, path: str, **query: Any) -> dict[str, Any]:
    """The body of a successful answer."""
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def codes(client: httpx.AsyncClient, **query: Any) -> list[str]:
    """Codes of the procedures found, in order."""
    return [item["code"] for item in (await get(client, "/v1/procedures", **query))["items"]]


@pytest.mark.parametrize("typed", ["dang ky tam tru", "Đăng ký tạm trú", "đăng ký tạm t", "1.004194"])
async def test_temporary_residence_is_found_first(client: httpx.AsyncClient, typed: str) -> None:
    first = (await get(client, "/v1/procedures", q=typed))["items"][0]
    assert (first["code"], first["name"]) == ("1.004194", "Đăng ký tạm trú")


async def test_nobody_types_the_word_procedure(client: httpx.AsyncClient) -> None:
    assert (await codes(client, q="khai sinh"))[0] == "1.001193"
    assert (await codes(client, q="dang ky khai sinh"))[0] == "1.001193"


async def test_words_outside_the_name_come_after_the_name(client: httpx.AsyncClient) -> None:
    found = await get(client, "/v1/procedures", q="cu tru")
    assert found["items"]
    assert "1.004194" in [item["code"] for item in found["items"]]


@pytest.mark.parametrize("typed", ["zzzz", "???"])
async def test_what_does_not_exist_is_not_found(client: httpx.AsyncClient, typed: str) -> None:
    assert await get(client, "/v1/procedures", q=typed) == {"items": [], "next": None, "suggestion": None}


async def test_a_list_is_narrowed_by_field_level_agency_and_applicant(client: httpx.AsyncClient) -> None:
    query = {"field": "dang ky, quan ly cu tru", "level": "commune", "agency": "commune_police", "applicant": "citizen"}
    body = await get(client, "/v1/procedures", limit=100, **query)
    page = ProceduresFound.model_validate(body, strict=False)
    assert "1.004194" in [item.code for item in page.items]
    assert {item.field for item in page.items} == {"Đăng ký, quản lý cư trú"}


@pytest.mark.parametrize("query", [{}, {"q": "dang ky"}])
async def test_pages_follow_each_other_without_gap_or_repeat(client: httpx.AsyncClient, query: dict[str, str]) -> None:
    whole = await codes(client, limit=50, **query)
    pieces: list[str] = []
    cursor: dict[str, str] = {}
    while len(pieces) < len(whole):
        body = await get(client, "/v1/procedures", limit=7, **query, **cursor)
        pieces += [item["code"] for item in body["items"]]
        cursor = {"cursor": body["next"]}
    assert pieces[:50] == whole
    assert len(set(pieces)) == len(pieces)


async def test_a_procedure_shows_all_a_citizen_needs(client: httpx.AsyncClient) -> None:
    body = await get(client, "/v1/procedures/1.004194")
    shown = ProcedureOut.model_validate(body, strict=False)
    online = next(channel for channel in body["channels"] if channel["channel"] == "online")
    assert [fee["amount"] for fee in online["fees"]] == [{"amount": 7000, "currency": "VND"}]
    assert online["time_limit"] == {"value": 3, "unit": "working_day"}
    assert "68/2020/QH14" in shown.legal_bases
    assert "KQ.G01.000065" in [result.code for result in shown.results]
    assert body["form"]["answers"]["properties"]["applicant_full_name"]["x-source"] == "person.full_name"
    assert body["agency_kinds"] == ["commune_police"]


async def test_an_amount_nobody_knows_is_null_and_not_zero(client: httpx.AsyncClient) -> None:
    body = await get(client, "/v1/procedures/1.004884")
    amounts = [fee["amount"] for channel in body["channels"] for fee in channel["fees"]]
    assert amounts
    assert amounts == [None] * len(amounts)


async def test_every_procedure_can_be_shown(client: httpx.AsyncClient) -> None:
    for code, _ in contents():
        ProcedureOut.model_validate(await get(client, f"/v1/procedures/{code}"), strict=False)


@pytest.mark.parametrize("path", ["/v1/procedures", "/v1/procedures/1.004194", "/v1/areas/31", "/v1/calendars/VN-31"])
async def test_an_unchanged_answer_is_not_sent_twice(client: httpx.AsyncClient, path: str) -> None:
    etag = (await client.get(path)).headers["etag"]
    for known in (etag, f'"other", W/{etag}', "*"):
        again = await client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
    assert (await client.get(path, headers={"If-None-Match": '"other"'})).status_code == 200


async def test_lai_cach_became_two_wards(client: httpx.AsyncClient) -> None:
    body = await get(client, "/v1/areas", q="lai cach", on="2025-06-01")
    (town,) = Page[AreaOut].model_validate(body, strict=False).items
    assert (town.code, town.full_name, town.valid_from) == ("10891", "Thị trấn Lai Cách", None)
    assert {(unit.code, unit.full_name) for unit in town.successors} == {
        ("10891", "Phường Tứ Minh"),
        ("10543", "Phường Việt Hoà"),
    }
    assert (await get(client, "/v1/areas", q="lai cach", on="2025-07-01"))["items"] == []


async def test_a_code_means_another_unit_after_the_reform(client: httpx.AsyncClient) -> None:
    before = await get(client, "/v1/areas/10891", on="2025-06-30")
    after = await get(client, "/v1/areas/10891")
    assert (before["full_name"], before["parent"]["full_name"]) == ("Thị trấn Lai Cách", "Huyện Cẩm Giàng")
    assert (after["full_name"], after["parent"]["full_name"]) == ("Phường Tứ Minh", "Thành phố Hải Phòng")
    assert "Thị trấn Lai Cách" in [unit["full_name"] for unit in after["predecessors"]]


@pytest.mark.parametrize("typed", ["việt hòa", "Việt Hoà", "viet hoa"])
async def test_either_tone_placement_finds_the_ward(client: httpx.AsyncClient, typed: str) -> None:
    assert (await get(client, "/v1/areas", q=typed))["items"][0]["code"] == "10543"


async def test_the_city_has_114_wards(client: httpx.AsyncClient) -> None:
    first = await get(client, "/v1/areas", parent="31", level="commune", limit=100)
    rest = await get(client, "/v1/areas", parent="31", level="commune", limit=100, cursor=first["next"])
    assert len(first["items"]) + len(rest["items"]) == 114


async def test_no_ward_is_without_a_predecessor(client: httpx.AsyncClient) -> None:
    body = await get(client, "/v1/areas", parent="31", limit=100)
    assert all(item["predecessors"] for item in body["items"])


async def test_the_calendar_tells_office_hours_and_holidays(client: httpx.AsyncClient) -> None:
    shown = CalendarOut.model_validate(await get(client, "/v1/calendars/VN-31"), strict=False)
    assert [str(session.starts) for session in shown.sessions] == ["07:00:00", "13:30:00"]
    assert shown.weekend == [6, 7]


async def test_days_say_whether_offices_open(client: httpx.AsyncClient) -> None:
    body = await get(client, "/v1/calendars/VN-31/days", **{"from": "2026-11-23", "to": "2026-11-29"})
    shown = DaysOut.model_validate(body, strict=False)
    assert [day.is_working for day in shown.items] == [True, False, True, True, True, False, False]
    assert shown.items[1].name == "Ngày Văn hóa Việt Nam"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/procedures?q=" + "a" * 201,
        "/v1/procedures?q=%00",
        "/v1/procedures?unknown=1",
        "/v1/procedures?limit=0",
        "/v1/procedures?limit=101",
        "/v1/procedures?level=village",
        "/v1/procedures?cursor=AAAA",
        "/v1/procedures/a%00b",
        "/v1/areas?on=2025-02-30",
        "/v1/areas?on=1750000000",
        "/v1/areas?parent=x",
        "/v1/areas/abc",
        "/v1/calendars/VN-31/days?from=2026-01-01",
        "/v1/calendars/VN-31/days?from=2026-01-02&to=2026-01-01",
        "/v1/calendars/VN-31/days?from=2026-01-01&to=2027-02-05",
    ],
)
async def test_bad_input_is_refused_as_a_problem(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"]


@pytest.mark.parametrize("path", ["/v1/procedures/9.999999", "/v1/areas/99999", "/v1/calendars/VN-99"])
async def test_what_is_unknown_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_four_hundred_days_are_answered(client: httpx.AsyncClient) -> None:
    body = await get(client, "/v1/calendars/VN-31/days", **{"from": "2026-01-01", "to": "2027-02-04"})
    assert len(body["items"]) == 400


async def test_a_revision_of_the_future_is_not_in_force(client: httpx.AsyncClient, session: AsyncSession) -> None:
    await session.execute(update(Revision).values(effective_from=date(2199, 1, 1)))
    await session.commit()
    assert (await client.get("/v1/procedures/1.004194")).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/v1/procedures", "/v1/procedures/{code}", "/v1/areas", "/v1/areas/{code}", "/v1/calendars/{code}"],
)
async def test_what_can_be_kept_says_so(app: FastAPI, path: str) -> None:
    assert "304" in app.openapi()["paths"][path]["get"]["responses"]
