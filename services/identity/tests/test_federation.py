"""To a provider and back: every answer that was not made for this sign-in in this browser is turned away."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from kit.db import transaction
from kit.testing import client_of
from services.identity.models import Attribute, BrowserSession, Interaction, LinkedIdentity
from services.identity.providers.configuration import Kind
from services.identity.seeds import VERIFIED_AT
from services.identity.tests.arrivals import NEW, come_back, count, enter, leave, sitting
from services.identity.tests.factories import Browser
from services.identity.tests.upstreams import FakeProvider, person_of, settings_of


async def test_an_old_sign_in_at_the_provider_is_old_here(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    vneid.id_token["auth_time"] = int(hour_ago.timestamp())
    await enter(browser, vneid)
    assert (await sitting(session)).authenticated_at <= hour_ago


async def test_a_callback_is_good_once(browser: Browser, vneid: FakeProvider) -> None:
    back = vneid.authorize(await leave(browser))
    assert (await come_back(browser, back)).status_code == 303
    vneid.codes[back["code"]] = {}
    assert (await come_back(browser, back)).status_code == 400


async def test_a_callback_of_another_browser_is_not_taken(
    browser: Browser, other_browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    """Login CSRF: the attacker's answer in the victim's browser, which may be at the provider itself."""
    attackers = vneid.authorize(await leave(other_browser))
    assert (await come_back(browser, attackers)).status_code == 400
    mine = vneid.authorize(await leave(browser))
    assert (await come_back(browser, attackers)).status_code == 400
    assert (await come_back(browser, {**mine, "state": attackers["state"]})).status_code == 400
    assert await count(session, BrowserSession) == 0
    # the wrong answers did not spoil the right one
    assert (await come_back(browser, mine)).status_code == 303


async def test_a_stolen_code_is_worth_nothing_in_another_browser(
    browser: Browser, other_browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    stolen = vneid.authorize(await leave(browser))
    mine = vneid.authorize(await leave(other_browser))
    assert (await come_back(other_browser, {**mine, "code": stolen["code"]})).status_code == 403
    assert await count(session, BrowserSession) == 0


async def test_an_answer_for_one_provider_is_not_taken_at_another(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    back = vneid.authorize(await leave(browser))
    assert (await come_back(browser, back, name="oidc")).status_code == 400
    other = await leave(browser, "oidc")  # the older sign-in of this browser is over
    assert (await come_back(browser, back)).status_code == 400
    mixed = {**vneid.authorize(other), "iss": settings_of(Kind.VNEID).issuer}
    assert (await come_back(browser, mixed, name="oidc")).status_code == 403
    assert await count(session, BrowserSession) == 0


async def test_an_expired_callback_is_not_taken(browser: Browser, vneid: FakeProvider, session: AsyncSession) -> None:
    back = vneid.authorize(await leave(browser))
    await session.execute(update(Interaction).values(expires_at=VERIFIED_AT))
    assert (await come_back(browser, back)).status_code == 400


async def test_what_is_kept_until_then_cannot_be_read_in_the_database(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    back = vneid.authorize(await leave(browser))
    row = await session.scalar(select(Interaction).where(Interaction.purpose == "federation"))
    assert row is not None
    assert back["state"] not in str(row.state)


async def test_a_person_may_say_no_there(browser: Browser, vneid: FakeProvider) -> None:
    asked = dict(pair.split("=") for pair in urlsplit(await leave(browser)).query.split("&"))
    refused = await come_back(browser, {"error": "access_denied", "state": asked["state"]})
    assert refused.status_code == 403
    assert 'href="/signin/vneid?request=' in refused.text
    assert "Bạn đã từ chối" in refused.text


@pytest.mark.parametrize("place", ["token", "userinfo", "jwks"])
async def test_a_provider_that_is_away_is_told_plainly(browser: Browser, vneid: FakeProvider, place: str) -> None:
    def away(_: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow")

    back = vneid.authorize(await leave(browser))
    vneid.answers[place] = away
    refused = await come_back(browser, back)
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "30"
    assert "tạm thời không trả lời" in refused.text
    assert "does not answer" in refused.text


async def test_a_provider_that_is_away_at_the_start_is_told_plainly(browser: Browser, vneid: FakeProvider) -> None:
    vneid.answers["openid-configuration"] = lambda _: httpx.Response(500)
    refused = await browser.client.get("/signin/vneid")
    assert refused.status_code == 503


async def test_nothing_is_begun_for_a_request_nobody_registered(browser: Browser, vneid: FakeProvider) -> None:
    asked = urlencode(browser.query(redirect_uri="https://evil.example/"))
    assert (await browser.client.get("/signin/vneid", params={"request": asked})).status_code == 400
    assert (await browser.client.get("/signin/nobody")).status_code == 404
    assert (await browser.client.get("/signin/nobody/callback")).status_code == 404
    assert (await browser.client.get("/signin/vneid/callback?state=a&state=b")).status_code == 400


async def test_the_sign_in_page_offers_every_provider(browser: Browser, vneid: FakeProvider) -> None:
    page, _ = await browser.form()
    assert 'href="/signin/vneid?request=' in page.text
    assert "Đăng nhập bằng Tài khoản định danh" in page.text


async def test_without_a_request_the_person_goes_to_their_account(browser: Browser, vneid: FakeProvider) -> None:
    back = vneid.authorize(await leave(browser, request="/account/security"))
    assert (await come_back(browser, back)).headers["location"] == "/account/security"


@pytest.mark.parametrize("wanted", [{"prompt": "login"}, {"prompt": "select_account"}, {"max_age": "60"}], ids=str)
async def test_a_fresh_sign_in_is_wanted_there_when_it_is_here(
    browser: Browser, vneid: FakeProvider, wanted: dict[str, str]
) -> None:
    assert "prompt=login" in await leave(browser, request=urlencode(browser.query(**wanted)))
    assert "prompt" not in await leave(browser)


async def test_whoever_is_sent_back_to_sign_in_by_a_page_shows_anew_who_they_are(
    browser: Browser, vneid: FakeProvider
) -> None:
    assert "prompt" not in await leave(browser, request="/account/security")
    await enter(browser, vneid)
    assert "prompt=login" in await leave(browser, request="/account/security")


async def test_32_callbacks_at_once_make_one_person(town: FastAPI, town_vneid: FakeProvider) -> None:
    town_vneid.person = person_of(Kind.VNEID, **NEW)
    async with AsyncExitStack() as stack:
        browsers = [Browser(await stack.enter_async_context(client_of(town))) for _ in range(32)]
        backs = [town_vneid.authorize(await leave(one)) for one in browsers]
        answers = await asyncio.gather(*(come_back(one, back) for one, back in zip(browsers, backs, strict=True)))
    assert {one.status_code for one in answers} == {303}
    async with transaction(town) as session:
        numbered = select(func.count()).where(
            Attribute.name == "personal_number", Attribute.value == literal(NEW["SoDinhDanh"], JSONB)
        )
        assert await session.scalar(numbered) == 1
        assert await count(session, LinkedIdentity) == 1


async def test_one_callback_32_times_at_once_is_taken_once(
    racer: Browser, town: FastAPI, town_vneid: FakeProvider
) -> None:
    back = town_vneid.authorize(await leave(racer))
    answers = await asyncio.gather(*(come_back(racer, back) for _ in range(32)))
    assert sorted(one.status_code for one in answers) == [303] + [400] * 31
    async with transaction(town) as session:
        assert await count(session, BrowserSession) == 1
