"""Sign-out: who may end a sign-in, and where the answer may go."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.models import BrowserSession
from services.identity.tests.factories import REDIRECT, Browser, answer_of, fields_of


async def leave(browser: Browser, **parameters: str) -> httpx.Response:
    return await browser.client.get("/oauth2/logout", params=parameters)


async def test_one_sign_out_leaves_every_client(browser: Browser) -> None:
    web = await browser.tokens()
    code = await browser.code(client_id="demo-mobile")
    mobile = (await browser.redeem(code, client_id="demo-mobile")).json()
    target = "http://127.0.0.1:5000/signed-out"
    left = await leave(browser, id_token_hint=web["id_token"], post_logout_redirect_uri=target, state="bye")
    assert left.headers["location"] == f"{target}?state=bye"
    assert (await browser.refresh(web["refresh_token"])).json()["error"] == "invalid_grant"
    refused = await browser.refresh(mobile["refresh_token"], client_id="demo-mobile")
    assert refused.json()["error"] == "invalid_grant"
    assert (await browser.userinfo(mobile["access_token"])).status_code == 401
    assert answer_of(await browser.authorize(prompt="none"))["error"] == "login_required"


async def test_a_code_given_before_the_sign_out_is_worth_nothing_after_it(browser: Browser) -> None:
    tokens = await browser.tokens()
    code = await browser.code()
    await leave(browser, id_token_hint=tokens["id_token"])
    assert (await browser.redeem(code)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("hint", [None, "x", "access"])
async def test_without_a_good_hint_the_person_is_asked(browser: Browser, hint: str | None) -> None:
    tokens = await browser.tokens()
    parameters = {"id_token_hint": tokens["access_token"] if hint == "access" else hint} if hint else {}
    target = "http://127.0.0.1:5000/signed-out"
    asked = await leave(browser, **parameters, client_id="demo-web", post_logout_redirect_uri=target, state="bye")
    assert asked.status_code == 200
    assert "frame-ancestors 'none'" in asked.headers["content-security-policy"]
    assert (await browser.userinfo(tokens["access_token"])).status_code == 200
    confirmed = await browser.client.post("/oauth2/logout", data=fields_of(asked.text))
    assert confirmed.headers["location"] == f"{target}?state=bye"
    assert (await browser.userinfo(tokens["access_token"])).status_code == 401


@pytest.mark.parametrize("confirmation", ["", "x"])
async def test_another_sites_form_signs_nobody_out(browser: Browser, confirmation: str) -> None:
    tokens = await browser.tokens()
    asked = await browser.client.post("/oauth2/logout", data={"confirmation": confirmation})
    assert asked.status_code == 200
    assert (await leave(browser, confirmation=fields_of(asked.text)["confirmation"])).status_code == 200
    assert (await browser.userinfo(tokens["access_token"])).status_code == 200


async def test_somebody_elses_hint_does_not_end_my_session(browser: Browser, other_browser: Browser) -> None:
    mine = await browser.tokens()
    others = await other_browser.tokens("hoa.counter")
    assert (await leave(browser, id_token_hint=others["id_token"])).status_code == 200
    assert (await browser.userinfo(mine["access_token"])).status_code == 200


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "http://127.0.0.1:5000/other", "//evil.example", REDIRECT, "javascript:1"]
)
@pytest.mark.parametrize("is_hinted", [True, False])
async def test_sign_out_never_redirects_to_an_unregistered_address(
    browser: Browser, target: str, *, is_hinted: bool
) -> None:
    tokens = await browser.tokens()
    who = {"id_token_hint": tokens["id_token"]} if is_hinted else {"client_id": "demo-web"}
    refused = await leave(browser, **who, post_logout_redirect_uri=target)
    assert refused.status_code == 400
    assert "location" not in refused.headers


async def test_sign_out_refuses_what_contradicts_itself(browser: Browser) -> None:
    tokens = await browser.tokens()
    assert (await leave(browser, id_token_hint=tokens["id_token"], client_id="docs")).status_code == 400
    assert (await browser.client.post("/oauth2/logout", json={})).status_code == 400


async def test_signing_out_twice_ends_on_the_page_that_says_so(browser: Browser) -> None:
    left = await leave(browser)
    assert left.headers["location"] == "/signed-out"
    assert "Bạn đã đăng xuất" in (await browser.client.get("/signed-out")).text


async def test_an_id_token_alone_ends_no_session(browser: Browser, other_browser: Browser) -> None:
    tokens = await browser.tokens()
    asked = await leave(other_browser, id_token_hint=tokens["id_token"])
    assert asked.status_code == 200
    assert (await browser.userinfo(tokens["access_token"])).status_code == 200
    form = fields_of(asked.text)
    other_browser.client.cookies.clear()  # a form brought from another browser is asked again
    assert (await other_browser.client.post("/oauth2/logout", data=form)).status_code == 200
    assert (await browser.userinfo(tokens["access_token"])).status_code == 200


async def test_a_browser_that_lost_the_cookie_signs_out_when_the_person_confirms(
    browser: Browser, other_browser: Browser
) -> None:
    tokens = await browser.tokens()
    target = "http://127.0.0.1:5000/signed-out"
    asked = await leave(other_browser, id_token_hint=tokens["id_token"], post_logout_redirect_uri=target)
    confirmed = await other_browser.client.post("/oauth2/logout", data=fields_of(asked.text))
    assert confirmed.headers["location"] == target
    assert (await browser.userinfo(tokens["access_token"])).status_code == 401
    again = await leave(other_browser, id_token_hint=tokens["id_token"])
    assert again.headers["location"] == "/signed-out"


async def test_an_idle_session_is_left_at_once_with_its_own_cookie(browser: Browser, session: AsyncSession) -> None:
    tokens = await browser.tokens()
    idle = BrowserSession.seen_at - timedelta(hours=1)
    await session.execute(update(BrowserSession).values(seen_at=idle))
    await session.commit()
    assert (await leave(browser, id_token_hint=tokens["id_token"])).status_code == 303
    assert (await browser.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_confirmation_sent_by_another_site_is_refused(browser: Browser) -> None:
    tokens = await browser.tokens()
    form = fields_of((await leave(browser)).text)
    foreign = await browser.client.post("/oauth2/logout", data=form, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert (await browser.userinfo(tokens["access_token"])).status_code == 200
    own = await browser.client.post("/oauth2/logout", data=form, headers={"Origin": "http://localhost:8080"})
    assert own.status_code == 303


async def test_the_own_record_is_shut_at_once_after_the_sign_out(browser: Browser, api: httpx.AsyncClient) -> None:
    tokens = await browser.tokens()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await api.get("/v1/me", headers=headers)).status_code == 200
    await leave(browser, id_token_hint=tokens["id_token"])
    refused = await api.get("/v1/me", headers=headers)
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["www-authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:5000/signed-out?next=https://evil.example",
        "http://127.0.0.1:5000/signed-out#@evil.example",
        "http://127.0.0.1:5000/signed-out/../x",
        "http://127.0.0.1:5000@evil.example/signed-out",
        "http://evil.example\\@127.0.0.1:5000/signed-out",
        "https:evil.example",
        "/\\evil.example",
        " http://127.0.0.1:5000/signed-out",
        "motcua.demo:/signed-out",
    ],
)
async def test_no_spelling_of_an_address_opens_the_sign_out_to_another_site(browser: Browser, target: str) -> None:
    tokens = await browser.tokens()
    refused = await leave(browser, id_token_hint=tokens["id_token"], post_logout_redirect_uri=target)
    assert refused.status_code == 400
    assert "location" not in refused.headers
    assert (await browser.userinfo(tokens["access_token"])).status_code == 200


async def test_the_sign_out_speaks_the_language_wished_for_and_minds_no_hint_of_a_name(browser: Browser) -> None:
    await browser.tokens()
    asked = await leave(browser, ui_locales="en", logout_hint="somebody@example.com")
    assert '<html lang="en">' in asked.text
    assert "somebody" not in asked.text
    assert asked.headers["x-frame-options"] == "DENY"
