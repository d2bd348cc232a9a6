"""Attacks on the second factor: guessing, replaying, borrowing a browser, forms of other sites."""

import asyncio
import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.db import transaction
from kit.testing import client_of
from services.identity import actions
from services.identity.credentials import lockouts, opaque, totp
from services.identity.models import Authenticator, BrowserSession, SignInFailure
from services.identity.provider import Provider
from services.identity.tests.factories import Browser, account_of, fields_of, guarded

MANY = 32


@pytest.fixture
def here(world: FastAPI) -> Provider:
    found: Provider = world.state.provider
    return found


async def shown(secret: str) -> str:
    return totp.code_at(secret, await now())


async def opened_sessions(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(BrowserSession)) or 0


async def test_guesses_of_the_second_factor_are_made_to_wait(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    secret = await guarded(session, here)
    await browser.sign_in()
    answers = [await browser.factor(code=f"{guess:06}") for guess in range(6)]
    assert [one.status_code for one in answers] == [403] * 5 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 30
    assert (await browser.factor(code=await shown(secret))).status_code == 429


async def test_starting_again_does_not_make_guessing_faster(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    await guarded(session, here)
    for guess in range(6):
        await browser.sign_in()
        answer = await browser.factor(code=f"{guess:06}")
    assert answer.status_code == 429


async def test_a_thief_of_the_password_cannot_lock_the_owner_out_on_her_device(
    browser: Browser, other_browser: Browser, session: AsyncSession, here: Provider
) -> None:
    await browser.sign_in()
    secret = await guarded(session, here)
    await other_browser.sign_in()
    for guess in range(8):
        stolen = await other_browser.factor(code=f"{guess:06}")
    assert stolen.status_code == 429
    await browser.sign_in()
    assert (await browser.factor(code=await shown(secret))).status_code == 303


async def test_a_thousand_guesses_of_strangers_do_not_keep_the_owner_waiting(
    browser: Browser, other_browser: Browser, session: AsyncSession, here: Provider
) -> None:
    await browser.sign_in()
    secret = await guarded(session, here)
    await other_browser.sign_in()
    await other_browser.factor(code="000000")
    await other_browser.sign_in(password="wrong")
    left = {"failures": 1000, "blocked_until": await now() + timedelta(minutes=15)}  # what a thousand of them leave
    await session.execute(update(SignInFailure).values(left))
    await session.commit()
    assert (await other_browser.sign_in()).status_code == 429
    assert (await browser.sign_in()).status_code == 303
    assert (await browser.factor(code=await shown(secret))).status_code == 303


async def test_many_networks_with_the_password_share_one_slow_count(
    browser: Browser, other_browser: Browser, session: AsyncSession, here: Provider
) -> None:
    await guarded(session, here)
    await browser.sign_in()
    await browser.factor(code="000000")
    all_of_them = update(SignInFailure).where(SignInFailure.device == lockouts.HALFWAY)
    await session.execute(all_of_them.values(failures=lockouts.CEILING))
    await session.commit()
    assert (await browser.factor(code="000001")).status_code == 403
    await other_browser.sign_in()
    elsewhere = await other_browser.factor(code="000002")
    assert elsewhere.status_code == 429
    assert int(elsewhere.headers["retry-after"]) > 600


async def test_a_code_of_the_time_is_good_once(
    browser: Browser, other_browser: Browser, session: AsyncSession, here: Provider
) -> None:
    secret = await guarded(session, here)
    code = await shown(secret)
    await browser.sign_in()
    assert (await browser.factor(code=code)).status_code == 303
    await other_browser.sign_in()
    assert (await other_browser.factor(code=code)).status_code == 403


async def test_of_32_who_bring_the_same_code_one_wins(town: FastAPI) -> None:
    here: Provider = town.state.provider
    async with town.state.sessions() as session:
        secret = await guarded(session, here)
        account_id = (await account_of(session, "lan")).id
    code, at = await shown(secret), await now()

    async def use() -> bool:
        async with transaction(town) as session:
            return await actions.factors.use_authenticator(session, here, account_id, typed=code, at=at)

    assert sorted(await asyncio.gather(*(use() for _ in range(MANY)))) == [False] * (MANY - 1) + [True]


async def test_of_32_second_factors_sent_at_once_one_opens_a_session(racer: Browser, town: FastAPI) -> None:
    async with transaction(town) as session:
        secret = await guarded(session, town.state.provider)
    await racer.sign_in()
    hidden = fields_of((await racer.client.get("/signin/factor")).text)
    form = {**hidden, "code": await shown(secret)}
    answers = await asyncio.gather(*(racer.client.post("/signin/factor", data=form) for _ in range(MANY)))
    assert sum("motcua_session" in one.cookies for one in answers) == 1
    async with transaction(town) as session:
        assert await opened_sessions(session) == 1


async def test_of_32_guesses_of_the_second_factor_at_once_five_are_heard(racer: Browser, town: FastAPI) -> None:
    async with transaction(town) as session:
        await guarded(session, town.state.provider)
    await racer.sign_in()
    hidden = fields_of((await racer.client.get("/signin/factor")).text)
    answers = await asyncio.gather(
        *(racer.client.post("/signin/factor", data={**hidden, "code": f"{guess:06}"}) for guess in range(MANY))
    )
    assert sorted(one.status_code for one in answers) == [403] * 5 + [429] * (MANY - 5)


async def test_the_browser_gets_another_form_cookie_with_every_step(
    browser: Browser, world: FastAPI, session: AsyncSession, here: Provider
) -> None:
    secret = await guarded(session, here)
    async with client_of(world) as thief:
        planted = Browser(thief)
        await planted.form()
        browser.client.cookies.set("motcua_form", thief.cookies["motcua_form"], domain="127.0.0.1")
        await browser.sign_in()
        stolen = await thief.get("/signin/factor")
        assert stolen.headers["location"] == "/signin"
    before = browser.client.cookies.get("motcua_form")
    done = await browser.factor(code=await shown(secret))
    assert done.status_code == 303
    assert browser.client.cookies.get("motcua_form") != before


async def test_an_interaction_of_another_browser_is_none_of_ours(
    browser: Browser, other_browser: Browser, session: AsyncSession, here: Provider
) -> None:
    secret = await guarded(session, here)
    await browser.sign_in()
    assert (await other_browser.client.get("/signin/factor")).headers["location"] == "/signin"
    _, hidden = await other_browser.form()
    form = {**hidden, "means": "authenticator", "code": await shown(secret)}
    assert (await other_browser.client.post("/signin/factor", data=form)).headers["location"] == "/signin"


@pytest.mark.parametrize("csrf", ["", "x", "sign-in"])
async def test_a_form_without_its_token_proves_nothing(
    browser: Browser, session: AsyncSession, here: Provider, csrf: str
) -> None:
    secret = await guarded(session, here)
    await browser.sign_in()
    own = fields_of((await browser.client.get("/signin")).text)["csrf"] if csrf == "sign-in" else csrf
    form = {"csrf": own, "means": "authenticator", "code": await shown(secret)}
    answer = await browser.client.post("/signin/factor", data=form)
    assert answer.status_code == 403
    assert await opened_sessions(session) == 0


async def test_a_form_of_another_site_proves_nothing(browser: Browser, session: AsyncSession, here: Provider) -> None:
    secret = await guarded(session, here)
    await browser.sign_in()
    hidden = fields_of((await browser.client.get("/signin/factor")).text)
    form = {**hidden, "code": await shown(secret)}
    answer = await browser.client.post("/signin/factor", data=form, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert await opened_sessions(session) == 0


async def test_the_page_is_shut_against_frames_and_foreign_code(
    browser: Browser, session: AsyncSession, here: Provider
) -> None:
    await guarded(session, here)
    await browser.sign_in()
    page = await browser.client.get("/signin/factor")
    assert page.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert re.search(r'<label for="code">', page.text)
    assert "<script" not in page.text


async def test_the_kept_secret_cannot_be_read(session: AsyncSession, world: FastAPI, here: Provider) -> None:
    secret = await guarded(session, here)
    kept = (await session.scalars(select(Authenticator.sealed_secret))).one()
    assert secret not in kept
    assert here.sealer.unseal(kept).decode() == secret
    assert opaque.digest(secret) not in kept
