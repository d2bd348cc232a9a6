"""The web inbox as its owner reads it."""

from datetime import datetime
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from kit.pages import Page, encode
from kit.testing import citizen, headers, hear, officer
from services.notification.schemas import NoticeOut
from services.notification.tests.factories import person, submitted

LAN = citizen()
MINH = citizen()


@pytest.fixture(autouse=True)
async def inbox(app: FastAPI) -> None:
    """Lan has five notices, Minh one."""
    await hear(app, person(LAN.id))
    await hear(app, person(MINH.id, full_name="Trần Văn Minh", email=None))
    for number in range(5):
        await hear(app, submitted(LAN.id, tracking_code=f"LAN{number}"))
    await hear(app, submitted(MINH.id, tracking_code="MINH"))


async def page(client: httpx.AsyncClient, **query: str | int | bool) -> Page[NoticeOut]:
    answer = await client.get("/v1/inbox", params=query, headers=headers(LAN))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return Page[NoticeOut].model_validate_json(answer.content, strict=False)


async def test_the_owner_sees_only_their_own_notices_newest_first(client: httpx.AsyncClient) -> None:
    seen = await page(client)
    assert [one.title.split()[2] for one in seen.items] == ["LAN4", "LAN3", "LAN2", "LAN1", "LAN0"]
    assert seen.next is None


async def test_pages_follow_each_other_without_gap_or_repeat(client: httpx.AsyncClient) -> None:
    first = await page(client, limit=2)
    second = await page(client, limit=2, cursor=first.next or "")
    third = await page(client, limit=2, cursor=second.next or "")
    ids = [one.id for part in (first, second, third) for one in part.items]
    assert ids == [one.id for one in (await page(client)).items]
    assert third.next is None


async def test_times_end_in_z_in_the_list_as_in_one_notice(client: httpx.AsyncClient) -> None:
    first = (await page(client)).items[0]
    one = (await client.post(f"/v1/inbox/{first.id}/reading", headers=headers(LAN))).json()
    listed = (await client.get("/v1/inbox", headers=headers(LAN))).json()["items"][0]
    for name in ("created_at", "read_at"):
        assert one[name].endswith("Z"), name
        assert listed[name].endswith("Z"), name
        assert datetime.fromisoformat(listed[name]) == datetime.fromisoformat(one[name])
    assert list(listed) == list(NoticeOut.model_fields)


async def test_an_empty_inbox_is_an_empty_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/inbox", headers=headers(citizen()))
    assert answer.json() == {"items": [], "next": None}


async def test_reading_a_notice_takes_it_out_of_the_unread_once(client: httpx.AsyncClient) -> None:
    first = (await page(client)).items[0]
    assert first.read_at is None
    answer = await client.post(f"/v1/inbox/{first.id}/reading", headers=headers(LAN))
    again = await client.post(f"/v1/inbox/{first.id}/reading", headers=headers(LAN))
    assert (answer.status_code, again.status_code) == (200, 200)
    assert answer.json()["read_at"] is not None
    assert answer.json() == again.json()
    unread = await page(client, unread=True)
    assert len(unread.items) == 4
    assert first.id not in {one.id for one in unread.items}
    rest = await page(client, unread=True, limit=2)
    assert len((await page(client, unread=True, limit=2, cursor=rest.next or "")).items) == 2


async def test_anybody_elses_notice_is_as_unknown_as_no_notice(client: httpx.AsyncClient) -> None:
    theirs = (await page(client)).items[0].id
    foreign = await client.post(f"/v1/inbox/{theirs}/reading", headers=headers(MINH))
    unknown = await client.post(f"/v1/inbox/{uuid4()}/reading", headers=headers(MINH))
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.json()["code"] == unknown.json()["code"] == "not-found"
    assert (await page(client)).items[0].read_at is None


async def test_only_citizens_have_an_inbox(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/inbox")).status_code == 401
    staff = await client.get("/v1/inbox", headers=headers(officer("G01.24.91", "counter")))
    assert staff.status_code == 403


async def test_a_cursor_made_up_or_of_another_shape_is_refused(client: httpx.AsyncClient, app: FastAPI) -> None:
    key = app.state.settings.cursor_key
    for cursor in ("AAAA", encode(key, "only-one")):
        answer = await client.get("/v1/inbox", params={"cursor": cursor}, headers=headers(LAN))
        assert answer.status_code == 400, cursor
    assert (await client.get("/v1/inbox", params={"limit": 101}, headers=headers(LAN))).status_code == 400
