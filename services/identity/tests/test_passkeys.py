"""Passkeys: made, shown alone and as second factor, copied, replayed, borrowed."""

import html
import json
import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.credentials import passkeys
from services.identity.credentials.passkeys import Known, NotAccepted, Site
from services.identity.models import BrowserSession, Passkey
from services.identity.tests.devices import SecurityKey
from services.identity.tests.factories import Browser, assured, fields_of

PAGE = "/account/security/passkey"
SITE = Site("http://127.0.0.1:8080")


def options_of(page: httpx.Response) -> str:
    found = re.search(r'data-options="([^"]*)"', page.text)
    assert found, page.text
    return html.unescape(found[1])


async def make(browser: Browser, key: SecurityKey, **changed: str) -> httpx.Response:
    page = await browser.client.get(PAGE)
    answer = key.make(options_of(page))
    return await browser.client.post(PAGE, data={**fields_of(page.text), "answer": answer, "name": "Khóa", **changed})


async def enrolled(browser: Browser, session: AsyncSession, login: str = "030194001234", **traits: Any) -> SecurityKey:
    key = SecurityKey(**traits)
    await browser.sign_in(login)
    await assured(session)
    assert (await make(browser, key)).headers["location"] == "/account/security?done=true"
    return key


async def begin_alone(browser: Browser) -> httpx.Response:
    """The button "sign in with a passkey", and the page behind it."""
    _, hidden = await browser.form()
    begun = await browser.client.post("/signin", data={**hidden, "act": "passkey", "login": ""})
    assert begun.headers["location"] == "/signin/factor"
    return await browser.client.get("/signin/factor")


async def prove(browser: Browser, page: httpx.Response, answer: str) -> httpx.Response:
    return await browser.client.post("/signin/factor", data={**fields_of(page.text), "answer": answer})


async def test_a_passkey_opens_the_account_without_login_or_password(
    browser: Browser, other_browser: Browser, session: AsyncSession
) -> None:
    key = await enrolled(browser, session)
    page = await begin_alone(other_browser)
    asked = json.loads(options_of(page))
    assert asked["userVerification"] == "required"
    assert asked["allowCredentials"] == []
    assert "script-src 'self'" in page.headers["content-security-policy"]
    done = await prove(other_browser, page, key.show(options_of(page)))
    assert done.headers["location"].startswith("/oauth2/authorize?"), done.text
    opened = (await session.scalars(select(BrowserSession).order_by(BrowserSession.created_at.desc()))).first()
    assert opened is not None
    assert (opened.acr, opened.amr) == ("substantial", ["hwk", "user"])


async def test_a_passkey_that_asks_nobody_for_a_finger_does_not_open_alone(
    browser: Browser, other_browser: Browser, session: AsyncSession
) -> None:
    key = await enrolled(browser, session, is_checking=False)
    page = await begin_alone(other_browser)
    assert (await prove(other_browser, page, key.show(options_of(page)))).status_code == 403
    await other_browser.sign_in()
    page = await other_browser.client.get("/signin/factor")
    assert json.loads(options_of(page))["allowCredentials"][0]["id"]
    assert (await prove(other_browser, page, key.show(options_of(page)))).status_code == 303


async def test_a_challenge_is_good_once_and_in_its_own_browser(
    browser: Browser, other_browser: Browser, session: AsyncSession
) -> None:
    key = await enrolled(browser, session)
    page = await begin_alone(other_browser)
    answer = key.show(options_of(page))
    mine = await begin_alone(browser)
    assert (await prove(browser, mine, answer)).status_code == 403
    wrong = await prove(other_browser, page, key.show(options_of(page), host="evil.example"))
    assert wrong.status_code == 403
    assert (await prove(other_browser, page, key.show(options_of(page)))).status_code == 403
    assert (await prove(other_browser, wrong, key.show(options_of(wrong)))).status_code == 403  # shown: a newer one
    again = await other_browser.client.get("/signin/factor")
    assert (await prove(other_browser, again, key.show(options_of(again)))).status_code == 303


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:8081", "https://127.0.0.1:8080"])
async def test_an_answer_made_for_another_page_is_refused(
    browser: Browser, other_browser: Browser, origin: str, session: AsyncSession
) -> None:
    key = await enrolled(browser, session)
    page = await begin_alone(other_browser)
    assert (await prove(other_browser, page, key.show(options_of(page), origin=origin))).status_code == 403


async def test_a_copy_of_a_passkey_is_refused(browser: Browser, other_browser: Browser, session: AsyncSession) -> None:
    key = await enrolled(browser, session)
    page = await begin_alone(other_browser)
    assert (await prove(other_browser, page, key.show(options_of(page)))).status_code == 303
    key.counter = 0
    page = await begin_alone(other_browser)
    assert (await prove(other_browser, page, key.show(options_of(page)))).status_code == 403


async def test_the_passkey_of_somebody_else_is_no_second_factor(
    browser: Browser, other_browser: Browser, session: AsyncSession
) -> None:
    await enrolled(browser, session)
    key = await enrolled(other_browser, session, "031090004321")
    page = await browser.client.get("/signin")
    await browser.client.post(
        "/signin", data={**fields_of(page.text), "login": "030194001234", "password": "Mật khẩu rất dài 2026"}
    )
    page = await browser.client.get("/signin/factor")
    assert (await prove(browser, page, key.show(options_of(page)))).status_code == 403


async def test_a_passkey_belongs_to_one_account(
    browser: Browser, other_browser: Browser, session: AsyncSession
) -> None:
    key = await enrolled(browser, session)
    await other_browser.sign_in("031090004321")
    await assured(session)
    assert (await make(other_browser, key)).status_code == 403
    assert len((await session.scalars(select(Passkey))).all()) == 1


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", "not json", '{"id": 1}', '{"rawId": "x", "response": {}}', "[" * 5000, "x" * 20_000],
    ids=["empty", "object", "list", "null", "text", "number", "half", "deep", "long"],
)
async def test_what_is_no_answer_is_refused(
    browser: Browser, other_browser: Browser, answer: str, session: AsyncSession
) -> None:
    await enrolled(browser, session)
    page = await begin_alone(other_browser)
    assert (await prove(other_browser, page, answer)).status_code in (400, 403)
    await browser.client.get("/account/security")
    made = await browser.client.get(PAGE)
    if made.status_code == 200:
        sent = {**fields_of(made.text), "answer": answer, "name": "x"}
        assert (await browser.client.post(PAGE, data=sent)).status_code in (400, 403)


def test_unreadable_answers_never_escape_as_errors() -> None:
    known = Known("AA", "AA", 0)
    for answer in (
        '{"id":"a","rawId":"a","type":"public-key","response":{"clientDataJSON":"!!"}}',
        "{",
        '{"rawId":[]}',
    ):
        with pytest.raises(NotAccepted):
            passkeys.credential_of(answer)
        with pytest.raises(NotAccepted):
            passkeys.shown(SITE, answer, asked=passkeys.challenge(), known=known, is_alone=True)
        with pytest.raises(NotAccepted):
            passkeys.made(SITE, answer, asked=passkeys.challenge())


def test_a_site_is_its_host_and_its_own_pages() -> None:
    assert SITE.id == "localhost"
    assert SITE.origins == ["http://127.0.0.1:8080", "http://localhost:8080"]
    assert Site("https://dvc.example.vn").id == "dvc.example.vn"
    assert Site("https://dvc.example.vn").origins == ["https://dvc.example.vn"]


async def test_the_script_is_ours_and_small(world: FastAPI, browser: Browser, session: AsyncSession) -> None:
    await browser.sign_in()
    await assured(session)
    page = await browser.client.get(PAGE)
    found = re.search(r'<script src="([^"]+)" defer></script>', page.text)
    assert found
    script = await browser.client.get(html.unescape(found[1]))
    assert script.status_code == 200
    assert "navigator.credentials" in script.text
    assert page.text.count("<script") == 1
