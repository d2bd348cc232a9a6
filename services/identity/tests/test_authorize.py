"""Asking for a code: redirects, PKCE, prompts, single sign-on."""

from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.testing import PUBLIC_URL
from services.identity.models import BrowserSession, Client
from services.identity.tests.factories import REDIRECT, Browser, answer_of


async def test_somebody_not_signed_in_is_sent_to_the_sign_in_page_and_back(browser: Browser) -> None:
    asked = await browser.authorize()
    assert asked.status_code == 303
    assert urlsplit(asked.headers["location"]).path == "/signin"
    signed_in = await browser.sign_in()
    assert signed_in.status_code == 303
    onward = await browser.client.get(signed_in.headers["location"])
    assert onward.headers["location"].startswith(REDIRECT + "?")
    assert answer_of(onward).keys() == {"code", "state", "iss"}
    assert answer_of(onward)["state"] == "s-1"
    assert answer_of(onward)["iss"] == PUBLIC_URL


async def test_a_second_client_gets_its_code_without_asking_again(browser: Browser) -> None:
    await browser.tokens()
    answer = answer_of(await browser.authorize(client_id="demo-mobile", redirect_uri="motcua.demo:/callback"))
    assert "code" in answer


@pytest.mark.parametrize(
    "redirect_uri",
    [
        None,
        "",
        "https://evil.example/callback",
        "http://localhost:49152/callback",
        "http://127.0.0.1:49152/callback?x=1",
        "http://127.0.0.1:49152/callback/../x",
        "http://127.0.0.1:49152@evil.example/callback",
        "http://127.0.0.1:49152/callback#x",
        "http://127.0.0.1:49152/callback#@evil.example",
        "http://127.0.0.1:49152//callback",
        "http://127.0.0.1:49152/%63allback",
        "http://127.0.0.1:49152/callback/",
        "http://127.0.0.1:49152/CALLBACK",
        "http://127.0.0.1:99999/callback",
        "http://127.0.0.1:/callback",
        "http://127.0.0.1:0x50/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://127.1:49152/callback",
        "http://2130706433/callback",
        "http://[::1]:49152/callback",
        "http://0.0.0.0:49152/callback",
        "HTTP://127.0.0.1:49152/callback",
        "https://127.0.0.1:49152/callback",
        "//127.0.0.1:49152/callback",
        "/callback",
        "http:/127.0.0.1:49152/callback",
        "http:\\\\127.0.0.1:49152\\callback",
        "http://evil.example\\@127.0.0.1:49152/callback",
        "http://127.0.0.1:49152/callback;x",
        "http://127.0.0.1:49152/callback http://evil.example",
        " http://127.0.0.1:49152/callback",
        "http://127.0.0.1:49152/callback%0d%0aLocation:%20https://evil.example",
        "http://127.0.0.1:49152/cаllback",
        "http://１２７.0.0.1:49152/callback",
        "javascript:alert(1)",
        "data:text/html,evil",
        "motcua.demo:/callback",
    ],
)
async def test_an_unregistered_redirect_gets_a_page_and_is_never_followed(
    browser: Browser, redirect_uri: str | None
) -> None:
    await browser.sign_in()
    refused = await browser.authorize(redirect_uri=redirect_uri)
    assert refused.status_code == 400
    assert "location" not in refused.headers
    assert "evil" not in refused.text
    assert refused.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("client_id", [None, "nobody", "bhxh-partner", "\u0000"])
async def test_an_unknown_client_gets_a_page(browser: Browser, client_id: str | None) -> None:
    assert (await browser.authorize(client_id=client_id)).status_code == 400


async def test_a_client_without_the_code_grant_is_refused(browser: Browser, session: AsyncSession) -> None:
    await session.execute(update(Client).values(grants=["refresh_token"]))
    await session.commit()
    assert answer_of(await browser.authorize())["error"] == "unauthorized_client"


async def test_a_repeated_parameter_gets_a_page(browser: Browser) -> None:
    query = urlencode(browser.query()) + "&scope=openid"
    assert (await browser.client.get(f"/oauth2/authorize?{query}")).status_code == 400


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "none consent"}, "invalid_request"),
        ({"prompt": "create"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "٣"}, "invalid_request"),
        ({"request": "e30."}, "request_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"dpop_jkt": "x"}, "invalid_request"),
        ({"id_token_hint": "x"}, "invalid_request"),
        ({"request_uri": "https://evil.example"}, "request_uri_not_supported"),
        ({"prompt": "none"}, "login_required"),
    ],
)
async def test_a_wrong_request_is_answered_to_the_client(
    browser: Browser, changed: dict[str, str | None], error: str
) -> None:
    answer = answer_of(await browser.authorize(**changed))
    assert answer["error"] == error
    assert answer["state"] == "s-1"
    assert answer["iss"] == PUBLIC_URL
    assert "code" not in answer


async def test_prompt_none_gives_a_code_to_somebody_signed_in(browser: Browser) -> None:
    await browser.sign_in()
    assert "code" in answer_of(await browser.authorize(prompt="none"))


@pytest.mark.parametrize("changed", [{"prompt": "login"}, {"max_age": "0"}])
async def test_a_fresh_sign_in_is_asked_for_once_and_answers_that_request_alone(
    browser: Browser, changed: dict[str, Any]
) -> None:
    await browser.sign_in()
    asked = await browser.authorize(**changed)
    assert urlsplit(asked.headers["location"]).path == "/signin"
    again = await browser.sign_in(**changed)
    assert "code" in answer_of(await browser.client.get(again.headers["location"]))
    if "prompt" in changed:
        asked = await browser.authorize(**changed)
        assert urlsplit(asked.headers["location"]).path == "/signin"


PARTNER = {"client_id": "demo-mobile", "redirect_uri": "motcua.demo:/callback"}


async def test_an_id_token_hint_lets_in_nobody_else(browser: Browser, other_browser: Browser) -> None:
    mine, theirs = await browser.tokens(), await other_browser.tokens("hoa.counter")
    assert "code" in answer_of(await browser.authorize(id_token_hint=mine["id_token"], prompt="none"))
    silent = answer_of(await browser.authorize(id_token_hint=theirs["id_token"], prompt="none"))
    assert silent["error"] == "login_required"
    asked = await browser.authorize(id_token_hint=theirs["id_token"])
    assert urlsplit(asked.headers["location"]).path == "/signin"
    again = await browser.sign_in(id_token_hint=theirs["id_token"])
    assert answer_of(await browser.client.get(again.headers["location"]))["error"] == "login_required"
    right = await browser.sign_in("hoa.counter", id_token_hint=theirs["id_token"])
    assert "code" in answer_of(await browser.client.get(right.headers["location"]))


@pytest.mark.parametrize("kind", ["access_token", "refresh_token", "of another client", "unsigned"])
async def test_a_hint_that_is_not_the_clients_id_token_is_refused(browser: Browser, kind: str) -> None:
    tokens = await browser.tokens()
    head, body, _ = tokens["id_token"].split(".")
    hint = {"of another client": tokens["id_token"], "unsigned": f"{head}.{body}."}.get(kind) or tokens[kind]
    changed = PARTNER if kind == "of another client" else {}
    assert answer_of(await browser.authorize(id_token_hint=hint, **changed))["error"] == "invalid_request"


async def _raise(session: AsyncSession, acr: str, *amr: str) -> None:
    await session.execute(update(BrowserSession).values(acr=acr, amr=list(amr)))
    await session.commit()


async def test_a_higher_level_than_the_session_has_leads_to_a_further_factor(
    browser: Browser, session: AsyncSession
) -> None:
    await browser.sign_in()
    await _raise(session, "low", "pwd")
    asked = await browser.authorize(acr_values="substantial")
    assert urlsplit(asked.headers["location"]).path == "/signin/factor"
    assert answer_of(await browser.authorize(acr_values="substantial", prompt="none"))["error"] == "login_required"
    assert "code" in answer_of(await browser.authorize(acr_values="unknown"))
    assert "code" in answer_of(await browser.authorize(acr_values="substantial low"))
    await _raise(session, "substantial", "pwd", "otp", "mfa")
    assert "code" in answer_of(await browser.authorize(acr_values="substantial"))


async def test_a_client_may_always_demand_a_level(browser: Browser, session: AsyncSession) -> None:
    await session.execute(update(Client).where(Client.id == "demo-web").values(default_acr="substantial"))
    await session.commit()
    await browser.sign_in(**PARTNER)
    await _raise(session, "low", "pwd")
    asked = await browser.authorize()
    assert urlsplit(asked.headers["location"]).path == "/signin/factor"
    assert "code" in answer_of(await browser.authorize(acr_values="low"))


async def test_a_level_that_the_record_cannot_reach_is_an_error(browser: Browser, session: AsyncSession) -> None:
    await browser.sign_in()
    await _raise(session, "low", "pwd", "otp", "mfa")
    answer = answer_of(await browser.authorize(acr_values="substantial"))
    assert answer["error"] == "unmet_authentication_requirements"
    assert (answer["state"], answer["iss"]) == ("s-1", PUBLIC_URL)


async def test_a_posted_request_is_the_same_request_by_get(browser: Browser) -> None:
    await browser.sign_in()
    posted = await browser.client.post("/oauth2/authorize", data=browser.query())
    assert posted.status_code == 303
    assert posted.headers["location"].startswith("/oauth2/authorize?")
    assert "code" in answer_of(await browser.client.get(posted.headers["location"]))


@pytest.mark.parametrize("body", ["scope=a&scope=b", "a=%00", "a=%ff"])
async def test_a_posted_request_that_cannot_be_read_gets_a_page(browser: Browser, body: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    refused = await browser.client.post("/oauth2/authorize", content=body, headers=headers)
    assert refused.status_code == 400
    assert (await browser.client.post("/oauth2/authorize", json={})).status_code == 400


async def test_a_session_cookie_planted_before_the_sign_in_is_worth_nothing_after_it(browser: Browser) -> None:
    browser.client.cookies.set("motcua_session", "planted-by-somebody")
    assert urlsplit((await browser.authorize()).headers["location"]).path == "/signin"
    await browser.sign_in()
    assert "code" in answer_of(await browser.authorize(prompt="none"))
    browser.client.cookies.clear()
    browser.client.cookies.set("motcua_session", "planted-by-somebody")
    assert answer_of(await browser.authorize(prompt="none"))["error"] == "login_required"


async def test_a_code_is_not_cached_and_not_readable_by_other_sites(browser: Browser) -> None:
    await browser.sign_in()
    answer = await browser.client.get(
        "/oauth2/authorize", params=browser.query(), headers={"Origin": "https://evil.example"}
    )
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers
