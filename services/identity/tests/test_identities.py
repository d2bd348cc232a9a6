"""The owner of an account sees and ends its links to accounts elsewhere."""

from datetime import UTC, datetime, timedelta

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.tests.arrivals import LAN, NEW, enter, kinds
from services.identity.tests.factories import Browser
from services.identity.tests.upstreams import FakeProvider


async def test_the_owner_sees_and_unlinks_accounts_elsewhere(
    browser: Browser, api: httpx.AsyncClient, vneid: FakeProvider, session: AsyncSession
) -> None:
    await enter(browser, vneid)
    tokens = (await browser.redeem(await browser.code())).json()
    mine = {"Authorization": f"Bearer {tokens['access_token']}"}
    listed = (await api.get("/v1/me/identities", headers=mine)).json()
    assert [(one["provider"], one["level"]) for one in listed["items"]] == [("vneid", "high")]
    assert "tech-1" not in str(listed)
    assert (await api.delete("/v1/me/identities/vneid", headers=mine)).status_code == 204
    assert (await api.delete("/v1/me/identities/vneid", headers=mine)).status_code == 404
    assert (await api.get("/v1/me/identities", headers=mine)).json() == {"items": []}
    assert "provider_unlinked" in await kinds(session, LAN)


async def test_the_only_way_in_is_not_taken_away(browser: Browser, api: httpx.AsyncClient, vneid: FakeProvider) -> None:
    await enter(browser, vneid, **NEW)
    tokens = (await browser.redeem(await browser.code())).json()
    mine = {"Authorization": f"Bearer {tokens['access_token']}"}
    refused = await api.delete("/v1/me/identities/vneid", headers=mine)
    assert refused.status_code == 409
    assert refused.json()["code"] == "last-way-in"


async def test_unlinking_wants_a_recent_sign_in(
    browser: Browser, api: httpx.AsyncClient, vneid: FakeProvider, session: AsyncSession
) -> None:
    vneid.id_token["auth_time"] = int((datetime.now(UTC) - timedelta(hours=1)).timestamp())
    await enter(browser, vneid)
    tokens = (await browser.redeem(await browser.code())).json()
    refused = await api.delete("/v1/me/identities/vneid", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert refused.status_code == 401
    assert "insufficient_user_authentication" in refused.headers["www-authenticate"]
