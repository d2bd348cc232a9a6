"""Life events: everybody reads, editors of the province write."""

from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.testing import headers, officer
from services.catalog.models import Edition, Procedure
from services.catalog.tests import editing
from services.catalog.tests.factories import offered

EVENT = {
    "name": "Sinh con",
    "name_en": "A child is born",
    "position": 3,
    "aliases": ["sinh em bé"],
    "procedures": [{"code": "9.000001", "vi": "Khai sinh", "en": "Register the birth"}],
}
NEW = {"If-None-Match": "*"}


@pytest_asyncio.fixture(autouse=True)
async def known(emptied: None, session: AsyncSession) -> None:
    """Two procedures, one of which nobody sees yet, and the province's committee."""
    editing.add_agencies(session)
    await session.execute(
        insert(Procedure),
        [offered("9.000001", "Đăng ký khai sinh", changed_in=1), offered("9.000002", "Bản nháp", changed_in=0)],
    )
    await session.commit()


def editor() -> dict[str, str]:
    return headers(editing.editor())


async def put(client: httpx.AsyncClient, extra: dict[str, str], **changed: Any) -> httpx.Response:
    return await client.put("/v1/life-events/birth-of-a-child", json=EVENT | changed, headers=editor() | extra)


async def test_an_editor_writes_and_everybody_reads(client: httpx.AsyncClient, session: AsyncSession) -> None:
    edition = (await session.scalars(select(Edition.number))).one()
    made = await put(client, NEW)
    assert (made.status_code, made.headers["etag"]) == (200, '"1"')
    assert await session.scalar(select(Edition.number)) == edition + 1
    shown = await client.get("/v1/life-events/birth-of-a-child")
    assert shown.json() == made.json()
    assert shown.json()["procedures"] == [
        {"code": "9.000001", "name": "Đăng ký khai sinh", "vi": "Khai sinh", "en": "Register the birth"}
    ]
    listed = (await client.get("/v1/life-events")).json()["items"]
    assert [item["count"] for item in listed if item["code"] == "birth-of-a-child"] == [1]


async def test_an_unchanged_event_is_not_sent_twice(client: httpx.AsyncClient) -> None:
    await put(client, NEW)
    for path in ("/v1/life-events", "/v1/life-events/birth-of-a-child"):
        etag = (await client.get(path)).headers["etag"]
        assert (await client.get(path, headers={"If-None-Match": etag})).status_code == 304


async def test_nobody_overwrites_what_they_have_not_seen(client: httpx.AsyncClient) -> None:
    assert (await put(client, {})).status_code == 428
    assert (await put(client, {"If-Match": '"1"'})).status_code == 412
    assert (await put(client, NEW)).status_code == 200
    assert (await put(client, NEW)).status_code == 412
    assert (await put(client, {"If-Match": '"1"'}, name="Sinh em bé")).headers["etag"] == '"2"'
    assert (await put(client, {"If-Match": '"1"'})).status_code == 412


@pytest.mark.parametrize("codes", [["9.000002"], ["9.999999"], ["9.000001", "9.000001"]])
async def test_an_event_brings_procedures_people_can_see_once_each(client: httpx.AsyncClient, codes: list[str]) -> None:
    answer = await put(client, NEW, procedures=[{"code": code, "vi": "Bước", "en": "Step"} for code in codes])
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/body/procedures/{len(codes) - 1}/code"


async def test_what_is_unknown_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/life-events/nothing")).status_code == 404


async def test_only_editors_write(client: httpx.AsyncClient) -> None:
    path, body = "/v1/life-events/birth-of-a-child", EVENT
    assert (await client.put(path, json=body, headers=NEW)).status_code == 401
    clerk = headers(officer("H24", "counter"))
    assert (await client.put(path, json=body, headers=clerk | NEW)).status_code == 403


async def test_a_synonym_is_written_read_and_kept_from_being_overwritten(client: httpx.AsyncClient) -> None:
    path, body = "/v1/synonyms/sổ đỏ", {"meant": ["giấy chứng nhận quyền sử dụng đất"]}
    made = await client.put(path, json=body, headers=editor() | NEW)
    assert (made.status_code, made.json()["said"]) == (200, "so do")
    assert (await client.put(path, json=body, headers=editor() | NEW)).status_code == 412
    again = await client.put(path, json=body, headers=editor() | {"If-Match": '"1"'})
    assert again.headers["etag"] == '"2"'
    listed = (await client.get("/v1/synonyms", params={"limit": 100}, headers=editor())).json()
    assert "so do" in [item["said"] for item in listed["items"]]


async def test_synonyms_are_paged(client: httpx.AsyncClient) -> None:
    for said in ("một", "hai", "ba"):
        await client.put(f"/v1/synonyms/{said}", json={"meant": ["x"]}, headers=editor() | NEW)
    first = (await client.get("/v1/synonyms", params={"limit": 2}, headers=editor())).json()
    rest = (await client.get("/v1/synonyms", params={"limit": 2, "cursor": first["next"]}, headers=editor())).json()
    assert [item["said"] for item in first["items"] + rest["items"]] == ["ba", "hai", "mot"]


@pytest.mark.parametrize("said", ["%20", "a%00b", "một hai ba bốn năm sáu bảy", "so!"])
async def test_a_synonym_is_one_to_six_words(client: httpx.AsyncClient, said: str) -> None:
    answer = await client.put(f"/v1/synonyms/{said}", json={"meant": ["x"]}, headers=editor() | NEW)
    assert answer.status_code == 400


async def test_only_overseers_read_synonyms(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/synonyms")).status_code == 401
