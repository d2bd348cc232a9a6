"""Signing in with a code sent to one's address, and what a stranger learns from it: nothing."""

import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import CodeRequested
from kit.clock import now
from kit.testing import said
from services.identity.credentials import rations
from services.identity.models import BrowserSession, OneTimeCode, SignInFailure
from services.identity.provider import Provider
from services.identity.tests.factories import Browser, code_from, guarded


@pytest.fixture
def here(world: FastAPI) -> Provider:
    found: Provider = world.state.provider
    return found


async def ask(browser: Browser, login: str) -> httpx.Response:
    _, hidden = await browser.form()
    return await browser.client.post("/signin", data={**hidden, "login": login, "act": "code"})


@pytest.mark.parametrize(
    ("login", "address"),
    [
        ("lan@motcua.example", "lan@motcua.example"),
        ("0912 345 001", "+84912345001"),
        ("030194001234", "+84912345001"),
        ("hoa.counter", "hoa.counter@motcua.example"),
    ],
)
async def test_a_code_sent_to_an_address_opens_a_session_of_low_assurance(
    browser: Browser, session: AsyncSession, here: Provider, login: str, address: str
) -> None:
    assert (await ask(browser, login)).headers["location"] == "/signin/factor"
    code, to = await code_from(session, here)
    assert to == address
    done = await browser.factor(code=code)
    assert done.headers["location"].startswith("/oauth2/authorize?"), done.text
    opened = (await session.scalars(select(BrowserSession))).one()
    assert (opened.acr, opened.amr) == ("low", ["otp"])


async def test_the_code_speaks_the_language_of_the_page(browser: Browser, session: AsyncSession) -> None:
    await browser.client.get("/signin?ui_locales=en")
    await ask(browser, "lan@motcua.example")
    (asked,) = [one for one in await said(session) if isinstance(one, CodeRequested)]
    assert (asked.language, asked.purpose, asked.channel) == ("en", "sign_in", "email")


async def test_an_account_with_a_second_factor_is_not_opened_by_one_code(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    await guarded(session, here)
    await ask(browser, "lan@motcua.example")
    code, _ = await code_from(session, here)
    refused = await browser.factor(code=code)
    assert refused.status_code == 403
    assert "lớp bảo vệ thứ hai" in refused.text
    assert (await session.scalars(select(BrowserSession))).all() == []


def shape(answer: httpx.Response) -> tuple[int, list[tuple[str, str]], str]:
    headers = [(name, value) for name, value in answer.headers.items() if name not in {"set-cookie", "content-length"}]
    body = re.sub(r'(name="csrf" value|href)="[^"]*"', "", answer.text)
    return answer.status_code, sorted(headers), body


@pytest.mark.parametrize(
    ("held", "free"),
    [
        ("lan@motcua.example", "nobody@motcua.example"),
        ("0912345001", "0912345999"),
        ("030194001234", "030194009999"),
        ("hoa.counter", "nobody.counter"),
    ],
)
async def test_a_stranger_does_not_learn_who_has_an_account(
    browser: Browser, other_browser: Browser, session: AsyncSession, held: str, free: str
) -> None:
    known, unknown = (browser, held), (other_browser, free)
    for _ in range(3):
        answers = [await ask(*one) for one in (known, unknown)]
        assert shape(answers[0]) == shape(answers[1])
        pages = [await one[0].client.get("/signin/factor") for one in (known, unknown)]
        assert shape(pages[0]) == shape(pages[1])
        wrong = [await one[0].factor(code="000000") for one in (known, unknown)]
        assert shape(wrong[0]) == shape(wrong[1])
        again = [await one[0].factor(act="send") for one in (known, unknown)]
        assert [one.status_code for one in again] == [303, 303]
    assert len([one for one in await said(session) if isinstance(one, CodeRequested)]) == 3


@pytest.mark.parametrize("act", ["code", None])
async def test_the_same_work_is_done_for_an_account_that_does_not_exist(
    browser: Browser, other_browser: Browser, world: FastAPI, act: str | None
) -> None:
    counts = []
    for one, login in ((browser, "lan@motcua.example"), (other_browser, "nobody@motcua.example")):
        _, hidden = await one.form()
        statements: list[str] = []

        def note(*facts: object, kept: list[str] = statements) -> None:
            kept.append(str(facts[2]))

        engine = world.state.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            more = {"act": act} if act else {"password": "wrong"}
            await one.client.post("/signin", data={**hidden, "login": login, **more})
        finally:
            event.remove(engine, "before_cursor_execute", note)
        counts.append([text.split()[0] for text in statements if "outbox" not in text])
    assert counts[0] == counts[1]
    assert len(counts[0]) > 3


async def test_guesses_of_a_code_are_made_to_wait(browser: Browser, session: AsyncSession, here: Provider) -> None:
    await ask(browser, "lan@motcua.example")
    code, _ = await code_from(session, here)
    answers = [await browser.factor(code=f"{(int(code) + guess) % 10**6:06}") for guess in range(1, 7)]
    assert [one.status_code for one in answers] == [403] * 5 + [429]
    await ask(browser, "lan@motcua.example")
    assert (await browser.factor(code=code)).status_code == 429


async def test_a_stranger_who_asks_for_codes_takes_none_of_the_owners(
    browser: Browser, other_browser: Browser, session: AsyncSession, here: Provider
) -> None:
    await browser.sign_in()
    for _ in range(12):
        await ask(other_browser, "lan@motcua.example")
    sent = [one for one in await said(session) if isinstance(one, CodeRequested)]
    assert len(sent) == 10
    # nor does the page tell that this person's codes go to that address
    assert (await ask(other_browser, "030194001234")).headers["location"] == "/signin/factor"
    assert (await other_browser.factor(act="send")).status_code == 303
    assert 'name="code"' in (await other_browser.client.get("/signin/factor")).text
    await ask(browser, "lan@motcua.example")
    code, _ = await code_from(session, here)
    assert (await browser.factor(code=code)).status_code == 303
    await other_browser.sign_in(acr_values="substantial")
    assert (await other_browser.factor("email", act="send")).status_code == 303


async def test_an_expired_code_is_refused_and_another_can_be_sent(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    await ask(browser, "lan@motcua.example")
    code, _ = await code_from(session, here)
    aged = timedelta(minutes=11)
    await session.execute(
        update(OneTimeCode).values(sent_at=OneTimeCode.sent_at - aged, expires_at=OneTimeCode.expires_at - aged)
    )
    await session.commit()
    page = await browser.client.get("/signin/factor")
    assert "Gửi lại mã" in page.text
    assert (await browser.factor(act="send")).status_code == 303
    second, _ = await code_from(session, here)
    assert (await browser.factor(code=second)).status_code == 303
    del code


async def test_without_a_login_no_code_is_sent(browser: Browser, session: AsyncSession) -> None:
    assert (await ask(browser, "")).status_code == 403
    assert not [one for one in await said(session) if isinstance(one, CodeRequested)]
    assert (await now()).tzinfo is not None


async def test_one_network_does_not_send_codes_to_everybody(browser: Browser, session: AsyncSession) -> None:
    await ask(browser, "lan@motcua.example")
    await session.execute(update(SignInFailure).values(failures=rations.CODE_SIGN_INS.free - 1))
    await session.commit()
    assert (await ask(browser, "minh@motcua.example")).status_code == 303
    refused = await ask(browser, "nobody@motcua.example")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 10
    assert len([one for one in await said(session) if isinstance(one, CodeRequested)]) == 2
