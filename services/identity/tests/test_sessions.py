"""A person sees where they are signed in and what happened, and ends what is not theirs any more."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import SecurityNoted
from kit.clock import now
from kit.testing import client_of, said
from services.identity import activity, seeds
from services.identity.activity import Kind, Where
from services.identity.models import Activity, BrowserSession, Family
from services.identity.tests.desk import Desk
from services.identity.tests.factories import Browser

LAN, MINH = seeds.person_id("lan"), seeds.person_id("minh")
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


async def at_home_and_on_the_phone(
    browser: Browser, other_browser: Browser, api: httpx.AsyncClient
) -> tuple[Desk, Desk]:
    """Lan twice: in a browser at home, and on her phone."""
    other_browser.client.headers.update({"User-Agent": PHONE, "X-Forwarded-For": "203.0.113.77"})
    home, phone = await browser.tokens(), await other_browser.tokens(client_id="demo-mobile")
    return Desk(api, home["access_token"]), Desk(api, phone["access_token"])


async def test_sign_ins_are_told_in_words_with_the_applications_in_them(
    browser: Browser, other_browser: Browser, api: httpx.AsyncClient
) -> None:
    home, _ = await at_home_and_on_the_phone(browser, other_browser, api)
    listed = await home.ask("GET", "/v1/me/sessions")
    assert listed.headers["cache-control"] == "no-store"
    phone, this = listed.json()["items"]
    assert (phone["device"], phone["network"]) == ("Chrome trên Android", "203.0.113.0/24")
    assert "203.0.113.77" not in listed.text
    assert phone["applications"] == ["Ứng dụng di động thử nghiệm"]
    assert [phone["is_current"], this["is_current"]] == [False, True]


async def test_a_lost_phone_is_signed_out_from_home_and_the_owner_hears_of_it(
    browser: Browser, other_browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    home, phone = await at_home_and_on_the_phone(browser, other_browser, api)
    found = (await home.ask("GET", "/v1/me/sessions")).json()["items"]
    lost = next(one["id"] for one in found if not one["is_current"])
    assert (await home.ask("DELETE", f"/v1/me/sessions/{lost}")).status_code == 204
    assert (await phone.ask("GET", "/v1/me")).status_code == 401
    assert (await other_browser.authorize(client_id="demo-mobile")).headers["location"].startswith("/signin?")
    assert (await home.ask("GET", "/v1/me")).status_code == 200
    assert (await home.ask("DELETE", f"/v1/me/sessions/{lost}")).status_code == 404
    notes = [one.note for one in await said(session) if isinstance(one, SecurityNoted)]
    assert notes.count("session_ended_elsewhere") == 1


async def test_all_other_sign_ins_end_at_once_and_the_one_that_asks_stays(
    browser: Browser, other_browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    home, phone = await at_home_and_on_the_phone(browser, other_browser, api)
    assert (await home.ask("DELETE", "/v1/me/sessions")).json() == {"ended": 1}
    assert (await phone.ask("GET", "/v1/me")).status_code == 401
    assert (await home.ask("DELETE", "/v1/me/sessions")).json() == {"ended": 0}
    ended = (await session.scalars(select(Activity).where(Activity.kind == "session_ended_elsewhere"))).all()
    assert [one.facts for one in ended] == [{"ended": 1}]


async def test_ending_the_own_sign_in_is_a_sign_out(browser: Browser, api: httpx.AsyncClient) -> None:
    home = Desk(api, (await browser.tokens())["access_token"])
    own = (await home.ask("GET", "/v1/me/sessions")).json()["items"][0]["id"]
    assert (await home.ask("DELETE", f"/v1/me/sessions/{own}")).status_code == 204
    assert (await home.ask("GET", "/v1/me/sessions")).status_code == 401


async def test_another_persons_sign_in_does_not_exist(
    browser: Browser, other_browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    lan = Desk(api, (await browser.tokens())["access_token"])
    minh = Desk(api, (await other_browser.tokens("031090004321"))["access_token"])
    hers = (await lan.ask("GET", "/v1/me/sessions")).json()["items"][0]["id"]
    foreign = await minh.ask("DELETE", f"/v1/me/sessions/{hers}")
    unknown = await minh.ask("DELETE", f"/v1/me/sessions/{uuid4()}")
    assert foreign.status_code == unknown.status_code == 404
    assert {**foreign.json(), "instance": ""} == {**unknown.json(), "instance": ""}
    assert (await minh.ask("DELETE", "/v1/me/sessions")).json() == {"ended": 0}
    assert (await session.get_one(BrowserSession, UUID(hers))).ended_at is None
    assert hers not in (await minh.ask("GET", "/v1/me/sessions")).text


async def test_an_idle_browser_is_listed_only_while_an_application_lives_in_it(
    browser: Browser, other_browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    home, _ = await at_home_and_on_the_phone(browser, other_browser, api)
    idle = await now() - timedelta(minutes=16)
    await session.execute(update(BrowserSession).values(seen_at=idle))
    await session.commit()
    assert len((await home.ask("GET", "/v1/me/sessions")).json()["items"]) == 2
    await session.execute(update(Family).where(Family.client_id == "demo-mobile").values(revoked_at=idle))
    await session.commit()
    assert [one["is_current"] for one in (await home.ask("GET", "/v1/me/sessions")).json()["items"]] == [True]


async def test_what_happened_is_told_page_by_page_in_the_language_asked_for(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    lan = Desk(api, (await browser.tokens())["access_token"])
    at = await now()
    for number in range(3):
        where = Where(client_id="demo-web", device_name="Chrome trên Android", network="203.0.113.0/24")
        await activity.record(
            session, LAN, Kind.STEPPED_UP, at=at + timedelta(minutes=number), where=where, facts={"n": number}
        )
    await session.commit()
    first = (await lan.ask("GET", "/v1/me/activity", params={"limit": 2})).json()
    second = (await lan.ask("GET", "/v1/me/activity", params={"limit": 2, "cursor": first["next"]})).json()
    assert [one["facts"].get("n") for one in first["items"] + second["items"]][:3] == [2, 1, 0]
    latest = first["items"][0]
    assert (latest["sentence"], latest["application"], latest["device"]) == (
        "Xác thực thêm một bước",
        "Cổng dịch vụ thử nghiệm",
        "Chrome trên Android",
    )
    english = (await lan.ask("GET", "/v1/me/activity", headers={"Accept-Language": "en-GB"})).json()
    assert english["items"][0]["sentence"] == "Confirmed with a further factor"


@pytest.mark.parametrize("cursor", ["x", "AAAA", "é", "a" * 600])
async def test_a_cursor_nobody_made_is_refused(browser: Browser, api: httpx.AsyncClient, cursor: str) -> None:
    lan = Desk(api, (await browser.tokens())["access_token"])
    for path in ("activity", "disclosures", "changes", "corrections"):
        assert (await lan.ask("GET", f"/v1/me/{path}", params={"cursor": cursor})).status_code == 400, path


def test_a_kind_of_another_version_is_told_by_its_word() -> None:
    assert activity.words_of("teleported").vi == "teleported"
    assert activity.words_of("signed_in") is Kind.SIGNED_IN.value


async def test_without_a_sign_in_there_is_nothing_to_see(world: FastAPI, api: httpx.AsyncClient) -> None:
    async with client_of(world) as stranger:
        for path in ("sessions", "activity", "disclosures", "changes", "corrections"):
            assert (await stranger.get(f"/v1/me/{path}")).status_code == 401, path
