"""Asking for a code: redirects, PKCE, prompts, single sign-on."""

from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.testing import PUBLIC_URL
from services.identity.models import Client
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
        ({"prompt": "consent"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "٣"}, "invalid_request"),
        ({"request": "e30."}, "request_not_supported"),
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


async def test_a_code_is_not_cached_and_not_readable_by_other_sites(browser: Browser) -> None:
    await browser.sign_in()
    answer = await browser.client.get(
        "/oauth2/authorize", params=browser.query(), headers={"Origin": "https://evil.example"}
    )
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers
